//! A log that still grows: only what is new of it is read, and what is kept of it stays small.
//!
//! ```text
//! FollowedFile -> whole lines -> RowReader -> ThinnedTable -> LogTable -> as every other log
//!                 all bytes, as long as they may be anything else than lines of a known form
//! ```

use std::path::{Path, PathBuf};

use super::assemble::assemble;
use super::csv::{self, GrowingCsv};
use super::event_files::{self, GrowingEvents};
use super::json::{self, JsonLines};
use super::lines::PrintedLines;
use super::log_table::LogTable;
use super::pattern::MatchingLines;
use super::reading::table_of;
use super::row_reader::RowReader;
use super::text::{self, Encoding};
use super::thinned_table::ThinnedTable;
use super::{ExternalLog, ExternalLogError, LogOptions, format, parquet};
use crate::files::{FollowedFile, Look, limits};
use crate::record::RecordError;

/// Bytes of a line, at most: a program that never ends its line would fill the memory.
const LONGEST_LINE: usize = 1 << 20;

/// What reading on has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// There is no log yet.
    Missing,
    /// Nothing is new.
    None,
    /// There is more than before, and perhaps even more to be read.
    Grown,
    /// The log was written anew, and will be read anew.
    Anew,
}

/// A log that another program writes: a file of any format, or a folder of event files.
pub struct GrowingLog {
    path: PathBuf,
    options: LogOptions,
    content: Content,
}

enum Content {
    /// Nothing is at the path.
    Missing,
    Events(Box<GrowingEvents>),
    File {
        file: FollowedFile,
        form: Form,
    },
}

/// What was read of a file.
enum Form {
    /// All bytes: too few to know the format for good, or a document that is written as a whole.
    Whole(Whole),
    /// Lines of a known format.
    Lines(Box<Lines>),
}

#[derive(Default)]
struct Whole {
    bytes: Vec<u8>,
    /// How many there were when their format was last asked for, in vain.
    asked: usize,
    /// Whether nothing more will come.
    has_ended: bool,
}

struct Lines {
    encoding: Encoding,
    /// Bytes of a line that is not complete yet.
    pending: Vec<u8>,
    /// Whether these continue a line that is too long to be read.
    is_too_long: bool,
    /// Lines that were.
    too_long: u64,
    reader: Box<dyn RowReader>,
    rows: ThinnedTable,
}

impl GrowingLog {
    /// The log at a path, at which there need be nothing yet.
    pub fn new(path: &Path, options: LogOptions) -> Self {
        Self {
            path: path.to_path_buf(),
            options,
            content: Content::Missing,
        }
    }

    /// Reads what is new, up to some megabytes of it.
    ///
    /// # Errors
    /// If it cannot be read, or is damaged.
    pub fn read_on(&mut self) -> Result<Growth, ExternalLogError> {
        if let Content::Missing = self.content {
            let is_events = self.path.is_dir() || event_files::has_event_name(&self.path);
            self.content = match self.path.exists() {
                false => return Ok(Growth::Missing),
                true if is_events => Content::Events(Box::new(GrowingEvents::new(&self.path))),
                true => Content::File {
                    file: FollowedFile::new(&self.path),
                    form: Form::Whole(Whole::default()),
                },
            };
        }
        match &mut self.content {
            Content::Missing => Ok(Growth::Missing),
            Content::Events(events) => Ok(match events.read_on()? {
                true => Growth::Grown,
                false => Growth::None,
            }),
            Content::File { file, form } => {
                let look = file.look().map_err(RecordError::io("read", &self.path))?;
                match look {
                    Look::Missing => Ok(Growth::Missing),
                    Look::Same => Ok(Growth::None),
                    Look::Grown(bytes) => {
                        form.extend(&self.path, bytes, &self.options)?;
                        Ok(Growth::Grown)
                    }
                    // The lines of both files are one log; a document is not.
                    Look::Moved => {
                        form.settle(&self.path, &self.options);
                        if let Form::Lines(lines) = form {
                            lines.end();
                            return Ok(Growth::Grown);
                        }
                        *form = Form::Whole(Whole::default());
                        Ok(Growth::Anew)
                    }
                    Look::Anew => {
                        *form = Form::Whole(Whole::default());
                        Ok(Growth::Anew)
                    }
                }
            }
        }
    }

    /// What the log holds so far, each game of it: as [`read_external_log`](super::read_external_log)
    /// says of the file, as long as it has no more than some thousand rows, and then with
    /// neighbouring rows joined.
    ///
    /// # Errors
    /// If it has no loss that is recognised or chosen, or not yet.
    pub fn logs(&mut self) -> Result<Vec<ExternalLog>, ExternalLogError> {
        let table = match &mut self.content {
            Content::Missing => table_of(&self.path, Vec::new(), None)?,
            Content::Events(events) => events.table()?,
            Content::File { form, .. } => form.table(&self.path, &self.options)?,
        };
        let logs = assemble(&self.path, &table, &self.options)?;
        let begins = logs.iter().map(|log| log.first_row).min().unwrap_or(0);
        if begins > 0 {
            self.forget_before(begins);
        }
        Ok(logs)
    }

    /// Of an attempt that was started again from its beginning nothing is kept, so that the rows of
    /// the new one need not be joined.
    fn forget_before(&mut self, row: usize) {
        match &mut self.content {
            Content::Events(events) => events.forget_before(row),
            Content::File {
                form: Form::Lines(lines),
                ..
            } if lines.rows.is_thinned() => {
                lines.rows.forget_before(row);
            }
            _ => {}
        }
    }

    /// Whether what was read before is read again at every look.
    pub fn is_read_whole(&self) -> bool {
        matches!(&self.content, Content::File { form: Form::Whole(whole), .. } if whole.asked > 0)
    }

    /// Nothing more will come: a last line without an end counts.
    pub fn end(&mut self) {
        if let Content::File { form, .. } = &mut self.content {
            match form {
                Form::Lines(lines) => lines.end(),
                Form::Whole(whole) => whole.has_ended = true,
            }
        }
    }
}

impl Form {
    fn extend(
        &mut self,
        path: &Path,
        bytes: Vec<u8>,
        options: &LogOptions,
    ) -> Result<(), ExternalLogError> {
        let whole = match self {
            Form::Lines(lines) => {
                lines.extend(&bytes);
                return Ok(());
            }
            Form::Whole(whole) => whole,
        };
        whole.bytes.extend(bytes);
        if whole.bytes.len() as u64 > limits::LOG {
            let reason = "it is longer than 1 GiB, and not of lines that can be read one by one";
            return Err(RecordError::damaged(path, reason).into());
        }
        let newlines = whole.bytes.iter().filter(|byte| **byte == b'\n');
        // A document is asked again and again, so each time it must have grown by as much.
        let is_asked = whole.bytes.len() >= 2 * whole.asked;
        if is_asked && newlines.take(format::LINES + 1).count() > format::LINES {
            self.settle(path, options);
        }
        Ok(())
    }

    /// Takes the format that the bytes so far are of for good, if they are lines of one.
    fn settle(&mut self, path: &Path, options: &LogOptions) {
        let Form::Whole(whole) = self else { return };
        whole.asked = whole.bytes.len();
        if let Some(reader) = reader_of(path, &whole.bytes, options) {
            let (encoding, mark) = Encoding::of(&whole.bytes);
            let mut lines = Lines {
                encoding,
                pending: Vec::new(),
                is_too_long: false,
                too_long: 0,
                reader,
                rows: ThinnedTable::default(),
            };
            lines.extend(&whole.bytes[mark..]);
            *self = Form::Lines(Box::new(lines));
        }
    }

    fn table(&mut self, path: &Path, options: &LogOptions) -> Result<LogTable, ExternalLogError> {
        match self {
            Form::Whole(whole) => {
                let bytes = match whole.has_ended {
                    true => whole.bytes.clone(),
                    false => complete(&whole.bytes).to_vec(),
                };
                table_of(path, bytes, options.pattern.as_ref())
            }
            Form::Lines(lines) => lines.table(path),
        }
    }
}

/// The bytes without a line that is half written, unless they are a document.
fn complete(bytes: &[u8]) -> &[u8] {
    let (encoding, _) = Encoding::of(bytes);
    let is_document = || {
        let text = encoding.decode(bytes.to_vec());
        json::is_document(text.trim_start_matches('\u{feff}'))
    };
    match bytes.starts_with(parquet::MAGIC) || is_document() {
        true => bytes,
        false => &bytes[..encoding.whole_lines(bytes)],
    }
}

/// What reads the lines of a text that begins with these; `None` if its format is not known or is
/// one that is written as a whole.
fn reader_of(path: &Path, bytes: &[u8], options: &LogOptions) -> Option<Box<dyn RowReader>> {
    let pattern = options.pattern.as_ref();
    if bytes.starts_with(parquet::MAGIC) {
        return None;
    }
    let text = text::decode(path, complete(bytes).to_vec()).ok()?;
    // A stray line among the first of a table must not hide all that follow.
    let is_readable = table_of(path, complete(bytes).to_vec(), pattern).is_ok()
        || (pattern.is_none() && GrowingCsv::is_table(path, &text));
    if !is_readable {
        return None;
    }
    Some(match pattern {
        Some(pattern) => Box::new(MatchingLines::new(pattern)),
        None if json::is_document(&text) => return None,
        None if json::is_lines(&text) => Box::new(JsonLines::default()),
        None if csv::with_tabs(&text).is_none() && format::is_printed_lines(&text) => {
            Box::new(PrintedLines::new())
        }
        None => Box::new(GrowingCsv::new(path, &text)),
    })
}

impl Lines {
    fn extend(&mut self, bytes: &[u8]) {
        // What was pending has no line's end, but perhaps half a letter of UTF-16.
        let before = self.pending.len();
        let searched = before - before % self.encoding.width();
        self.pending.extend(bytes);
        let end = self.encoding.last_end(&self.pending[searched..]);
        if let Some(end) = end.map(|end| searched + end).filter(|end| *end > 0) {
            let rest = self.pending.split_off(end);
            let lines = std::mem::replace(&mut self.pending, rest);
            self.read(lines);
        }
        if self.pending.len() > LONGEST_LINE {
            self.too_long += u64::from(!self.is_too_long);
            self.is_too_long = true;
            let whole = self.pending.len() - self.pending.len() % self.encoding.width();
            self.pending.drain(..whole);
        }
    }

    fn read(&mut self, lines: Vec<u8>) {
        let text = self.encoding.decode(lines);
        let mut text = text.as_str();
        if std::mem::take(&mut self.is_too_long) {
            text = &text[text.find(['\n', '\r']).unwrap_or(text.len())..];
        }
        self.reader.read(text);
        self.rows.absorb(&self.reader.rows().take_complete());
    }

    /// A last line without an end counts.
    fn end(&mut self) {
        let mut last = std::mem::take(&mut self.pending);
        if !last.is_empty() {
            match self.encoding {
                Encoding::Utf8 => last.push(b'\n'),
                Encoding::Utf16Little => last.extend([b'\n', 0]),
                Encoding::Utf16Big => last.extend([0, b'\n']),
            }
            self.read(last);
        }
        self.is_too_long = false;
    }

    fn table(&mut self, path: &Path) -> Result<LogTable, ExternalLogError> {
        let rows = self.rows.with(self.reader.rows());
        let mut table = rows.finish(|rows| self.reader.table(path, rows))?;
        if self.too_long > 0 {
            let count = self.too_long;
            let note = format!("lines that are longer than 1 MiB, and left out: {count}");
            table.notes.push(note);
        }
        Ok(table)
    }
}
