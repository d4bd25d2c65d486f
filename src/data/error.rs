//! Why a data set cannot be opened, with what to do about it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::idx::IdxError;

/// Why a data set cannot be opened: names the file or folder, what is wrong, and the remedy.
#[derive(Debug, Error)]
pub enum DataError {
    /// A file or folder is not there.
    #[error("no {what} at `{}`; paths are relative to the folder in which seesaw is started{remedy}", path.display())]
    Absent {
        /// Where.
        path: PathBuf,
        /// What was expected there.
        what: &'static str,
        /// A hint after the message, with its semicolon; may be empty.
        remedy: &'static str,
    },
    /// A file or folder is there but cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not an IDX file that seesaw reads.
    #[error("`{}` is no usable IDX file: {source}", path.display())]
    Idx {
        /// Where.
        path: PathBuf,
        /// Why.
        source: IdxError,
    },
    /// It can be read, but nothing can be trained on it as the spec says.
    #[error("`{}` {problem}; {remedy}", path.display())]
    Refused {
        /// Where.
        path: PathBuf,
        /// What is wrong with it, as a verb phrase after the path.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// Some images of a folder cannot be read.
    #[error("`{}`: {count} of {all} images cannot be read: {files}; {remedy}", path.display())]
    UnreadableImages {
        /// The folder.
        path: PathBuf,
        /// How many.
        count: usize,
        /// Of how many.
        all: usize,
        /// The first of them, each with its reason.
        files: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// A class is named that a folder does not have.
    #[error("`{}` has no class `{class}`; it has {}{}", path.display(), allowed.join(", "), meant(suggestion))]
    UnknownClass {
        /// Where.
        path: PathBuf,
        /// The class that was asked for.
        class: String,
        /// The classes that there are.
        allowed: Vec<String>,
        /// The one that may have been meant.
        suggestion: Option<String>,
    },
    /// A batch is larger than the data, so that images would repeat in it.
    #[error(
        "`batch` is {batch}, but the data holds only {count} images{}; lower `batch` or add images",
        said(notes)
    )]
    Batch {
        /// Rows of a batch.
        batch: usize,
        /// Rows of the data.
        count: usize,
        /// What was left out when the data were opened.
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
