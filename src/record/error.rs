//! What can go wrong with the files of a study, and which format version its readers accept.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::guard::Panic;

/// Version of everything in a run directory that is written.
pub const FORMAT_VERSION: u32 = 6;

/// The oldest version that is read: its tables lack columns that came later, and nothing else differs.
const OLDEST_READ: u32 = 4;

/// Whether files of this version are read; any other is refused.
pub(crate) fn is_read(version: u32) -> bool {
    (OLDEST_READ..=FORMAT_VERSION).contains(&version)
}

/// How the message begins of what is this program's own fault.
pub(crate) const DEFECT: &str = "a bug in seesaw";

/// Why a file could not be read or written.
#[derive(Debug, Error)]
pub enum RecordError {
    /// The operating system refused.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// What was attempted, as an infinitive: `read`, `write`, `lock`, ..
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's own answer.
        error: std::io::Error,
    },
    /// The file is missing or its bytes are not the ones that were written.
    #[error("{} {}", path.display(), damage(reason))]
    Damaged {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong, in words.
        reason: String,
    },
    /// The file is intact and belongs to another spec, data set or program.
    #[error("{} belongs to something else: {reason}", path.display())]
    Incompatible {
        /// The file or directory.
        path: PathBuf,
        /// What it belongs to, in words.
        reason: String,
    },
    /// The file is of a format version that is not read.
    #[error(
        "{} has format version {found}, this seesaw reads versions {OLDEST_READ} to {FORMAT_VERSION}", path.display()
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// Its version; 0 if it names none.
        found: u32,
    },
}

/// The reason, or its beginning, of a file that must be there and is not.
pub(crate) const MISSING: &str = "it is missing";

/// What follows the name of a damaged file: of one that is missing nothing else need be said.
fn damage(reason: &str) -> String {
    match reason.strip_prefix(MISSING) {
        Some(rest) => format!("is missing{rest}"),
        None => format!("is damaged: {reason}"),
    }
}

impl RecordError {
    pub(super) fn io<'a>(
        doing: &'static str,
        path: &'a Path,
    ) -> impl FnOnce(std::io::Error) -> Self + 'a {
        move |error| RecordError::Io {
            doing,
            path: path.to_path_buf(),
            error,
        }
    }

    /// A file that is missing or holds what was never written to it.
    pub fn damaged(path: &Path, reason: impl ToString) -> Self {
        RecordError::Damaged {
            path: path.to_path_buf(),
            reason: reason.to_string(),
        }
    }

    /// Whether the file could not be read or written: that says nothing about what it holds.
    pub fn is_refused_by_system(&self) -> bool {
        matches!(self, RecordError::Io { .. })
    }

    /// Files over which this program stumbles, with what its panic says.
    pub(crate) fn defect(path: &Path, panic: &Panic) -> Self {
        Self::damaged(path, format!("{DEFECT}: {}", panic.with_location()))
    }

    /// A file that must be there and is not.
    pub fn missing(path: &Path) -> Self {
        Self::damaged(path, MISSING)
    }

    /// Whether the file is intact and belongs to another spec, data set, program or format version.
    pub fn is_incompatible(&self) -> bool {
        matches!(
            self,
            RecordError::Format { .. } | RecordError::Incompatible { .. }
        )
    }

    /// The message as it reads beside the name of the run in `directory`: files are named from
    /// there.
    pub fn within(&self, directory: &Path) -> String {
        let prefix = format!("{}{}", directory.display(), std::path::MAIN_SEPARATOR);
        self.to_string().replace(&prefix, "")
    }

    /// What is wrong with which file, without its folder: a figure that quotes it may be shown
    /// elsewhere.
    pub fn brief(&self) -> String {
        let (RecordError::Io { path, .. }
        | RecordError::Damaged { path, .. }
        | RecordError::Incompatible { path, .. }
        | RecordError::Format { path, .. }) = self;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.to_string().replace(&path.display().to_string(), &name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_called_missing_and_no_more() {
        let path = Path::new("run/checkpoint.safetensors");
        let missing = RecordError::missing(path);
        assert_eq!(missing.to_string(), "run/checkpoint.safetensors is missing");
        assert_eq!(missing.brief(), "checkpoint.safetensors is missing");
        let other = RecordError::damaged(path, "it is cut off");
        assert_eq!(
            other.brief(),
            "checkpoint.safetensors is damaged: it is cut off"
        );
    }
}
