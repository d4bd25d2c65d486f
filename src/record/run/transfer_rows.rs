//! `steps.parquet` of a style transfer: one row per step, losses before it.

use std::path::Path;

use polars::prelude::DataFrame;

use super::differences::Difference;
use crate::metrics::Unit;
use crate::record::RecordError;
use crate::record::parquet::{numbers, read_frame, whole_numbers, write_table};
use crate::train::transfer::{LossValues, TransferRow};

/// A column: its name, and its value in a row.
type LossColumn = (&'static str, fn(&TransferRow) -> Option<f64>);

/// The columns after `step`.
const COLUMNS: [LossColumn; 5] = [
    ("loss", |row| Some(row.losses.total)),
    ("content_loss", |row| row.losses.content),
    ("style_loss", |row| row.losses.style),
    ("variation_loss", |row| row.losses.variation),
    ("grad_norm", |row| Some(row.grad_norm)),
];

/// Writes the steps of a style transfer and returns the file's digest.
///
/// # Errors
/// If the disk refuses.
pub fn write_transfer_rows(path: &Path, rows: &[TransferRow]) -> Result<String, RecordError> {
    let step = whole_numbers("step", rows.iter().map(|row| row.step as i64));
    let columns = COLUMNS.map(|(name, value)| numbers(name, rows.iter().map(value)));
    let units = COLUMNS.map(|(name, _)| match name {
        "grad_norm" => (name, Unit::Norm),
        _ => (name, Unit::Loss),
    });
    let units = [&[("step", Unit::StepNumber)], &units[..]].concat();
    write_table(path, [step].into_iter().chain(columns).collect(), &units)
}

/// The steps in the bytes of a file that [`write_transfer_rows`] has written.
///
/// # Errors
/// If they are damaged or lack a column.
pub fn read_transfer_rows(path: &Path, bytes: &[u8]) -> Result<Vec<TransferRow>, RecordError> {
    let frame = read_frame(path, bytes)?.numbers;
    let steps = column(path, &frame, "step")?;
    let [loss, content, style, variation, grad_norm] =
        COLUMNS.map(|(name, _)| column(path, &frame, name));
    let (loss, content, style) = (loss?, content?, style?);
    let (variation, grad_norm) = (variation?, grad_norm?);
    let row = |at: usize| TransferRow {
        step: steps[at].unwrap_or(0.0) as u64,
        losses: LossValues {
            content: content[at],
            style: style[at],
            variation: variation[at],
            total: loss[at].unwrap_or(f64::NAN),
        },
        grad_norm: grad_norm[at].unwrap_or(f64::NAN),
    };
    Ok((0..steps.len()).map(row).collect())
}

/// The first difference between the steps of two style transfers, of which only rows that both have
/// are compared. `same` compares two values.
pub fn first_transfer_difference(
    recorded: &[TransferRow],
    here: &[TransferRow],
    same: impl Fn(Option<f64>, Option<f64>) -> bool,
) -> Option<Difference> {
    recorded.iter().zip(here).find_map(|(recorded, here)| {
        let values = COLUMNS.map(|(name, value)| (name, value(recorded), value(here)));
        let mut differing = values.into_iter().filter(|(_, a, b)| !same(*a, *b));
        let (column, a, b) = differing.next()?;
        Some(Difference {
            table: "steps.parquet",
            step: recorded.step,
            column,
            recorded: a,
            here: b,
        })
    })
}

/// A column as numbers; null is none.
fn column(path: &Path, frame: &DataFrame, name: &str) -> Result<Vec<Option<f64>>, RecordError> {
    let damaged = |error| RecordError::damaged(path, error);
    let column = frame.column(name).map_err(damaged)?;
    let column = column.cast(&polars::prelude::DataType::Float64);
    let column = column.map_err(damaged)?;
    Ok(column.f64().map_err(damaged)?.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.parquet");
        let row = |step: u64, style: Option<f64>| TransferRow {
            step,
            losses: LossValues {
                content: Some(0.1 * step as f64),
                style,
                variation: None,
                total: 1e300 / step as f64,
            },
            grad_norm: 3.0,
        };
        let rows = vec![row(1, Some(f64::INFINITY)), row(2, Some(2.0))];
        write_transfer_rows(&path, &rows).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(read_transfer_rows(&path, &bytes).unwrap(), rows);
        assert!(read_transfer_rows(&path, &bytes[..bytes.len() / 2]).is_err());
    }
}
