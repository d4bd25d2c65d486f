//! The lock of a study: one process at a time writes its report.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::{Duration, Instant};

use super::StudyPaths;
use crate::record::{RecordError, create_directory};

/// Time between two attempts to take the lock.
const PAUSE: Duration = Duration::from_millis(10);

/// Held while a study's own files are written, so that who writes last has looked last.
pub struct StudyLock {
    _file: File,
}

impl StudyLock {
    /// How long a holder may take, who may be suspended, before nobody waits for it any more: its
    /// files are whole, whoever is last.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Waits for the lock.
    ///
    /// # Errors
    /// If the study's directory cannot be written.
    pub fn acquire(study: &StudyPaths) -> Result<Self, RecordError> {
        create_directory(study.root())?;
        let path = study.lock();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = file.map_err(RecordError::io("lock", &path))?;
        let begun = Instant::now();
        while begun.elapsed() < Self::PATIENCE {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => {
                    return Err(RecordError::io("lock", &path)(error));
                }
            }
        }
        Ok(Self { _file: file })
    }
}
