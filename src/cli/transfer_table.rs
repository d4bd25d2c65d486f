//! The runs of a study of style transfers as a table.

use super::terminal::table::TextTable;
use super::terminal::value::Value;
use crate::config::{Study, Transfer};
use crate::report::TransferOnDisk;

/// One row per run.
pub(crate) fn transfer_table(study: &Study<Transfer>, runs: &[TransferOnDisk]) -> TextTable {
    let axes: Vec<&str> = study.axes.iter().map(|axis| axis.name.as_str()).collect();
    let mut headers = vec!["run"];
    headers.extend(&axes);
    headers.extend(["seed", "status", "verdict", "content", "style", "variation"]);
    let mut table = TextTable::new(headers).with_optional_together(&axes);
    for run in runs {
        let finished = run.finished.as_ref();
        let verdict = finished.map_or("", |finished| finished.diagnosis.verdict.name());
        let losses = finished.and_then(|finished| finished.rows.last());
        let losses = losses.map(|row| row.losses).unwrap_or_default();
        let row = std::iter::once(Value::text(&run.planned.id))
            .chain(Value::axes(study, &run.planned.cell))
            .chain([
                Value::Integer(run.planned.seed),
                Value::text(run.status.name()),
                Value::text(verdict),
            ])
            .chain([losses.content, losses.style, losses.variation].map(Value::optional_number));
        table.push(row.collect());
    }
    table
}
