//! `runs.parquet` of a study of style transfers: one row per run.

use polars::prelude::{NamedFrom, Series};

use super::StudyPaths;
use super::runs_table::{identifying_columns, text};
use crate::config::{Axis, AxisValue};
use crate::metrics::Unit;
use crate::record::parquet::{numbers, write_table};
use crate::record::{RecordError, RunStatus};
use crate::train::transfer::LossValues;

/// One style transfer of a study, as far as it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferRunRow<'a> {
    /// Its id.
    pub run: &'a str,
    /// Its value on each axis, in the study's order.
    pub cell: &'a [AxisValue],
    /// Its seed.
    pub seed: u64,
    /// What state it is in.
    pub status: RunStatus,
    /// Of a complete run.
    pub verdict: Option<&'static str>,
    /// Steps of a complete run.
    pub steps: Option<u64>,
    /// Losses before the last step of a complete run.
    pub last: Option<LossValues>,
}

/// A column of losses: its name, and its value.
type LossColumn = (&'static str, fn(&LossValues) -> Option<f64>);

const LOSSES: [LossColumn; 4] = [
    ("final_loss", |losses| Some(losses.total)),
    ("final_content_loss", |losses| losses.content),
    ("final_style_loss", |losses| losses.style),
    ("final_variation_loss", |losses| losses.variation),
];

/// Writes `runs.parquet`.
///
/// # Errors
/// If the disk refuses.
pub fn write_transfer_runs(
    paths: &StudyPaths,
    axes: &[Axis],
    rows: &[TransferRunRow],
) -> Result<(), RecordError> {
    let runs = rows.iter().map(|row| (row.run, row.cell, row.seed));
    let mut columns = identifying_columns(axes, runs);
    let statuses = rows.iter().map(|row| Some(row.status.name()));
    columns.push(text("status", statuses));
    columns.push(text("verdict", rows.iter().map(|row| row.verdict)));
    let mut units = vec![("steps", Unit::Steps)];
    // Where they are swept, the axis has them.
    if axes.iter().all(|axis| axis.name != "steps") {
        let steps: Vec<Option<i64>> = rows
            .iter()
            .map(|row| row.steps.map(|it| it as i64))
            .collect();
        columns.push(Series::new("steps".into(), steps).into());
    }
    for (name, value) in LOSSES {
        let values = rows.iter().map(|row| row.last.as_ref().and_then(value));
        columns.push(numbers(name, values));
        units.push((name, Unit::Loss));
    }
    write_table(&paths.runs_parquet(), columns, &units)?;
    Ok(())
}
