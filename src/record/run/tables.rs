//! `steps.parquet` and `evals.parquet`: rows to columns and back, by the two tables of columns
//! ([`STEP_COLUMNS`] and [`TABLE`]).

use std::path::Path;

use polars::prelude::Column;

use crate::metrics::{Metric, MetricValues, TABLE};
use crate::record::RecordError;
use crate::record::parquet::{Table, metric_column, numbers, whole_numbers, write_table};
use crate::train::{ColumnKind, EvalRow, STEP, STEP_COLUMNS, StepColumn, StepRow};

/// All rows that the tables of a run hold, in the order of steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// One row per step.
    pub steps: Vec<StepRow>,
    /// One row per evaluation.
    pub evals: Vec<EvalRow>,
}

/// Every column of `steps.parquet`.
fn step_columns() -> impl Iterator<Item = StepColumn> {
    std::iter::once(STEP).chain(STEP_COLUMNS.iter().copied())
}

/// Writes `steps.parquet`, or a part of it, and returns its digest.
pub(in crate::record) fn write_steps(path: &Path, rows: &[StepRow]) -> Result<String, RecordError> {
    let column = |column: StepColumn| -> Column {
        let values = rows.iter().map(column.get);
        match column.kind {
            ColumnKind::Count => {
                let counts = values.map(|value| value.expect("a count in every row") as i64);
                whole_numbers(column.name, counts)
            }
            ColumnKind::Number | ColumnKind::Optional => numbers(column.name, values),
        }
    };
    let units: Vec<_> = step_columns()
        .map(|column| (column.name, column.unit))
        .collect();
    write_table(path, step_columns().map(column).collect(), &units)
}

/// Writes `evals.parquet`, or a part of it, and returns its digest.
pub(super) fn write_evals(path: &Path, rows: &[EvalRow]) -> Result<String, RecordError> {
    let steps = whole_numbers("step", rows.iter().map(|row| row.step as i64));
    let metrics = TABLE.iter().map(|metric| {
        let values = rows.iter().map(|row| row.measured.get(metric.metric));
        metric_column(metric.name, metric.unit.is_count(), values)
    });
    let columns = std::iter::once(steps).chain(metrics).collect();
    let units: Vec<_> = TABLE
        .iter()
        .map(|metric| (metric.name, metric.unit))
        .collect();
    write_table(path, columns, &units)
}

/// Reads a table of steps.
///
/// # Errors
/// If it lacks a column that every format version has, or one that is not optional holds a null.
pub(crate) fn read_steps(path: &Path, bytes: &[u8]) -> Result<Vec<StepRow>, RecordError> {
    let table = Table::parse(path, bytes)?;
    let mut rows = vec![StepRow::default(); table.height()];
    for column in step_columns() {
        let values = match column.kind {
            ColumnKind::Optional => table.column_since(column.name, column.since)?,
            ColumnKind::Count | ColumnKind::Number => table.full_column(column.name)?,
        };
        for (row, value) in rows.iter_mut().zip(values) {
            (column.set)(row, value);
        }
    }
    Ok(rows)
}

/// Reads a table of evaluations.
///
/// # Errors
/// If it lacks a column that every format version has, or that of steps holds a null.
pub(crate) fn read_evals(path: &Path, bytes: &[u8]) -> Result<Vec<EvalRow>, RecordError> {
    read_metrics(path, bytes, &|_| true)
}

/// Reads some metrics of a table of evaluations; the others are as if they were not measured. Of a table with few
/// rows, which is what most are, columns are what takes the time.
///
/// # Errors
/// If it lacks a column of these that every format version has, or that of steps holds a null.
pub(super) fn read_metrics(
    path: &Path,
    bytes: &[u8],
    is_wanted: &dyn Fn(Metric) -> bool,
) -> Result<Vec<EvalRow>, RecordError> {
    let wanted = || TABLE.iter().filter(|metric| is_wanted(metric.metric));
    let is_read = |name: &str| name == STEP.name || wanted().any(|metric| metric.name == name);
    let table = Table::parse_columns(path, bytes, &is_read)?;
    let steps = table.full_column(STEP.name)?;
    let mut columns = vec![vec![None; steps.len()]; TABLE.len()];
    for metric in wanted() {
        columns[metric.metric as usize] = table.column_since(metric.name, metric.since)?;
    }
    let measured = |at: usize| MetricValues::from_fn(|metric| columns[metric as usize][at]);
    Ok(steps
        .iter()
        .enumerate()
        .map(|(at, step)| EvalRow {
            step: step.unwrap_or_default() as u64,
            measured: measured(at),
        })
        .collect())
}
