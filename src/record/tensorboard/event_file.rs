//! An event file: TFRecord frames around `tensorboard.Event`, and the values that an event holds.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::files::{self, limits};
use crate::record::atomic_write::remove_old_temporary_files;
use crate::record::protobuf::Message;
use crate::record::tfrecord::{Frame, Frames, write_frame};
use crate::record::{RecordError, create_directory, write_atomic_unsynced};

/// An event file that is being made. Times are seconds since 1970.
pub(super) struct EventFile {
    begun: f64,
    bytes: Vec<u8>,
}

/// TensorBoard takes every file for one of events whose name contains `tfevents`; ours end so that
/// nobody else's is removed.
const BEGINNING: &str = "events.out.tfevents.";
const END: &str = ".seesaw";

impl EventFile {
    /// A file without events; its name holds the time at which it was begun.
    pub fn new(begun: f64) -> Self {
        let mut file = Self {
            begun,
            bytes: Vec::new(),
        };
        // Before this version TensorBoard took a step that comes twice for a restart, and forgot
        // what it had seen.
        file.push(&Message::new().double(1, begun).bytes(3, "brain.Event:2"));
        file
    }

    /// Adds values of a step.
    pub fn add(&mut self, time: f64, step: u64, values: impl IntoIterator<Item = Message>) {
        let summary = values
            .into_iter()
            .fold(Message::new(), |summary, value| summary.message(1, &value));
        self.push(
            &Message::new()
                .double(1, time)
                .whole(2, step)
                .message(5, &summary),
        );
    }

    fn push(&mut self, event: &Message) {
        write_frame(&mut self.bytes, event.as_bytes());
    }

    /// Writes the file into a folder, whole, in place of those that were exported there before:
    /// TensorBoard would show both.
    ///
    /// # Errors
    /// If the disk or the folder refuses.
    pub fn write(self, folder: &Path) -> Result<(), RecordError> {
        let path = self.place(folder);
        write_atomic_unsynced(&path, &self.bytes)?;
        remove_old_temporary_files(folder);
        let mut older = event_files(folder).filter(|file| *file != path);
        older.try_for_each(|file| {
            std::fs::remove_file(&file).map_err(RecordError::io("remove", &file))
        })
    }

    /// Appends the events that the file in a folder does not have yet; those that it has are passed over,
    /// whatever their times. TensorBoard goes on reading a file that grows, and takes no notice of one
    /// that was replaced. What was cut off, has more events than this, or others, is written anew.
    ///
    /// # Errors
    /// If the disk or the folder refuses.
    pub fn append(self, folder: &Path) -> Result<(), RecordError> {
        let path = self.place(folder);
        create_directory(folder)?;
        let there = match files::read(&path, limits::LOG) {
            Ok(there) => there,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return self.write(folder);
            }
            Err(error) => return Err(RecordError::io("read", &path)(error)),
        };
        let (mut theirs, mut own) = (Frames::of(&there), Frames::of(&self.bytes));
        while let Frame::Event(old) = theirs.read() {
            match own.read() {
                Frame::Event(new) if without_time(old) == without_time(new) => {}
                _ => return self.write(folder),
            }
        }
        if theirs.at < there.len() {
            return self.write(folder);
        }
        let file = std::fs::OpenOptions::new().append(true).open(&path);
        let appended = file.and_then(|mut file| file.write_all(&self.bytes[own.at..]));
        appended.map_err(RecordError::io("write", &path))
    }

    fn place(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{BEGINNING}{:010}{END}", self.begun as u64))
    }
}

/// The bytes of an event after its time, which comes first and is estimated anew at each look at a run.
fn without_time(event: &[u8]) -> &[u8] {
    const TIME: usize = 1 + size_of::<f64>();
    event.get(TIME..).unwrap_or(event)
}

/// The event files of ours in a folder.
pub(super) fn event_files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with(BEGINNING) && name.ends_with(END)
    });
    ours.map(|entry| entry.path())
}

/// A number under a tag. TensorBoard's numbers have 32 bits: a finite one that is too large for
/// these is the largest there is, for it is no infinity.
pub(super) fn scalar(tag: &str, value: f64, description: Option<&str>) -> Message {
    let narrow = match value {
        finite if finite.is_finite() => finite.clamp(f32::MIN.into(), f32::MAX.into()) as f32,
        nan if nan.is_nan() => f32::NAN,
        infinite => infinite as f32,
    };
    const SCALAR: u64 = 1;
    let named = Message::new().bytes(1, tag).float(2, narrow);
    match description {
        Some(text) => named.message(
            9,
            &metadata("scalars", &Message::new(), SCALAR).bytes(3, text),
        ),
        None => named,
    }
}

/// A picture under a tag, from the bytes of a PNG file.
pub(super) fn picture(tag: &str, png: &[u8]) -> Message {
    // Width and height are the first numbers of the first chunk.
    let size = |at: usize| {
        let bytes = png.get(at..).and_then(|rest| rest.first_chunk());
        u64::from(bytes.map_or(0, |bytes| u32::from_be_bytes(*bytes)))
    };
    const RGB: u64 = 3;
    let image = Message::new()
        .whole(1, size(20))
        .whole(2, size(16))
        .whole(3, RGB)
        .bytes(4, png);
    Message::new().bytes(1, tag).message(4, &image)
}

/// Markdown under a tag.
pub(super) fn text(tag: &str, markdown: &str) -> Message {
    const TEXT: u64 = 7;
    let tensor = Message::new()
        .whole(1, TEXT)
        .message(2, &Message::new())
        .bytes(8, markdown);
    Message::new()
        .bytes(1, tag)
        .message(8, &tensor)
        .message(9, &metadata("text", &Message::new(), TENSOR))
}

/// A message for a plugin, in the metadata of a tensor without values.
pub(super) fn for_plugin(tag: &str, plugin: &str, content: &Message) -> Message {
    const FLOAT: u64 = 1;
    let no_values = Message::new().message(2, &Message::new().whole(1, 0));
    let tensor = Message::new().whole(1, FLOAT).message(2, &no_values);
    Message::new()
        .bytes(1, tag)
        .message(8, &tensor)
        .message(9, &metadata(plugin, content, TENSOR))
}

/// The class of data of text and of what is for a plugin.
const TENSOR: u64 = 2;

/// Whose data it is, what only that plugin understands, and the class of the data.
fn metadata(plugin: &str, content: &Message, class: u64) -> Message {
    let plugin = Message::new().bytes(1, plugin).message(2, content);
    Message::new().message(1, &plugin).whole(4, class)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `RecordWriter` of TensorBoard 2.21 has written the same two events.
    #[test]
    fn a_file_has_the_bytes_that_tensorboard_writes() {
        let mut file = EventFile::new(1.5);
        file.add(2.5, 300, [scalar("steps/d_loss", 0.5, None)]);
        let golden = "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c\
                      2300000000000000b09f774309000000000000044010ac022a150a130a0c73746570732f645f6c6f7373150000003fd19ab1a3";
        assert_eq!(crate::hex::hex(&file.bytes), golden);
    }

    #[test]
    fn a_file_that_is_followed_gets_what_it_lacks_and_nothing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let file = |steps: std::ops::Range<u64>, time: f64| {
            let mut file = EventFile::new(1.5);
            steps.for_each(|step| file.add(time, step, [scalar("x", step as f64, None)]));
            file
        };
        let path = file(0..0, 0.0).place(folder.path());
        let read = || std::fs::read(&path).unwrap();
        file(0..3, 10.0).append(folder.path()).unwrap();
        let first = read();
        assert_eq!(first, file(0..3, 10.0).bytes);
        file(0..3, 20.0).append(folder.path()).unwrap();
        assert_eq!(read(), first, "what is there stays, with its times");
        file(0..5, 20.0).append(folder.path()).unwrap();
        assert_eq!(read()[..first.len()], first);
        assert_eq!(read().len(), file(0..5, 20.0).bytes.len());
        std::fs::write(&path, &read()[..first.len() + 7]).unwrap();
        file(0..5, 30.0).append(folder.path()).unwrap();
        assert_eq!(read(), file(0..5, 30.0).bytes, "half an event is mended");
        file(0..2, 40.0).append(folder.path()).unwrap();
        assert_eq!(read(), file(0..2, 40.0).bytes, "a run that began anew");
        file(1..9, 50.0).append(folder.path()).unwrap();
        assert_eq!(read(), file(1..9, 50.0).bytes, "a run that went back");
    }

    #[test]
    fn numbers_stay_what_they_are() {
        let narrow = |value: f64| {
            let message = scalar("x", value, None);
            f32::from_le_bytes(*message.as_bytes().last_chunk().unwrap())
        };
        assert!(narrow(f64::NAN).is_nan() && narrow(-f64::NAN).is_nan());
        assert_eq!(
            [narrow(f64::INFINITY), narrow(f64::NEG_INFINITY)],
            [f32::INFINITY, f32::NEG_INFINITY]
        );
        assert_eq!(
            [narrow(1e300), narrow(-1e300)],
            [f32::MAX, f32::MIN],
            "finite numbers stay finite"
        );
        assert_eq!([narrow(0.1), narrow(1e-300)], [0.1, 0.0]);
    }
}
