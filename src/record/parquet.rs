//! Parquet files: columns with their units in the file's metadata, written and read by name.

use std::io::Cursor;
use std::path::Path;

use polars::prelude::{
    Column, DataFrame, DataType, KeyValueMetadata, NamedFrom, ParallelStrategy, ParquetReader,
    ParquetWriter, PolarsError, SerReader, Series,
};

use super::parquet_footer::only_footer;
use super::parquet_size::{check_pages, check_rows};
use super::{RecordError, sha256, write_atomic};
use crate::guard::guarded;
use crate::metrics::Unit;

/// A column of whole numbers without null.
pub(super) fn whole_numbers(name: &str, values: impl Iterator<Item = i64>) -> Column {
    Series::new(name.into(), values.collect::<Vec<i64>>()).into()
}

/// A column of 64-bit floats; null is not measured.
pub(super) fn numbers(name: &str, values: impl Iterator<Item = Option<f64>>) -> Column {
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
    write_atomic(path, &bytes)?;
    Ok(sha256(&bytes))
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

/// What a Parquet file holds.
pub(super) struct ParquetTable {
    /// Name and type of every column, in the file's order.
    pub columns: Vec<(String, DataType)>,
    /// Those of numbers that were asked for.
    pub numbers: DataFrame,
}

/// Decodes the bytes of a Parquet file, wherever they come from. The decoder is another project's
/// and can panic on damaged bytes, so its panics are caught, and it works on this thread alone.
///
/// # Errors
/// If they are damaged, or unpack to more than fits their length.
pub(super) fn read_frame(path: &Path, bytes: &[u8]) -> Result<ParquetTable, RecordError> {
    read_columns(path, bytes, &|_| true)
}

/// Decodes some columns of a Parquet file, as [`read_frame`] does all.
fn read_columns(
    path: &Path,
    bytes: &[u8],
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<ParquetTable, RecordError> {
    let table = decoded(path, || decode(bytes, is_wanted))?;
    let frame = &table.numbers;
    let height = frame.height();
    let uneven = frame.columns().iter().find(|column| column.len() != height);
    match uneven {
        None => Ok(table),
        Some(column) => {
            let (name, rows) = (column.name(), column.len());
            let reason = format!("column `{name}` has {rows} rows, the table {height}");
            Err(RecordError::damaged(path, reason))
        }
    }
}

/// What a decoder gives; that it gives up, or panics, is damage.
fn decoded<T>(path: &Path, decode: impl FnOnce() -> Result<T, String>) -> Result<T, RecordError> {
    guarded(decode)
        .map_err(|panic| {
            RecordError::damaged(path, format!("its decoder gave up: {}", panic.message))
        })?
        .map_err(|error| RecordError::damaged(path, error))
}

/// Columns of texts of a Parquet file, read as [`read_frame`] reads numbers.
///
/// # Errors
/// If it is damaged, or has no such columns of texts.
pub(super) fn read_texts<const N: usize>(
    path: &Path,
    bytes: &[u8],
    names: [&str; N],
) -> Result<[Vec<Option<String>>; N], RecordError> {
    decoded(path, || decode_texts(bytes, names))
}

fn decode_texts<const N: usize>(
    bytes: &[u8],
    names: [&str; N],
) -> Result<[Vec<Option<String>>; N], String> {
    let read = decode_columns(bytes, |_| names.map(String::from).to_vec())?;
    let in_words = |error: PolarsError| error.to_string();
    let mut columns = names.map(|_| Vec::new());
    for (name, values) in names.iter().zip(&mut columns) {
        let column = read.frame.column(name).map_err(in_words)?;
        let texts = column.str().map_err(in_words)?.iter();
        *values = texts.map(|text| text.map(str::to_string)).collect();
    }
    Ok(columns)
}

fn decode(bytes: &[u8], is_wanted: &dyn Fn(&str) -> bool) -> Result<ParquetTable, String> {
    let read = decode_columns(bytes, |columns| {
        let columns = columns.iter();
        let of_numbers =
            columns.filter(|(name, kind)| kind.is_primitive_numeric() && is_wanted(name));
        of_numbers.map(|(name, _)| name.clone()).collect()
    })?;
    Ok(ParquetTable {
        columns: read.columns,
        numbers: read.frame,
    })
}

/// The names and types of all columns, and those that were read.
struct ReadColumns {
    columns: Vec<(String, DataType)>,
    frame: DataFrame,
}

/// Reads the columns that `choose` names, of all that there are, once their sizes are known to be bearable.
fn decode_columns(
    bytes: &[u8],
    choose: impl FnOnce(&[(String, DataType)]) -> Vec<String>,
) -> Result<ReadColumns, String> {
    let in_words = |error: PolarsError| error.to_string();
    let footer = only_footer(bytes)?;
    let mut reader = ParquetReader::new(Cursor::new(&footer[..]));
    let metadata = reader.get_metadata().map_err(in_words)?.clone();
    check_rows(&metadata, bytes)?;
    let schema = reader.schema().map_err(in_words)?;
    let columns: Vec<(String, DataType)> = schema
        .iter_values()
        .map(|field| (field.name.to_string(), DataType::from_arrow_field(field)))
        .collect();
    let wanted = choose(&columns);
    check_pages(&metadata, &wanted, bytes)?;
    let mut reader = ParquetReader::new(Cursor::new(bytes))
        .read_parallel(ParallelStrategy::None)
        .with_columns(Some(wanted));
    reader.set_metadata(metadata);
    let frame = reader.finish().map_err(in_words)?;
    Ok(ReadColumns { columns, frame })
}

/// The columns of a Parquet file, read by name.
pub(super) struct Table<'a> {
    path: &'a Path,
    frame: DataFrame,
}

impl<'a> Table<'a> {
    /// Reads the bytes of a file.
    pub(super) fn parse(path: &'a Path, bytes: &[u8]) -> Result<Self, RecordError> {
        Self::parse_columns(path, bytes, &|_| true)
    }

    /// Reads the columns of a file that are wanted.
    pub(super) fn parse_columns(
        path: &'a Path,
        bytes: &[u8],
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Self, RecordError> {
        let frame = read_columns(path, bytes, is_wanted)?.numbers;
        Ok(Self { path, frame })
    }

    /// A column as numbers; null is not measured.
    ///
    /// # Errors
    /// If it is missing or cannot be read as numbers.
    pub(super) fn column(&self, name: &str) -> Result<Vec<Option<f64>>, RecordError> {
        let damaged = |error| RecordError::damaged(self.path, error);
        let column = self.frame.column(name).map_err(damaged)?;
        let values = column.cast(&DataType::Float64).map_err(damaged)?;
        Ok(values.f64().map_err(damaged)?.iter().collect())
    }

    /// A column that files have from format version `since` on; where it is missing from a file of a
    /// version before, nothing was measured.
    ///
    /// # Errors
    /// If it cannot be read as numbers, or is missing where every version has it.
    pub(super) fn column_since(
        &self,
        name: &str,
        since: u32,
    ) -> Result<Vec<Option<f64>>, RecordError> {
        match since > 0 && self.frame.get_column_index(name).is_none() {
            true => Ok(vec![None; self.height()]),
            false => self.column(name),
        }
    }

    /// A column that may hold no null.
    ///
    /// # Errors
    /// If it is missing, cannot be read as numbers, or holds a null.
    pub(super) fn full_column(&self, name: &str) -> Result<Vec<Option<f64>>, RecordError> {
        let values = self.column(name)?;
        if values.contains(&None) {
            let reason = format!("column `{name}` holds a null");
            return Err(RecordError::damaged(self.path, reason));
        }
        Ok(values)
    }

    /// The number of its rows.
    pub(super) fn height(&self) -> usize {
        self.frame.height()
    }
}
