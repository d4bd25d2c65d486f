//! One process a run: a lock that a dead process does not hold.

use std::fs::{File, OpenOptions, TryLockError};

use super::{RecordError, RunPaths, create_directory};

/// Held while a run is trained; the operating system lets go of it when the process ends, however it ends.
pub struct RunLock {
    _file: File,
}

impl RunLock {
    /// Takes the lock; `None` when another process (or worker) is at this run.
    ///
    /// # Errors
    /// If the run's directory cannot be written.
    pub fn take(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        create_directory(paths.root())?;
        let path = paths.lock();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(RecordError::io("lock", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(RecordError::io("lock", &path)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_waits_for_the_first_to_go() {
        let directory = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(directory.path());
        let held = RunLock::take(&paths).unwrap();
        assert!(held.is_some());
        assert!(RunLock::take(&paths).unwrap().is_none());
        drop(held);
        assert!(RunLock::take(&paths).unwrap().is_some());
    }
}
