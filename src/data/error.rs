//! Why a data set cannot be opened, with what to do about it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::idx::IdxError;

/// Names the file or folder, what is wrong with it, and the remedy.
#[derive(Debug, Error)]
pub enum DataError {
    #[error("no {what} at `{}`; paths are relative to the folder in which seesaw is started{remedy}", path.display())]
    Absent {
        path: PathBuf,
        what: &'static str,
        remedy: &'static str,
    },
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("`{}` is no usable IDX file: {source}", path.display())]
    Idx { path: PathBuf, source: IdxError },
    #[error("`{}` {problem}; {remedy}", path.display())]
    Refused {
        path: PathBuf,
        problem: String,
        remedy: String,
    },
    #[error("`{}` has no class `{class}`; it has {}{}", path.display(), allowed.join(", "), meant(suggestion))]
    UnknownClass {
        path: PathBuf,
        class: String,
        allowed: Vec<String>,
        suggestion: Option<String>,
    },
    #[error(
        "`batch` is {batch}, but the data holds only {count} images{}; lower `batch` or add images",
        said(notes)
    )]
    Batch {
        batch: usize,
        count: usize,
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
