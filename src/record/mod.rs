//! Run directories: names, Parquet, checkpoints, provenance, locks, and reading back. Never judges.
//!
//! A file that exists is whole: everything is written aside and renamed.

mod checkpoint;
mod classifiers;
mod differences;
mod digest;
pub mod foreign;
mod live;
mod lock;
mod numerics;
mod paths;
mod provenance;
mod recorded;
mod run_file;
mod runs;
mod samples;
mod tables;
pub mod tensorboard;
#[cfg(test)]
mod tests;
mod whole;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use checkpoint::{About, Checkpoint, checkpoint_bytes, read_checkpoint, write_checkpoint};
pub use classifiers::{
    AboutClassifier, ClassifierKey, ClassifierProvenance, classifier_bytes, read_classifier,
    write_classifier,
};
pub use differences::{Difference, first_difference, same_bits};
pub use digest::{Digests, listed_name, sha256};
pub use live::Live;
pub use lock::{RunLock, StudyLock};
pub use numerics::Numerics;
pub use paths::{RunPaths, StudyPaths};
pub use provenance::{Host, Provenance, host_name};
pub use recorded::{
    Recorded, Rows, Tables, clear_asides, clear_leftovers, read_complete, read_complete_evals,
    read_complete_tables, read_recorded, read_tables, write_best_part, write_parts, write_tables,
};
pub use run_file::{Attempt, FORMAT_VERSION, RunFile, Status};
pub use runs::{RunRow, write_runs};
pub use samples::KeptSamples;
pub use tables::{EVAL_UNITS, History, STEP_UNITS};
pub use whole::{
    create_directory, keep_damaged, move_aside, read_text, write, write_derived, write_json,
};

/// What can go wrong with files.
#[derive(Debug, Error)]
pub enum RecordError {
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("{} is damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{} is of something else: {reason}", path.display())]
    Foreign { path: PathBuf, reason: String },
    #[error("{} has format version {found}, this seesaw reads version {FORMAT_VERSION}", path.display())]
    Format { path: PathBuf, found: u32 },
}

impl RecordError {
    fn io<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> Self + 'a {
        move |error| RecordError::Io {
            doing,
            path: path.to_path_buf(),
            error,
        }
    }

    /// What is wrong with which file, without the folder that it is in: a figure may be shown
    /// elsewhere.
    pub fn brief(&self) -> String {
        let (RecordError::Io { path, .. }
        | RecordError::Damaged { path, .. }
        | RecordError::Foreign { path, .. }
        | RecordError::Format { path, .. }) = self;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.to_string().replace(&path.display().to_string(), &name)
    }

    fn damaged(path: &Path, reason: impl ToString) -> Self {
        RecordError::Damaged {
            path: path.to_path_buf(),
            reason: reason.to_string(),
        }
    }
}
