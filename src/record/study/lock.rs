//! The lock of a study: one process at a time writes its report.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use super::StudyPaths;
use crate::files;
use crate::record::{RecordError, create_directory};

/// Time between two attempts to take the lock.
const PAUSE: Duration = Duration::from_millis(10);

/// Held while a study's own files are written, so that the process that writes last has also read
/// last.
pub struct StudyLock {
    _file: File,
}

impl StudyLock {
    /// How long to wait for a holder, which may be suspended. After that the lock is not needed:
    /// files are complete, whichever process writes last.
    const MAX_WAIT: Duration = Duration::from_secs(60);

    /// Waits for the lock.
    ///
    /// # Errors
    /// If the study's directory cannot be written.
    pub fn acquire(study: &StudyPaths) -> Result<Self, RecordError> {
        create_directory(study.root())?;
        let path = study.lock();
        match files::open(&path, u64::MAX) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(RecordError::io("lock", &path)(error));
            }
            _ => {}
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = file.map_err(RecordError::io("lock", &path))?;
        let begun = Instant::now();
        while begun.elapsed() < Self::MAX_WAIT {
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
