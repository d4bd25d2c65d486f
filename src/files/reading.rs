//! Reading whole files, and opening those that are decoded as they are read.

use std::fs::{File, FileType};
use std::io::{Error, ErrorKind, Read, Take};
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

/// How long a pipe is waited for until some program opens its other end.
const PIPE_WAIT: Duration = Duration::from_secs(5);

/// Reads a plain file of at most `limit` bytes.
///
/// # Errors
/// If it is missing, something else than a plain file, longer, or cannot be read. Of a file that is
/// too long nothing is read.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    read_whole(open(path, limit)?, limit)
}

/// Opens a plain file of at most `limit` bytes.
///
/// # Errors
/// As [`read`].
pub(crate) fn open(path: &Path, limit: u64) -> Result<Take<File>, Error> {
    // Before it is opened: opening a pipe waits for its other end.
    require_plain(std::fs::metadata(path)?.file_type())?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    require_plain(metadata.file_type())?;
    if metadata.len() > limit {
        return Err(too_long(limit));
    }
    Ok(file.take(limit.saturating_add(1)))
}

/// As [`read`], of a plain file or of a pipe, which is read to its end.
///
/// # Errors
/// As [`read`], and if no program writes to the pipe.
pub(crate) fn read_log(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    if !is_pipe(std::fs::metadata(path)?.file_type()) {
        return read(path, limit);
    }
    read_whole(open_pipe(path, limit)?, limit)
}

fn open_pipe(path: &Path, limit: u64) -> Result<Take<File>, Error> {
    let (sender, opened) = channel();
    let pipe = path.to_path_buf();
    std::thread::Builder::new().spawn(move || drop(sender.send(File::open(pipe))))?;
    let file = opened.recv_timeout(PIPE_WAIT).map_err(|_| {
        Error::new(
            ErrorKind::TimedOut,
            "it is a pipe, and no program writes to it",
        )
    })?;
    Ok(file?.take(limit.saturating_add(1)))
}

fn read_whole(mut file: Take<File>, limit: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let length = file.get_ref().metadata()?.len();
    let length = usize::try_from(length).map_err(|_| too_long(limit))?;
    bytes.try_reserve_exact(length)?;
    file.read_to_end(&mut bytes)?;
    // It may have grown since it was opened; pipes have no length.
    if bytes.len() as u64 > limit {
        return Err(too_long(limit));
    }
    Ok(bytes)
}

fn too_long(limit: u64) -> Error {
    let (number, unit) = match limit {
        1_073_741_824.. => (limit >> 30, "GiB"),
        1_048_576.. => (limit >> 20, "MiB"),
        _ => (limit, "bytes"),
    };
    Error::new(
        ErrorKind::FileTooLarge,
        format!("it is longer than the {number} {unit} that are read of such a file"),
    )
}

fn require_plain(found: FileType) -> Result<(), Error> {
    if found.is_file() {
        return Ok(());
    }
    let (kind, found) = match found {
        _ if found.is_dir() => (ErrorKind::IsADirectory, "a directory"),
        _ if is_pipe(found) => (ErrorKind::InvalidInput, "a pipe"),
        _ => (ErrorKind::InvalidInput, "a device or socket"),
    };
    Err(Error::new(kind, format!("it is {found}, not a plain file")))
}

#[cfg(unix)]
fn is_pipe(found: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&found)
}

/// Pipes have no paths here.
#[cfg(not(unix))]
fn is_pipe(_: FileType) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_files_are_read_up_to_their_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, [7; 100]).unwrap();
        assert_eq!(read(&file, 100).unwrap(), [7; 100]);
        let error = read(&file, 99).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        assert_eq!(
            error.to_string(),
            "it is longer than the 99 bytes that are read of such a file"
        );
        let missing = read(&folder.path().join("none"), 100).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        let directory = read(folder.path(), 100).unwrap_err();
        assert_eq!(directory.to_string(), "it is a directory, not a plain file");
    }

    /// A sparse file of a terabyte costs nothing to make, and would cost everything to read.
    #[test]
    fn of_a_file_that_is_too_long_nothing_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert!(
            read(&path, 1 << 30)
                .unwrap_err()
                .to_string()
                .contains("1 GiB")
        );
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_pipes_are_no_plain_files_and_are_not_waited_for() {
        let device = read(Path::new("/dev/zero"), 100).unwrap_err();
        assert!(device.to_string().contains("a device"), "{device}");
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        assert!(read(&pipe, 100).unwrap_err().to_string().contains("a pipe"));
        let begun = std::time::Instant::now();
        let nobody = read_log(&pipe, 100).unwrap_err();
        assert!(nobody.to_string().contains("no program writes"), "{nobody}");
        assert!(begun.elapsed() < 2 * PIPE_WAIT);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_read_to_its_end_where_one_is_promised() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for (length, limit) in [(50_000, 50_000), (50_000, 49_999)] {
            let written = pipe.clone();
            let writer = std::thread::spawn(move || drop(std::fs::write(written, vec![1; length])));
            let read = read_log(&pipe, limit);
            assert_eq!(read.is_ok(), limit == 50_000);
            writer.join().unwrap();
        }
    }
}
