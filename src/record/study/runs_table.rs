//! `runs.parquet`: one row per run of the study.

use polars::prelude::{Column, NamedFrom, Series};

use super::StudyPaths;
use crate::config::{Axis, AxisValue};
use crate::files::limits;
use crate::metrics::{Direction, MetricValues, TABLE, Unit};
use crate::record::parquet::{metric_column, read_texts, write_table};
use crate::record::reading::read_if_there;
use crate::record::{RecordError, RunStatus};

/// One run of a study, as far as it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Its id.
    pub run: String,
    /// Its value on each axis, in the study's order.
    pub cell: Vec<AxisValue>,
    /// Its seed.
    pub seed: u64,
    /// What state it is in.
    pub status: RunStatus,
    /// Of a complete run.
    pub verdict: Option<&'static str>,
    /// The form of the verdict, where it has several.
    pub form: Option<&'static str>,
    /// How often such a verdict is right, as a share; where that was counted.
    pub confidence: Option<f64>,
    /// The step at which the verdict's failure began.
    pub onset: Option<u64>,
    /// Metrics of the last evaluation.
    pub last: MetricValues,
    /// The best value of each metric that has a better direction.
    pub best: MetricValues,
}

pub(super) fn text<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<Option<&str>>>()).into()
}

/// Numbers where the whole axis is numeric, text otherwise.
fn axis_values(index: usize, axis: &Axis, cells: &[&[AxisValue]]) -> Column {
    let name = axis.name.as_str();
    let number = |cell: &&[AxisValue]| match cell[index] {
        AxisValue::Number(number) => Some(number),
        AxisValue::Text(_) => None,
    };
    if cells.iter().all(|cell| number(cell).is_some()) {
        return Series::new(name.into(), cells.iter().map(number).collect::<Vec<_>>()).into();
    }
    let values: Vec<String> = cells.iter().map(|cell| cell[index].to_string()).collect();
    Series::new(name.into(), values).into()
}

/// What identifies each run: its id, its value on each axis, and its seed.
pub(super) fn identifying_columns<'a>(
    axes: &[Axis],
    runs: impl Iterator<Item = (&'a str, &'a [AxisValue], u64)> + Clone,
) -> Vec<Column> {
    let cells: Vec<&[AxisValue]> = runs.clone().map(|(_, cell, _)| cell).collect();
    let seeds: Vec<i64> = runs.clone().map(|(.., seed)| seed as i64).collect();
    let mut columns = vec![text("run", runs.map(|(run, ..)| Some(run)))];
    let axes = axes.iter().enumerate();
    columns.extend(axes.map(|(index, axis)| axis_values(index, axis, &cells)));
    columns.push(Series::new("seed".into(), seeds).into());
    columns
}

/// Writes `runs.parquet`.
///
/// # Errors
/// If the disk refuses.
pub fn write_runs(paths: &StudyPaths, axes: &[Axis], rows: &[RunRow]) -> Result<(), RecordError> {
    let runs = rows.iter();
    let runs = runs.map(|row| (row.run.as_str(), &row.cell[..], row.seed));
    let mut columns = identifying_columns(axes, runs);
    columns.push(text(
        "status",
        rows.iter().map(|row| Some(row.status.name())),
    ));
    columns.push(text("verdict", rows.iter().map(|row| row.verdict)));
    columns.push(text("form", rows.iter().map(|row| row.form)));
    let confidences: Vec<Option<f64>> = rows.iter().map(|row| row.confidence).collect();
    columns.push(Series::new("confidence".into(), confidences).into());
    let onsets: Vec<Option<i64>> = rows
        .iter()
        .map(|row| row.onset.map(|step| step as i64))
        .collect();
    columns.push(Series::new("onset".into(), onsets).into());
    for metric in &TABLE {
        let name = format!("final_{}", metric.name);
        columns.push(metric_column(
            &name,
            metric.unit.is_count(),
            rows.iter().map(|row| row.last.get(metric.metric)),
        ));
    }
    for metric in TABLE
        .iter()
        .filter(|metric| metric.direction != Direction::Neither)
    {
        let name = format!("best_{}", metric.name);
        columns.push(metric_column(
            &name,
            metric.unit.is_count(),
            rows.iter().map(|row| row.best.get(metric.metric)),
        ));
    }
    write_table(&paths.runs_parquet(), columns, &[("onset", Unit::Steps)])?;
    Ok(())
}

/// The ids of the runs of which `runs.parquet` has a verdict; none where there is no table, or none that
/// can be read.
pub fn judged_runs_in_table(paths: &StudyPaths) -> Vec<String> {
    let path = paths.runs_parquet();
    let Ok(Some(bytes)) = read_if_there(&path, limits::OWN) else {
        return Vec::new();
    };
    let Ok([runs, verdicts]) = read_texts(&path, &bytes, ["run", "verdict"]) else {
        return Vec::new();
    };
    let judged = runs.into_iter().zip(verdicts);
    judged
        .filter_map(|(run, verdict)| run.filter(|_| verdict.is_some()))
        .collect()
}
