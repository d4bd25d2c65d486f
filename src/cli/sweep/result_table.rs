//! The table that a sweep ends with: one row per run.

use super::super::terminal::table::TextTable;
use super::super::terminal::value::Value;
use crate::config::Study;
use crate::metrics::Metric;
use crate::report::{RunOnDisk, key_metrics};

/// Each run's axes, seed, status, verdict, onset, and key metrics of the last evaluation.
pub(super) fn result_table(study: &Study, runs: &[RunOnDisk]) -> TextTable {
    let metrics = key_metrics(study);
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let final_metrics = metrics
        .iter()
        .map(|metric| format!("final_{}", metric.description().name));
    let fixed = ["seed", "status", "verdict", "onset"].map(String::from);
    let headers = std::iter::once("run".to_string())
        .chain(axes)
        .chain(fixed)
        .chain(final_metrics);
    let mut table = TextTable::new(headers).with_optional_first();
    runs.iter().for_each(|run| table.push(row(run, metrics)));
    table
}

fn row(run: &RunOnDisk, metrics: &[Metric]) -> Vec<Value> {
    let row = run.row();
    let mut values = vec![Value::text(row.run)];
    values.extend(row.cell.into_iter().map(Value::Axis));
    values.extend([
        Value::Integer(row.seed),
        Value::text(row.status.name()),
        Value::optional_text(row.verdict),
        Value::optional_integer(row.onset),
    ]);
    let measured = metrics.iter().map(|metric| row.last.get(*metric));
    values.extend(measured.map(Value::optional_number));
    values
}
