//! The lock of a run: one process at a time trains it. A dead process holds none.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use super::RunPaths;
use crate::files;
use crate::record::{RecordError, create_directory};

/// Held while a run is trained; the operating system releases it when the process ends, however it
/// ends.
pub struct RunLock {
    _file: File,
}

/// A reader that asks whether a run is being trained holds the lock for a moment; that must not
/// look like training, however many readers come after each other.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(5);
/// Whoever takes a lock may let go of it at once, where the directory was replaced.
const TRIES_HELD: u32 = 3;

impl RunLock {
    /// Whether a process (or another worker) is training this run. Writes nothing.
    ///
    /// # Errors
    /// If the lock is there and cannot be looked at.
    pub fn is_held(paths: &RunPaths) -> Result<bool, RecordError> {
        let path = paths.lock();
        let file = match files::open(&path, u64::MAX) {
            Ok(file) => file.into_inner(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(RecordError::io("read", &path)(error)),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(RecordError::io("read", &path)(error)),
        }
    }

    /// Takes the lock; `None` when another process (or worker) is training this run.
    ///
    /// # Errors
    /// If the run's directory cannot be written.
    pub fn try_acquire(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        let (path, mut held) = (paths.lock(), 0);
        for _ in 0..TRIES {
            create_directory(paths.root())?;
            // Opening a pipe would wait for its other end.
            Self::is_held(paths)?;
            // NFS gives a shared lock only to who may read, and the other only to who may write.
            let opened = OpenOptions::new()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(&path);
            let file = match opened {
                Ok(file) => file,
                // Another process may be setting the directory aside just now.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(RecordError::io("lock", &path)(error)),
            };
            match Self::take(file, &path)? {
                Taken::Lock(lock) => return Ok(Some(lock)),
                Taken::Elsewhere => {}
                Taken::Looked => std::thread::sleep(PAUSE),
                Taken::Held if held + 1 < TRIES_HELD => {
                    held += 1;
                    std::thread::sleep(PAUSE);
                }
                Taken::Held => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Locks a file that was opened at this path.
    fn take(file: File, path: &Path) -> Result<Taken, RecordError> {
        match file.try_lock() {
            Ok(()) if is_same_file(&file, path) => Ok(Taken::Lock(Self { _file: file })),
            Ok(()) => Ok(Taken::Elsewhere),
            // A shared lock is refused only while somebody trains, and goes with the file.
            Err(TryLockError::WouldBlock) => Ok(match file.try_lock_shared() {
                Ok(()) => Taken::Looked,
                Err(_) => Taken::Held,
            }),
            Err(TryLockError::Error(error)) => Err(RecordError::io("lock", path)(error)),
        }
    }
}

/// What came of locking an open file.
enum Taken {
    /// It is ours.
    Lock(RunLock),
    /// Another process (or worker) has it.
    Held,
    /// Others look whether it is held, and nobody holds it.
    Looked,
    /// The directory was set aside before we had the lock: the lock belongs to the one set aside,
    /// not to the one that is at the path now.
    Elsewhere,
}

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else {
        return false;
    };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

/// An open file cannot be moved here.
#[cfg(not(unix))]
fn is_same_file(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_waits_for_the_first_to_go() {
        let directory = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(directory.path());
        let held = RunLock::try_acquire(&paths).unwrap();
        assert!(held.is_some());
        assert!(RunLock::try_acquire(&paths).unwrap().is_none());
        assert!(RunLock::is_held(&paths).unwrap());
        drop(held);
        assert!(!RunLock::is_held(&paths).unwrap());
        assert!(RunLock::try_acquire(&paths).unwrap().is_some());
    }

    #[test]
    fn readers_do_not_look_like_training() {
        let directory = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(directory.path());
        drop(RunLock::try_acquire(&paths).unwrap());
        let reader = File::open(paths.lock()).unwrap();
        reader.try_lock_shared().unwrap();
        std::thread::scope(|scope| {
            let taken = scope.spawn(|| RunLock::try_acquire(&paths).unwrap().is_some());
            // Longer than the pauses of a taker that is refused by another one.
            std::thread::sleep(PAUSE * TRIES_HELD * 4);
            drop(reader);
            assert!(taken.join().unwrap());
        });
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_belongs_to_the_directory_that_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(&directory.path().join("run"));
        let held = RunLock::try_acquire(&paths).unwrap().unwrap();
        std::fs::rename(paths.root(), directory.path().join("aside")).unwrap();
        assert!(!is_same_file(&held._file, &paths.lock()));
        assert!(
            RunLock::try_acquire(&paths).unwrap().is_some(),
            "the directory is a new one"
        );
    }
    #[cfg(unix)]
    #[test]
    fn a_directory_replaced_between_opening_and_locking_is_not_locked() {
        let folder = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(&folder.path().join("run"));
        drop(RunLock::try_acquire(&paths).unwrap().unwrap());
        let open = || OpenOptions::new().write(true).open(paths.lock()).unwrap();
        let (before, aside) = (open(), folder.path().join("aside"));
        std::fs::rename(paths.root(), &aside).unwrap();
        // Nothing is at the path; then another process has trained there, and is gone.
        let taken = RunLock::take(before.try_clone().unwrap(), &paths.lock()).unwrap();
        assert!(matches!(taken, Taken::Elsewhere));
        drop(RunLock::try_acquire(&paths).unwrap().unwrap());
        let taken = RunLock::take(before, &paths.lock()).unwrap();
        assert!(matches!(taken, Taken::Elsewhere));
        let held = RunLock::take(open(), &paths.lock()).unwrap();
        assert!(matches!(held, Taken::Lock(_)));
        assert!(matches!(
            RunLock::take(open(), &paths.lock()).unwrap(),
            Taken::Held
        ));
    }
}
