//! Why a data set cannot be opened, with what to do about it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::idx::IdxError;

/// Names the file or folder, what is wrong with it, and the remedy.
#[derive(Debug, Error)]
pub enum DataError {
    /// Nothing is there.
    #[error("no {what} at `{}`; paths are relative to the folder in which seesaw is started{remedy}", path.display())]
    Absent {
        /// File or folder.
        path: PathBuf,
        /// What was expected there.
        what: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },
    /// It cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// File or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// It is not an IDX file that seesaw reads.
    #[error("`{}` is no usable IDX file: {source}", path.display())]
    Idx {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: IdxError,
    },
    /// It can be read and not be used.
    #[error("`{}` {problem}; {remedy}", path.display())]
    Refused {
        /// File or folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// A class is wanted that it does not have.
    #[error("`{}` has no class `{class}`; it has {}{}", path.display(), allowed.join(", "), meant(suggestion))]
    UnknownClass {
        /// File or folder.
        path: PathBuf,
        /// The class as it was written.
        class: String,
        /// The classes that there are.
        allowed: Vec<String>,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A batch is larger than the data.
    #[error(
        "`batch` is {batch}, but the data holds only {count} images{}; lower `batch` or add images",
        said(notes)
    )]
    Batch {
        /// Samples in one batch.
        batch: usize,
        /// Images in the data.
        count: usize,
        /// What was left out.
        notes: Vec<String>,
    },
}

fn said(notes: &[String]) -> String {
    if notes.is_empty() {
        String::new()
    } else {
        format!(" ({})", notes.join("; "))
    }
}

fn meant(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl DataError {
    /// What is wrong with a path, and what to do about it.
    pub(super) fn refused(
        path: &Path,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Refused {
            path: path.to_path_buf(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// What an input error means at a path where `what` was expected.
    pub(super) fn io(
        path: &Path,
        what: &'static str,
        remedy: &'static str,
        source: std::io::Error,
    ) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::Absent { path, what, remedy },
            _ => Self::Unreadable { path, source },
        }
    }
}
