//! Files that are complete or not there: written to a temporary name, then renamed.

use std::fs::TryLockError;
use std::io::{BufWriter, ErrorKind, Take, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use tempfile::NamedTempFile;

use super::{RecordError, reading::files_in};
use crate::files;

/// How the temporary name of an unfinished file begins.
const TEMPORARY: &str = ".aside-";

/// Creates a directory and those above it.
///
/// # Errors
/// If it cannot be created.
pub fn create_directory(path: &Path) -> Result<(), RecordError> {
    std::fs::create_dir_all(path).map_err(RecordError::io("create", path))
}

/// Writes `bytes` to a temporary file, flushes them to disk, and renames the file into place,
/// creating its directory if needed.
///
/// # Errors
/// If the disk or the directory refuses; what was there before is then still there.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    replace(path, bytes, true)
}

/// As [`write_atomic`], for what can be made again from other files: it does not wait for the disk.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_atomic_unsynced(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    replace(path, bytes, false)
}

/// As [`write_atomic_unsynced`], of a file that `work` writes piece by piece. Where it returns `false`
/// there is no file, and what was there before stays.
///
/// # Errors
/// As [`write_atomic`].
pub(super) fn write_atomic_in_pieces(
    path: &Path,
    work: impl FnOnce(&mut dyn Write) -> std::io::Result<bool>,
) -> Result<bool, RecordError> {
    let destination = destination(path)?;
    let mut temporary = temporary_beside(&destination)?;
    let mut file = BufWriter::new(temporary.as_file_mut());
    let written = work(&mut file).and_then(|is_whole| file.flush().map(|()| is_whole));
    drop(file);
    let is_whole = written.map_err(RecordError::io("write", path))?;
    if is_whole {
        persist(temporary, &destination)?;
    }
    Ok(is_whole)
}

fn replace(path: &Path, bytes: &[u8], flush: bool) -> Result<(), RecordError> {
    let destination = destination(path)?;
    let mut temporary = temporary_beside(&destination)?;
    // Errors of the file itself do not name it: its name means nothing to anybody.
    temporary
        .as_file_mut()
        .write_all(bytes)
        .map_err(RecordError::io("write", path))?;
    if flush {
        temporary
            .as_file()
            .sync_data()
            .map_err(RecordError::io("write", path))?;
    }
    persist(temporary, &destination)
}

/// The file that takes this path's place: behind a link the one that it leads to, so that the link stays. A device
/// or a pipe is refused, for a file would take its place.
fn destination(path: &Path) -> Result<PathBuf, RecordError> {
    let Ok(found) = std::fs::symlink_metadata(path) else {
        return Ok(path.to_path_buf());
    };
    if !found.is_symlink() {
        return refuse_special(path, &found).map(|()| path.to_path_buf());
    }
    let Ok(target) = std::fs::canonicalize(path) else {
        // It leads to nothing yet.
        let target = std::fs::read_link(path).map_err(RecordError::io("read", path))?;
        return Ok(path.parent().unwrap_or(path).join(target));
    };
    let found = std::fs::metadata(&target).map_err(RecordError::io("write", path))?;
    refuse_special(path, &found).map(|()| target)
}

fn refuse_special(path: &Path, found: &std::fs::Metadata) -> Result<(), RecordError> {
    if found.is_file() || found.is_dir() {
        return Ok(());
    }
    let reason = "it is a device or a pipe, and a file would take its place";
    let error = std::io::Error::new(std::io::ErrorKind::InvalidInput, reason);
    Err(RecordError::io("write", path)(error))
}

/// A temporary file in the directory of `path`, which is created if needed. It is locked as long as it is written, which
/// tells it from one that a process has left; where locks are refused, it is taken for such a one.
fn temporary_beside(path: &Path) -> Result<NamedTempFile, RecordError> {
    let directory = match path.parent().expect("a file has a directory") {
        here if here.as_os_str().is_empty() => Path::new("."),
        directory => directory,
    };
    create_directory(directory)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let temporary = builder.tempfile_in(directory);
        let temporary = temporary.map_err(RecordError::io("write", path))?;
        // Before it was locked it may have been taken for a left one, and removed: then the next one is as good.
        match temporary.as_file().try_lock() {
            Ok(()) if temporary.path().exists() => return Ok(temporary),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(_)) => return Ok(temporary),
        }
    }
}

fn persist(temporary: NamedTempFile, path: &Path) -> Result<(), RecordError> {
    let persisted = temporary.persist(path);
    persisted
        .map(drop)
        .map_err(|error| RecordError::io("write", path)(error.error))
}

/// Moves a file or directory, creating the directory that it goes to.
///
/// # Errors
/// If it cannot be moved.
pub fn move_aside(from: &Path, to: &Path) -> Result<(), RecordError> {
    create_directory(to.parent().expect("a place in a directory"))?;
    std::fs::rename(from, to).map_err(RecordError::io("set aside", from))
}

/// Renames a damaged file, so that what it holds is not lost, and returns its new name:
/// `run.json.damaged-1` and so on.
///
/// # Errors
/// If it cannot be renamed.
pub fn keep_damaged(path: &Path) -> Result<PathBuf, RecordError> {
    let name = path.file_name().expect("a file").to_string_lossy();
    let place = |number: u32| path.with_file_name(format!("{name}.damaged-{number}"));
    let kept = (1..)
        .map(place)
        .find(|place| !place.exists())
        .expect("some number is free");
    move_aside(path, &kept)?;
    Ok(kept)
}

/// Writes a value as indented JSON.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), RecordError> {
    write_atomic(path, json(value).as_bytes())
}

/// A value as the text of a file.
pub(super) fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data becomes JSON");
    text.push('\n');
    text
}

/// Removes the temporary files that a process which died has left in a folder. Those that another one is writing stay.
///
/// # Errors
/// If a file cannot be removed.
pub fn remove_temporary_files(folder: &Path) -> Result<(), RecordError> {
    let files = temporary_files(folder)?;
    files.iter().try_for_each(|path| remove_if_left(path))
}

/// Removes a temporary file unless it is being written. It is locked meanwhile, so that nobody begins to.
fn remove_if_left(path: &Path) -> Result<(), RecordError> {
    let file = files::open(path, u64::MAX).map(Take::into_inner);
    if let Ok(file) = &file
        && matches!(file.try_lock(), Err(TryLockError::WouldBlock))
    {
        return Ok(());
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(RecordError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// As [`remove_temporary_files`], in a folder without a lock: those that nobody has touched for ten
/// minutes. A younger one may be another process's, which is about to rename it. What cannot be
/// removed stays: it is in nobody's way.
pub(super) fn remove_old_temporary_files(folder: &Path) {
    const OLD: Duration = Duration::from_secs(600);
    let is_old = |path: &PathBuf| {
        let touched = std::fs::metadata(path).and_then(|metadata| metadata.modified());
        touched.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD))
    };
    let old = temporary_files(folder).unwrap_or_default().into_iter();
    old.filter(is_old).for_each(|path| {
        let _ = std::fs::remove_file(&path);
    });
}

fn temporary_files(folder: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let is_temporary = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY))
    };
    let files = files_in(folder)?;
    Ok(files.into_iter().filter(is_temporary).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::read_text;

    #[test]
    fn without_a_lock_only_old_temporary_files_are_removed() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        for (name, age) in [(".aside-old", 900), (".aside-new", 0), ("old", 900)] {
            let file = std::fs::File::create(place(name)).unwrap();
            let touched = std::time::SystemTime::now() - Duration::from_secs(age);
            file.set_modified(touched).unwrap();
        }
        remove_old_temporary_files(directory.path());
        let are_there = [".aside-old", ".aside-new", "old"].map(|name| place(name).exists());
        assert_eq!(are_there, [false, true, true]);
    }

    #[test]
    fn what_is_being_written_is_not_removed() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        let unfinished = temporary_beside(&file).unwrap();
        let left = directory.path().join(".aside-left");
        std::fs::write(&left, "").unwrap();
        remove_temporary_files(directory.path()).unwrap();
        assert!(unfinished.path().exists() && !left.exists());
        let (_, path) = unfinished.keep().unwrap();
        remove_temporary_files(directory.path()).unwrap();
        assert!(!path.exists(), "its process has let it go");
    }

    #[test]
    fn files_are_written_while_others_look_for_left_ones() {
        use std::sync::atomic::{AtomicBool, Ordering};
        let directory = tempfile::tempdir().unwrap();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let removers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        while !is_over.load(Ordering::Relaxed) {
                            remove_temporary_files(directory.path()).unwrap();
                        }
                    })
                })
                .collect();
            let written = (0..2000).try_for_each(|at: u32| {
                write_atomic_unsynced(&directory.path().join("file"), &at.to_le_bytes())
            });
            is_over.store(true, Ordering::Relaxed);
            removers.into_iter().for_each(|it| it.join().unwrap());
            written.unwrap();
        });
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_and_devices_are_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        std::fs::write(place("file"), "old").unwrap();
        for (link, target) in [
            ("link", "file"),
            ("dangling", "none"),
            ("null", "/dev/null"),
        ] {
            std::os::unix::fs::symlink(target, place(link)).unwrap();
        }
        write_atomic(&place("link"), b"new").unwrap();
        write_atomic(&place("dangling"), b"first").unwrap();
        let is_link = |name: &str| place(name).symlink_metadata().unwrap().is_symlink();
        assert!(is_link("link") && is_link("dangling"));
        for (name, text) in [("file", "new"), ("none", "first")] {
            assert_eq!(read_text(&place(name)).unwrap().as_deref(), Some(text));
        }
        let error = write_atomic(&place("null"), b"gone")
            .unwrap_err()
            .to_string();
        assert!(error.contains("a device or a pipe"), "{error}");
        assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
    }

    #[test]
    fn a_failed_write_leaves_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a/b.txt");
        write_atomic(&file, b"one").unwrap();
        write_atomic(&file, b"two").unwrap();
        assert_eq!(read_text(&file).unwrap().as_deref(), Some("two"));
        assert!(
            write_atomic(&file.join("c"), b"three").is_err(),
            "a file is no directory"
        );
        assert_eq!(read_text(&file).unwrap().as_deref(), Some("two"));
        assert_eq!(
            std::fs::read_dir(file.parent().unwrap()).unwrap().count(),
            1,
            "no temporary file is left"
        );
        assert_eq!(read_text(&directory.path().join("none")).unwrap(), None);
    }
}
