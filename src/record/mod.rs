//! Run directories: names, Parquet, checkpoints, provenance, locks, and reading back. Never judges.
//!
//! A file that exists is whole: everything is written aside and renamed.

mod checkpoint;
mod lock;
mod paths;
mod provenance;
mod run_file;
mod runs;
mod samples;
mod tables;
mod whole;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use checkpoint::write_checkpoint;
pub use lock::RunLock;
pub use paths::{RunPaths, StudyPaths};
pub use provenance::Provenance;
pub use run_file::{FORMAT_VERSION, RunFile, Status, digest};
pub use runs::{RunRow, write_runs};
pub use samples::{KeptSamples, read_samples, write_samples};
pub use tables::{EVAL_UNITS, History, STEP_UNITS, read_evals, read_history, write_evals, write_steps};
pub use whole::{create_directory, read_text, write, write_derived, write_json};

/// What can go wrong with files.
#[derive(Debug, Error)]
pub enum RecordError {
    #[error("cannot {doing} {}: {error}", path.display())]
    Io { doing: &'static str, path: PathBuf, error: std::io::Error },
    #[error("{} is damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{} has format version {found}, this seesaw reads version {FORMAT_VERSION}: use the seesaw that wrote it", path.display())]
    Format { path: PathBuf, found: u32 },
}

impl RecordError {
    fn io<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> Self + 'a {
        move |error| RecordError::Io { doing, path: path.to_path_buf(), error }
    }

    fn damaged(path: &Path, reason: impl ToString) -> Self {
        RecordError::Damaged { path: path.to_path_buf(), reason: reason.to_string() }
    }
}
