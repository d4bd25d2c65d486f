//! What reads the lines of a log as they come.

use std::path::Path;

use super::ExternalLogError;
use super::log_table::LogTable;
use super::sparse_table::SparseTable;

/// Reads whole lines into rows. A row that is complete may be taken out of `rows`; its columns stay.
pub(super) trait RowReader {
    /// Reads further lines.
    fn read(&mut self, text: &str);

    /// The rows that were read and not taken yet. More lines may still belong to the last one.
    fn rows(&mut self) -> &mut SparseTable;

    /// The table of all rows, those that were taken included.
    ///
    /// # Errors
    /// If there is nothing in it.
    fn table(&self, path: &Path, rows: SparseTable) -> Result<LogTable, ExternalLogError>;
}
