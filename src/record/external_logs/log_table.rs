//! A log as its file has it: columns of numbers under the names that its program gave them.

/// A column of a log.
pub(super) struct LogColumn {
    pub name: String,
    /// A value a row, `None` where nothing was measured. A column that is no column of numbers says
    /// why, for whoever wants to use it.
    pub values: Result<Vec<Option<f64>>, String>,
}

/// All columns, of equal length.
#[derive(Default)]
pub(super) struct LogTable {
    pub columns: Vec<LogColumn>,
    /// Where each row is, to be named in messages: its line in a text file, else its number from 1.
    pub places: Vec<u64>,
    /// The column of steps, where the format itself says which it is.
    pub step: Option<usize>,
    /// What was left out at reading, in words.
    pub notes: Vec<String>,
    /// What a place is called.
    pub place: &'static str,
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
