//! Following a plain file that another program writes: what it has gained since the last look, and
//! whether it is still the same file.

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::reading::open;

/// The last bytes that were read must still be where they were: a file may be written anew and be
/// longer than before by the next look.
const ANCHOR: usize = 256;

/// Bytes that one look reads, at most.
const PIECE: u64 = 4 << 20;

/// What a look at a file finds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// There is no file.
    Missing,
    /// Nothing is new.
    Same,
    /// Bytes that follow those of the looks before; there may be more.
    Grown(Vec<u8>),
    /// The file was moved away, and another has its name: it goes on there.
    Moved,
    /// The file was emptied, replaced or written anew: what was read before is void.
    Anew,
}

/// A file, and how far it has been read.
pub(crate) struct FollowedFile {
    path: PathBuf,
    reached: Option<Reached>,
}

struct Reached {
    file: File,
    /// Bytes that have been read.
    length: u64,
    /// The last of them.
    anchor: Vec<u8>,
}

impl FollowedFile {
    /// A file, from its first byte, as soon as it is there.
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            reached: None,
        }
    }

    /// Looks what has become of the file since the last look.
    ///
    /// # Errors
    /// If there is something else than a plain file, or it cannot be read.
    pub(crate) fn look(&mut self) -> Result<Look, Error> {
        let at_path = match std::fs::metadata(&self.path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let Some(reached) = &mut self.reached else {
            if at_path.is_none() {
                return Ok(Look::Missing);
            }
            let reached = self.reached.insert(Reached {
                file: open(&self.path, u64::MAX)?.into_inner(),
                length: 0,
                anchor: Vec::new(),
            });
            return reached.look();
        };
        let look = reached.look()?;
        // What was written before it was moved away comes first.
        let is_other = at_path.is_some_and(|metadata| reached.is_other_than(&metadata));
        let look = match look {
            Look::Same if is_other && reached.lives_on() => Look::Moved,
            Look::Same if is_other => Look::Anew,
            look => look,
        };
        if matches!(look, Look::Moved | Look::Anew) {
            self.reached = None;
        }
        Ok(look)
    }
}

impl Reached {
    fn look(&mut self) -> Result<Look, Error> {
        let length = self.file.metadata()?.len();
        if length < self.length || !self.has_anchor()? {
            return Ok(Look::Anew);
        }
        if length == self.length {
            return Ok(Look::Same);
        }
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(self.length))?;
        (&self.file).take(PIECE).read_to_end(&mut bytes)?;
        self.length += bytes.len() as u64;
        self.anchor
            .extend(&bytes[bytes.len().saturating_sub(ANCHOR)..]);
        let surplus = self.anchor.len().saturating_sub(ANCHOR);
        self.anchor.drain(..surplus);
        Ok(Look::Grown(bytes))
    }

    fn has_anchor(&mut self) -> Result<bool, Error> {
        let before = self.length - self.anchor.len() as u64;
        self.file.seek(SeekFrom::Start(before))?;
        let mut found = vec![0; self.anchor.len()];
        match self.file.read_exact(&mut found) {
            Ok(()) => Ok(found == self.anchor),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether the file at the path is another one.
    #[cfg(unix)]
    fn is_other_than(&self, at_path: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt;
        let id = |metadata: &Metadata| (metadata.dev(), metadata.ino());
        let own = self.file.metadata();
        own.is_ok_and(|own| id(&own) != id(at_path))
    }

    /// Whether the file still has a name.
    #[cfg(unix)]
    fn lives_on(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        self.file.metadata().is_ok_and(|own| own.nlink() > 0)
    }

    /// Elsewhere a file that is open cannot be replaced.
    #[cfg(not(unix))]
    fn is_other_than(&self, _at_path: &Metadata) -> bool {
        false
    }

    #[cfg(not(unix))]
    fn lives_on(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{OpenOptions, remove_file, rename, write};
    use std::io::Write;

    use super::*;

    fn append(path: &Path, text: &str) {
        let mut options = OpenOptions::new();
        let mut file = options.append(true).create(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn grown(text: &str) -> Look {
        Look::Grown(text.as_bytes().to_vec())
    }

    #[test]
    fn a_file_is_followed_as_it_comes_and_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut file = FollowedFile::new(&path);
        assert_eq!(file.look().unwrap(), Look::Missing);
        for text in ["", "one\n", "two\nthr", "ee\n"] {
            append(&path, text);
            let expected = if text.is_empty() {
                Look::Same
            } else {
                grown(text)
            };
            assert_eq!(file.look().unwrap(), expected);
            assert_eq!(file.look().unwrap(), Look::Same);
        }
    }

    #[test]
    fn a_file_that_is_written_anew_is_read_anew_even_if_it_is_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut file = FollowedFile::new(&path);
        append(&path, "a long first attempt\n");
        file.look().unwrap();
        for text in ["short\n", "", "longer than what was there before\n"] {
            write(&path, text).unwrap();
            assert_eq!(file.look().unwrap(), Look::Anew, "{text}");
            let expected = if text.is_empty() {
                Look::Same
            } else {
                grown(text)
            };
            assert_eq!(file.look().unwrap(), expected);
            append(&path, "more\n");
            assert_eq!(file.look().unwrap(), grown("more\n"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_moved_away_is_read_to_its_end_and_goes_on_in_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let (path, old) = (folder.path().join("log"), folder.path().join("log.1"));
        let mut file = FollowedFile::new(&path);
        append(&path, "one\n");
        assert_eq!(file.look().unwrap(), grown("one\n"));
        append(&path, "two\n");
        rename(&path, &old).unwrap();
        assert_eq!(file.look().unwrap(), grown("two\n"));
        append(&old, "three\n");
        assert_eq!(file.look().unwrap(), grown("three\n"), "still written");
        append(&path, "four\n");
        assert_eq!(file.look().unwrap(), Look::Moved);
        assert_eq!(file.look().unwrap(), grown("four\n"));

        remove_file(&path).unwrap();
        assert_eq!(file.look().unwrap(), Look::Same);
        append(&path, "another\n");
        assert_eq!(file.look().unwrap(), Look::Anew, "the old one is gone");
        assert_eq!(file.look().unwrap(), grown("another\n"));
    }

    #[test]
    fn something_else_than_a_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FollowedFile::new(folder.path()).look().is_err());
    }
}
