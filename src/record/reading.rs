//! Reading the files of a study: what is missing, what cannot be read and what is damaged are three
//! different things.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::RecordError;
use crate::files;

/// Reads a file; `None` when there is none.
///
/// # Errors
/// If it exists and cannot be read, or is longer than `limit` bytes.
pub(super) fn read_if_there(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, RecordError> {
    match files::read(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(RecordError::io("read", path)(error)),
    }
}

/// Reads a file that must be there.
///
/// # Errors
/// If it is missing, cannot be read, or is longer than `limit` bytes.
pub(super) fn read_required(path: &Path, limit: u64) -> Result<Vec<u8>, RecordError> {
    read_if_there(path, limit)?.ok_or_else(|| RecordError::missing(path))
}

/// Reads a text file; `None` when there is none.
///
/// # Errors
/// If it exists and cannot be read, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<Option<String>, RecordError> {
    let text = |bytes| String::from_utf8(bytes).map_err(|error| RecordError::damaged(path, error));
    read_if_there(path, files::limits::FIGURE)?
        .map(text)
        .transpose()
}

/// The plain files of a directory, sorted; none where there is no directory.
///
/// # Errors
/// If it cannot be read.
pub(super) fn files_in(directory: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let refused = RecordError::io("read", directory);
    let mut found = files::entries(directory).map_err(refused)?;
    found.retain(|path| path.is_file());
    Ok(found)
}
