//! Logs of GANs that were trained by other programs: CSV, Parquet and TensorBoard's event files,
//! read into the rows that the rules look at.
//!
//! ```text
//! csv | parquet | event_files -> LogTable (their columns) -> ChosenColumns, Timeline -> ExternalLog (StepRow, EvalRow) -> diagnose
//!                                                               ^ --column, column_aliases  ^ LossScale: --convention, --ideal
//! ```
//!
//! Nothing here knows more than what a file says; which loss it is, and in which scale, is the
//! user's word. Each format makes a [`LogTable`] of every column that holds numbers. A column that
//! does not hold numbers keeps the reason, which becomes an error only when the column is wanted.
//! D's loss is converted when it is read, so everything after that sees the mean of the real and
//! the fake term.
//!
//! CSV is read by `csv-core`: the crate around it enables other features of serde, and polars would
//! be built again.
//!
//! To add a format, write a file that makes a [`LogTable`] of a file's bytes, and say in
//! `read_table` how it is told from the others. Another spelling of a column's name belongs in
//! `column_aliases.rs`.

mod assemble;
mod column_aliases;
mod column_choice;
mod csv;
mod error;
mod event_files;
mod log_table;
mod loss_scale;
mod parquet;
#[cfg(test)]
mod tests;
mod timeline;

use std::path::{Path, PathBuf};

pub use column_choice::ColumnChoice;
pub use error::{ExternalLogError, LEAST_ROWS};
pub use loss_scale::{Convention, LossScale};

use self::log_table::LogTable;
use super::RecordError;
use crate::train::{EvalRow, StepRow};

/// How a log is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct LogOptions {
    /// Columns that the user has named; the others are recognised.
    pub choices: Vec<ColumnChoice>,
    /// The scale of D's loss.
    pub scale: LossScale,
}

/// What a log of another program holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalLog {
    /// Every step with a loss, ascending. D's loss is the mean of its real and its fake term,
    /// whatever the log has. What is not logged has the value of
    /// [`ColumnKind::absent`](crate::train::ColumnKind::absent).
    pub steps: Vec<StepRow>,
    /// Every step with a metric.
    pub evals: Vec<EvalRow>,
    /// What was read: seesaw's name of a column, and the file's.
    pub columns: Vec<(String, String)>,
    /// Columns that were not read.
    pub ignored: Vec<String>,
    /// What was left out or understood in a way that may surprise, in words.
    pub notes: Vec<String>,
}

/// Whether a path is the log of another program: a file or a pipe, or a folder with event files
/// that is neither a run nor a study.
pub fn is_external_log(path: &Path) -> bool {
    let is_ours = ["run.yaml", "study.yaml"]
        .iter()
        .any(|name| path.join(name).is_file());
    let is_folder = path.is_dir();
    (path.exists() && !is_folder)
        || (is_folder && !is_ours && event_files::files(path).is_ok_and(|files| !files.is_empty()))
}

/// The folders in a folder that are logs, sorted: those of the single runs, or of curves that
/// TensorBoard keeps apart.
pub fn logs_below(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut logs: Vec<PathBuf> = entries
        .filter(|path| path.is_dir() && is_external_log(path))
        .collect();
    logs.sort();
    logs
}

/// Reads a log. Its format is told by its first bytes, event files by their name.
///
/// # Errors
/// If it cannot be read, is damaged, has no columns that are recognised or chosen, or fewer than
/// [`LEAST_ROWS`] rows with a loss.
pub fn read_external_log(path: &Path, map: &LogOptions) -> Result<ExternalLog, ExternalLogError> {
    assemble::assemble(path, &read_table(path)?, map)
}

fn read_table(path: &Path) -> Result<LogTable, ExternalLogError> {
    if path.is_dir() || event_files::has_event_name(path) {
        return event_files::read(path);
    }
    let bytes = std::fs::read(path).map_err(RecordError::io("read", path))?;
    if bytes.starts_with(parquet::MAGIC) {
        parquet::read(path, &bytes)
    } else {
        csv::read(path, &bytes)
    }
}
