//! Why samples cannot be read, with what to do about it.

use std::path::{Path, PathBuf};

/// Names the file or folder, what is wrong with it, and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// It cannot be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// No samples are there.
    #[error("`{}` {problem}; {remedy}", path.display())]
    Nothing {
        /// Where.
        path: PathBuf,
        /// What is there, as a verb phrase after the path.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// It can be read and is nothing that can be judged.
    #[error("`{}` {problem}; {remedy}", path.display())]
    Refused {
        /// Where.
        path: PathBuf,
        /// What is wrong with it, as a verb phrase after the path.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
}

impl SampleError {
    /// What is wrong with a path, and what to do about it.
    pub(crate) fn refused(
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

    /// No samples are at a path, and what to do about it.
    pub(super) fn nothing(path: &Path, problem: String, remedy: &str) -> Self {
        Self::Nothing {
            path: path.to_path_buf(),
            problem,
            remedy: remedy.to_string(),
        }
    }

    /// A path that the system does not read.
    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::Unreadable {
            path: path.to_path_buf(),
            error,
        }
    }

    /// Whether the system refused, which says nothing about what is there.
    pub fn is_refused_by_system(&self) -> bool {
        matches!(self, Self::Unreadable { .. })
    }
}
