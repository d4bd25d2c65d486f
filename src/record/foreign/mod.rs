//! Logs of GANs that were trained elsewhere: CSV, Parquet and TensorBoard's event files, read into
//! the rows that the rules look at.
//!
//! ```text
//! csv | parquet | events -> Sheet (their names) -> Chosen, Timeline (which column is what) -> ForeignLog (StepRow, EvalRow)
//! ```

mod cell;
mod columns;
mod csv;
mod error;
mod events;
mod parquet;
mod records;
mod rows;
mod scale;
mod sheet;
mod spellings;
mod steps;
mod tensor;
#[cfg(test)]
mod tests;
mod wire;

use std::path::{Path, PathBuf};

pub use columns::{Choice, ours};
pub use error::{ForeignError, LEAST_ROWS};
pub use scale::{Convention, Scale};

use self::sheet::Sheet;
use super::RecordError;
use crate::train::{EvalRow, StepRow};

/// How a log is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMap {
    /// Columns that the user has named; the others are recognised.
    pub choices: Vec<Choice>,
    /// The scale of D's loss.
    pub scale: Scale,
}

/// What a log of another program holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignLog {
    /// Every step with a loss, ascending. D's loss is the mean of its real and its fake term,
    /// whatever the log has. Learning rates that are not logged are NaN, and a row is one update of
    /// each player unless the log says otherwise.
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
/// that is no run and no study.
pub fn is_foreign(path: &Path) -> bool {
    let is_ours = ["run.yaml", "study.yaml"]
        .iter()
        .any(|name| path.join(name).is_file());
    let is_folder = path.is_dir();
    (path.exists() && !is_folder)
        || (is_folder && !is_ours && events::files(path).is_ok_and(|files| !files.is_empty()))
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
        .filter(|path| path.is_dir() && is_foreign(path))
        .collect();
    logs.sort();
    logs
}

/// Reads a log. Its format is told by its first bytes, event files by their name.
///
/// # Errors
/// If it cannot be read, is damaged, has no columns that are recognised or chosen, or fewer than
/// [`LEAST_ROWS`] rows with a loss.
pub fn read_foreign(path: &Path, map: &ColumnMap) -> Result<ForeignLog, ForeignError> {
    rows::assemble(path, &read_sheet(path)?, map)
}

fn read_sheet(path: &Path) -> Result<Sheet, ForeignError> {
    if path.is_dir() || events::is_named_so(path) {
        return events::read(path);
    }
    let bytes = std::fs::read(path).map_err(RecordError::io("read", path))?;
    if bytes.starts_with(parquet::MAGIC) {
        parquet::read(path, &bytes)
    } else {
        csv::read(path, &bytes)
    }
}
