//! A log as its file has it: columns of numbers under the names that its program gave them.

use std::path::Path;

use super::ExternalLogError;

/// Values of a column, by row.
pub(super) type Values<'a> = &'a [Option<f64>];

/// A column of a log.
pub(super) struct LogColumn {
    pub name: String,
    /// One value per row, `None` where nothing was measured. A column that does not hold numbers
    /// says why, for the case that it is wanted.
    pub values: Result<Vec<Option<f64>>, String>,
}

impl LogColumn {
    /// Its values.
    ///
    /// # Errors
    /// If it does not hold numbers.
    pub fn numbers(&self, path: &Path) -> Result<&[Option<f64>], ExternalLogError> {
        self.values
            .as_deref()
            .map_err(|reason| ExternalLogError::Column {
                path: path.to_path_buf(),
                column: self.name.clone(),
                reason: reason.clone(),
            })
    }
}

/// All columns, of equal length.
#[derive(Default)]
pub(super) struct LogTable {
    pub columns: Vec<LogColumn>,
    /// Where each row is, to be named in messages: its line in a text file, else its number from 1.
    pub places: Vec<u64>,
    /// The column of steps, where the format itself says which it is.
    pub step: Option<usize>,
    /// What was left out when it was read, in words.
    pub notes: Vec<String>,
    /// Whether the columns have no names but their numbers from 1.
    pub is_headless: bool,
    /// What such a place is called: `line`, `row` or `event`.
    pub place: &'static str,
    /// How often neighbouring rows were joined in pairs, because there were too many.
    pub halvings: u32,
}

impl LogTable {
    /// The names of the columns, in the order of the file.
    pub fn names(&self) -> Vec<String> {
        self.columns
            .iter()
            .map(|column| column.name.clone())
            .collect()
    }
}
