//! What is at a path, where "it cannot be told" is an error and not "nothing".

use std::path::{Path, PathBuf};

use super::super::exit::CliError;
use crate::files;

fn refused(path: &Path) -> impl FnOnce(std::io::Error) -> CliError + '_ {
    |error| CliError::Unreadable {
        path: path.to_path_buf(),
        error,
    }
}

/// Whether anything is there.
///
/// # Errors
/// If it cannot be told.
pub(crate) fn exists(path: &Path) -> Result<bool, CliError> {
    files::exists(path).map_err(refused(path))
}

/// What is in a directory, sorted; nothing where there is no directory.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn entries(directory: &Path) -> Result<Vec<PathBuf>, CliError> {
    files::entries(directory).map_err(refused(directory))
}
