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
    let names: Vec<(String, String)> = metrics
        .iter()
        .map(|metric| metric.description().name)
        .map(|name| (format!("final_{name}"), format!("final {name}")))
        .collect();
    let fixed = ["seed", "status", "verdict", "form", "onset"].map(String::from);
    let headers = std::iter::once("run".to_string())
        .chain(axes)
        .chain(fixed)
        .chain(names.iter().map(|(header, _)| header.clone()));
    // Of several metrics the first tells most; that a run is complete shows in its verdict.
    let less = names
        .iter()
        .skip(1)
        .rev()
        .map(|(header, _)| header.as_str());
    let optional: Vec<&str> = less.chain(["status"]).collect();
    let titles = names
        .iter()
        .map(|(header, title)| (header.as_str(), title.as_str()));
    let mut table = TextTable::new(headers)
        .with_optional_first()
        .with_optional(&optional)
        .with_columns_for_programs(&["form"])
        .with_titles(titles);
    runs.iter()
        .for_each(|run| table.push(row(study, run, metrics)));
    table
}

fn row(study: &Study, run: &RunOnDisk, metrics: &[Metric]) -> Vec<Value> {
    let row = run.row();
    let mut values = vec![Value::text(row.run)];
    values.extend(Value::axes(study, &row.cell));
    values.extend([
        Value::Integer(row.seed),
        Value::text(row.status.name()),
        Value::judged(run.diagnosis.as_ref()),
        Value::form(run.diagnosis.as_ref()),
        Value::optional_integer(row.onset),
    ]);
    let measured = metrics.iter().map(|metric| row.last.get(*metric));
    values.extend(measured.map(Value::optional_number));
    values
}
