//! Parquet: every column of numbers, under its name.

use std::path::Path;

use polars::prelude::{Column, DataType};

use super::ExternalLogError;
use super::log_table::{LogColumn, LogTable};
use crate::record::parquet::read_frame;

/// How a Parquet file begins.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// Reads a table; null is not measured.
///
/// # Errors
/// If the file is damaged.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<LogTable, ExternalLogError> {
    let frame = read_frame(path, bytes)?;
    let columns = frame.columns().iter();
    let columns = columns
        .map(|column| LogColumn {
            name: column.name().to_string(),
            values: numbers(column),
        })
        .collect();
    let places = (1..=frame.height() as u64).collect();
    Ok(LogTable {
        columns,
        places,
        place: "row",
        ..LogTable::default()
    })
}

fn numbers(column: &Column) -> Result<Vec<Option<f64>>, String> {
    let kind = column.dtype();
    if !kind.is_primitive_numeric() {
        return Err(format!(
            "is of type {kind}, not of numbers; write it as 64-bit floats"
        ));
    }
    let values = column
        .cast(&DataType::Float64)
        .map_err(|error| format!("cannot be read: {error}"))?;
    Ok(values
        .f64()
        .map_err(|error| format!("cannot be read: {error}"))?
        .iter()
        .collect())
}
