//! `steps.parquet` and `evals.parquet`: rows to columns and back.

use std::io::Cursor;
use std::path::Path;

use polars::prelude::{
    Column, DataFrame, DataType, KeyValueMetadata, NamedFrom, ParquetReader, ParquetWriter,
    SerReader, Series,
};

use super::digest::sha256;
use super::{RecordError, whole};
use crate::metrics::{Measured, TABLE, Unit};
use crate::train::{EvalRow, StepRow};

/// A column of `steps.parquet` with its unit.
pub const STEP_UNITS: [(&str, Unit); 16] = [
    ("step", Unit::StepNumber),
    ("d_loss", Unit::MeanLoss),
    ("g_loss", Unit::Loss),
    ("d_real", Unit::Score),
    ("d_fake", Unit::Score),
    ("d_acc", Unit::ShareOfRows),
    ("d_grad_norm", Unit::Norm),
    ("g_grad_norm", Unit::Norm),
    ("fake_grad_norm", Unit::Norm),
    ("d_stepped", Unit::Updates),
    ("g_stepped", Unit::Updates),
    ("lr_d", Unit::LearningRate),
    ("lr_g", Unit::LearningRate),
    ("penalty", Unit::Penalty),
    ("balance_state", Unit::BalanceState),
    ("adapted_strength", Unit::Share),
];

pub(super) type Getter = fn(&StepRow) -> Option<f64>;

const STEP_VALUES: [(&str, Getter); 11] = [
    ("d_loss", |row| row.d_loss),
    ("g_loss", |row| row.g_loss),
    ("d_real", |row| row.d_real),
    ("d_fake", |row| row.d_fake),
    ("d_acc", |row| row.d_acc),
    ("d_grad_norm", |row| row.d_grad_norm),
    ("g_grad_norm", |row| row.g_grad_norm),
    ("fake_grad_norm", |row| row.fake_grad_norm),
    ("penalty", |row| row.penalty),
    ("balance_state", |row| row.balance_state),
    ("adapted_strength", |row| row.adapted_strength),
];

/// Every column of `steps.parquet` but `step`, as a number.
pub(super) const STEP_COLUMNS: [(&str, Getter); 15] = [
    STEP_VALUES[0],
    STEP_VALUES[1],
    STEP_VALUES[2],
    STEP_VALUES[3],
    STEP_VALUES[4],
    STEP_VALUES[5],
    STEP_VALUES[6],
    STEP_VALUES[7],
    ("d_stepped", |row| Some(f64::from(row.d_stepped))),
    ("g_stepped", |row| Some(f64::from(row.g_stepped))),
    ("lr_d", |row| Some(row.lr_d)),
    ("lr_g", |row| Some(row.lr_g)),
    STEP_VALUES[8],
    STEP_VALUES[9],
    STEP_VALUES[10],
];

/// How many of these values stand before the counts of updates; the others are the state of
/// strategies, at the end.
const MEASURED: usize = 8;

/// Column and unit of `evals.parquet`, but for `step`.
pub const EVAL_UNITS: fn() -> Vec<(&'static str, Unit)> =
    || TABLE.iter().map(|row| (row.name, row.unit)).collect();

/// All that the tables of a run hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub steps: Vec<StepRow>,
    pub evals: Vec<EvalRow>,
}

fn whole_numbers(name: &str, values: impl Iterator<Item = i64>) -> Column {
    Series::new(name.into(), values.collect::<Vec<i64>>()).into()
}

fn numbers(name: &str, values: impl Iterator<Item = Option<f64>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<Option<f64>>>()).into()
}

/// Writes a table as Parquet with its columns' units in the file's metadata, whole, and returns its
/// digest.
pub(super) fn write_table(
    path: &Path,
    columns: Vec<Column>,
    units: &[(&str, Unit)],
) -> Result<String, RecordError> {
    let damaged = |error| RecordError::damaged(path, error);
    let mut frame = DataFrame::new_infer_height(columns).map_err(damaged)?;
    let metadata = units
        .iter()
        .map(|(name, unit)| (format!("unit:{name}"), unit.to_string()))
        .collect();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(metadata)))
        .set_parallel(false)
        .finish(&mut frame)
        .map_err(damaged)?;
    whole::write(path, &bytes)?;
    Ok(sha256(&bytes))
}

/// Writes `steps.parquet`, or a part of it, and returns its digest.
pub(super) fn write_steps(path: &Path, rows: &[StepRow]) -> Result<String, RecordError> {
    let mut columns = vec![whole_numbers(
        "step",
        rows.iter().map(|row| row.step as i64),
    )];
    let values = |range: &[(&'static str, Getter)]| -> Vec<Column> {
        range
            .iter()
            .map(|(name, value)| numbers(name, rows.iter().map(value)))
            .collect()
    };
    columns.extend(values(&STEP_VALUES[..MEASURED]));
    columns.push(whole_numbers(
        "d_stepped",
        rows.iter().map(|row| i64::from(row.d_stepped)),
    ));
    columns.push(whole_numbers(
        "g_stepped",
        rows.iter().map(|row| i64::from(row.g_stepped)),
    ));
    columns.push(numbers("lr_d", rows.iter().map(|row| Some(row.lr_d))));
    columns.push(numbers("lr_g", rows.iter().map(|row| Some(row.lr_g))));
    columns.extend(values(&STEP_VALUES[MEASURED..]));
    write_table(path, columns, &STEP_UNITS)
}

/// Writes `evals.parquet`, or a part of it, and returns its digest.
pub(super) fn write_evals(path: &Path, rows: &[EvalRow]) -> Result<String, RecordError> {
    let mut columns = vec![whole_numbers(
        "step",
        rows.iter().map(|row| row.step as i64),
    )];
    for (index, description) in TABLE.iter().enumerate() {
        let values = rows.iter().map(|row| row.measured[index]);
        columns.push(metric_column(
            description.name,
            description.is_count(),
            values,
        ));
    }
    write_table(path, columns, &EVAL_UNITS())
}

/// A metric's column: counts are whole numbers, the rest 64-bit floats; null is not measured.
pub(super) fn metric_column(
    name: &str,
    is_count: bool,
    values: impl Iterator<Item = Option<f64>>,
) -> Column {
    if is_count {
        let counts: Vec<Option<i64>> = values
            .map(|value| value.map(|value| value as i64))
            .collect();
        return Series::new(name.into(), counts).into();
    }
    numbers(name, values)
}

/// The columns of a Parquet file, read by name.
pub(super) struct Table<'a> {
    path: &'a Path,
    frame: DataFrame,
}

impl<'a> Table<'a> {
    pub(super) fn parse(path: &'a Path, bytes: &[u8]) -> Result<Self, RecordError> {
        let frame = ParquetReader::new(Cursor::new(bytes))
            .finish()
            .map_err(|error| RecordError::damaged(path, error))?;
        Ok(Self { path, frame })
    }

    pub(super) fn column(&self, name: &str) -> Result<Vec<Option<f64>>, RecordError> {
        let damaged = |error| RecordError::damaged(self.path, error);
        let column = self.frame.column(name).map_err(damaged)?;
        let values = column.cast(&DataType::Float64).map_err(damaged)?;
        Ok(values.f64().map_err(damaged)?.iter().collect())
    }

    /// A column that may hold no null.
    pub(super) fn full_column(&self, name: &str) -> Result<Vec<f64>, RecordError> {
        let missing = || RecordError::damaged(self.path, format!("column `{name}` holds a null"));
        self.column(name)?
            .into_iter()
            .map(|value| value.ok_or_else(missing))
            .collect()
    }
}

/// Reads a table of steps.
pub(super) fn read_steps(path: &Path, bytes: &[u8]) -> Result<Vec<StepRow>, RecordError> {
    let table = Table::parse(path, bytes)?;
    let [step, d_stepped, g_stepped, lr_d, lr_g] =
        ["step", "d_stepped", "g_stepped", "lr_d", "lr_g"].map(|name| table.full_column(name));
    let (step, d_stepped, g_stepped, lr_d, lr_g) = (step?, d_stepped?, g_stepped?, lr_d?, lr_g?);
    let [
        d_loss,
        g_loss,
        d_real,
        d_fake,
        d_acc,
        d_grad_norm,
        g_grad_norm,
        fake_grad_norm,
        penalty,
        balance,
        adapted,
    ] = STEP_VALUES.map(|(name, _)| table.column(name));
    let (d_loss, g_loss, d_real, d_fake) = (d_loss?, g_loss?, d_real?, d_fake?);
    let (d_acc, d_grad_norm, g_grad_norm, fake_grad_norm) =
        (d_acc?, d_grad_norm?, g_grad_norm?, fake_grad_norm?);
    let (penalty, balance_state, adapted_strength) = (penalty?, balance?, adapted?);
    let row = |at: usize| StepRow {
        step: step[at] as u64,
        d_loss: d_loss[at],
        g_loss: g_loss[at],
        d_real: d_real[at],
        d_fake: d_fake[at],
        d_acc: d_acc[at],
        d_grad_norm: d_grad_norm[at],
        g_grad_norm: g_grad_norm[at],
        fake_grad_norm: fake_grad_norm[at],
        d_stepped: d_stepped[at] as u16,
        g_stepped: g_stepped[at] as u16,
        lr_d: lr_d[at],
        lr_g: lr_g[at],
        penalty: penalty[at],
        balance_state: balance_state[at],
        adapted_strength: adapted_strength[at],
    };
    Ok((0..step.len()).map(row).collect())
}

/// Reads a table of evaluations.
pub(super) fn read_evals(path: &Path, bytes: &[u8]) -> Result<Vec<EvalRow>, RecordError> {
    let table = Table::parse(path, bytes)?;
    let steps = table.full_column("step")?;
    let columns: Vec<Vec<Option<f64>>> = TABLE
        .iter()
        .map(|row| table.column(row.name))
        .collect::<Result<_, _>>()?;
    let measured = |at: usize| -> Measured { std::array::from_fn(|metric| columns[metric][at]) };
    Ok(steps
        .iter()
        .enumerate()
        .map(|(at, step)| EvalRow {
            step: *step as u64,
            measured: measured(at),
        })
        .collect())
}
