//! What is at a path, where "it cannot be told" is an error and not "nothing".

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Whether nothing is at a path whose look-up ended in this error.
fn is_nothing(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn metadata(path: &Path) -> Result<Option<std::fs::Metadata>, Error> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if is_nothing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether anything is there.
///
/// # Errors
/// If it cannot be told.
pub(crate) fn exists(path: &Path) -> Result<bool, Error> {
    Ok(metadata(path)?.is_some())
}

/// How long a file is, and when it was last written; nothing where there is none.
///
/// # Errors
/// If it cannot be told.
pub(crate) fn file_state(path: &Path) -> Result<Option<(u64, SystemTime)>, Error> {
    let Some(metadata) = metadata(path)? else {
        return Ok(None);
    };
    Ok(Some((metadata.len(), metadata.modified()?)))
}

/// What is in a directory, sorted; nothing where there is no directory.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn entries(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if is_nothing(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>, Error>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_told_from_what_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b");
        std::fs::write(&file, "x").unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        assert!(exists(&file).unwrap());
        assert!(exists(folder.path()).unwrap());
        assert_eq!(file_state(&file).unwrap().unwrap().0, 1);
        for nothing in [folder.path().join("none"), file.join("below")] {
            assert!(!exists(&nothing).unwrap());
            assert_eq!(file_state(&nothing).unwrap(), None);
            assert_eq!(entries(&nothing).unwrap(), [] as [PathBuf; 0]);
        }
        assert_eq!(
            entries(folder.path()).unwrap(),
            [folder.path().join("a"), file]
        );
    }

    #[test]
    fn what_cannot_be_looked_up_is_an_error() {
        let too_long = Path::new("/").join("x".repeat(300));
        assert!(exists(&too_long).is_err());
        assert!(entries(&too_long).is_err());
    }
}
