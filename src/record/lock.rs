//! One process a run: a lock that a dead process does not hold.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use super::{RecordError, RunPaths, create_directory};

/// Held while a run is trained; the operating system lets go of it when the process ends, however it ends.
pub struct RunLock {
    _file: File,
}

/// A reader that asks whether a run is being trained holds the lock for a moment; that must not look like training.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(10);

impl RunLock {
    /// Whether another process (or worker) is at this run. Writes nothing.
    pub fn is_held(paths: &RunPaths) -> bool {
        File::open(paths.lock()).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

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
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { _file: file })),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(RecordError::io("lock", &path)(error)),
            }
        }
        Ok(None)
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
        assert!(RunLock::is_held(&paths));
        drop(held);
        assert!(!RunLock::is_held(&paths));
        assert!(RunLock::take(&paths).unwrap().is_some());
    }
}
