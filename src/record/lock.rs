//! One process a run: a lock that a dead process does not hold.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{RecordError, RunPaths, StudyPaths, create_directory};

/// Held while a run is trained; the operating system lets go of it when the process ends, however
/// it ends.
pub struct RunLock {
    _file: File,
}

/// A reader that asks whether a run is being trained holds the lock for a moment; that must not
/// look like training.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(10);

impl RunLock {
    /// Whether another process (or worker) is at this run. Writes nothing.
    pub fn is_held(paths: &RunPaths) -> bool {
        File::open(paths.lock())
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Takes the lock; `None` when another process (or worker) is at this run.
    ///
    /// # Errors
    /// If the run's directory cannot be written.
    pub fn take(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        let path = paths.lock();
        for _ in 0..TRIES {
            create_directory(paths.root())?;
            let opened = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path);
            let file = match opened {
                Ok(file) => file,
                // Whoever sets the directory aside may do so just now.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(RecordError::io("lock", &path)(error)),
            };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => return Ok(Some(Self { _file: file })),
                // The directory was set aside before we had the lock: it is another one's.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => {
                    return Err(RecordError::io("lock", &path)(error));
                }
            }
        }
        Ok(None)
    }
}

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
    pub fn wait(study: &StudyPaths) -> Result<Self, RecordError> {
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

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else {
        return false;
    };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

/// An open file cannot be moved here.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
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

    #[cfg(unix)]
    #[test]
    fn a_lock_belongs_to_the_directory_that_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(&directory.path().join("run"));
        let held = RunLock::take(&paths).unwrap().unwrap();
        std::fs::rename(paths.root(), directory.path().join("aside")).unwrap();
        assert!(!is_at(&held._file, &paths.lock()));
        assert!(
            RunLock::take(&paths).unwrap().is_some(),
            "the directory is a new one"
        );
    }
}
