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
    let table = read_frame(path, bytes)?;
    let values = |name: &str, kind: &DataType| match table.numbers.column(name) {
        Ok(column) => numbers(column),
        Err(_) => Err(format!(
            "is of type {kind}, not of numbers; write it as 64-bit floats"
        )),
    };
    let columns = table.columns.iter();
    let columns = columns
        .map(|(name, kind)| LogColumn {
            name: name.clone(),
            values: values(name, kind),
        })
        .collect();
    let places = (1..=table.numbers.height() as u64).collect();
    Ok(LogTable {
        columns,
        places,
        place: "row",
        ..LogTable::default()
    })
}

fn numbers(column: &Column) -> Result<Vec<Option<f64>>, String> {
    let values = column
        .cast(&DataType::Float64)
        .map_err(|error| format!("cannot be read: {error}"))?;
    Ok(values
        .f64()
        .map_err(|error| format!("cannot be read: {error}"))?
        .iter()
        .collect())
}
