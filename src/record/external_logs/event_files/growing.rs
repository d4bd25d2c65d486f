//! Event files that are read as they grow, and those that join them in their folder.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::ExternalLogError;
use super::super::log_table::LogTable;
use super::super::sparse_table::SparseTable;
use super::super::thinned_table::ThinnedTable;
use super::{Curves, files};
use crate::files::{FollowedFile, Look};
use crate::record::RecordError;
use crate::record::tfrecord::{Frame, Frames};

/// Steps whose curves may still change: what is written of a step comes within so many.
const OPEN_STEPS: usize = 2048;

/// The event files of a folder, or a single one.
pub(in super::super) struct GrowingEvents {
    path: PathBuf,
    files: BTreeMap<PathBuf, EventFile>,
    /// The latest steps.
    curves: Curves,
    /// The steps before.
    closed: ThinnedTable,
}

struct EventFile {
    file: FollowedFile,
    /// Bytes of an event that is not complete yet.
    pending: Vec<u8>,
    /// Tags that it has shown.
    begun: HashSet<usize>,
}

impl GrowingEvents {
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            files: BTreeMap::new(),
            curves: Curves::default(),
            closed: ThinnedTable::default(),
        }
    }

    /// Reads what is new. Returns whether anything is.
    ///
    /// # Errors
    /// If a file cannot be read, or a checksum is not that of its bytes.
    pub fn read_on(&mut self) -> Result<bool, ExternalLogError> {
        let there = match self.path.is_dir() {
            true => files(&self.path)?,
            false => vec![self.path.clone()],
        };
        for path in there {
            let file = FollowedFile::new(&path);
            self.files.entry(path).or_insert_with(|| EventFile {
                file,
                pending: Vec::new(),
                begun: HashSet::new(),
            });
        }
        let (mut has_grown, mut is_void) = (false, false);
        for (path, file) in &mut self.files {
            match file.file.look().map_err(RecordError::io("read", path))? {
                Look::Missing | Look::Same => {}
                Look::Grown(bytes) => {
                    has_grown = true;
                    file.read(path, &bytes, &mut self.curves)?;
                }
                Look::Moved | Look::Anew => is_void = true,
            }
        }
        if is_void {
            *self = Self::new(&self.path);
        }
        self.close();
        Ok(has_grown || is_void)
    }

    /// Moves all but the latest steps to those that do not change any more.
    fn close(&mut self) {
        if self.curves.steps.len() > 2 * OPEN_STEPS {
            let end = self.curves.steps.keys().rev().nth(OPEN_STEPS - 1);
            let latest = end.copied().map(|end| self.curves.steps.split_off(&end));
            self.closed.absorb(&self.open_rows());
            self.curves.steps = latest.unwrap_or_default();
        }
    }

    /// The steps of the curves as rows.
    fn open_rows(&self) -> SparseTable {
        let mut rows = SparseTable::default();
        rows.add_column("the event's step".to_string());
        for tag in &self.curves.tags {
            rows.add_column(tag.clone());
        }
        for (place, (step, values)) in (1..).zip(&self.curves.steps) {
            rows.begin_row(place);
            rows.set(0, *step as f64);
            for (tag, value) in values {
                if tag + 1 < rows.columns.len() {
                    rows.set(tag + 1, *value);
                }
            }
        }
        rows
    }

    /// All steps.
    ///
    /// # Errors
    /// If there is none.
    pub fn table(&self) -> Result<LogTable, ExternalLogError> {
        let rows = self.closed.with(&self.open_rows());
        rows.finish(|rows| match rows.height() {
            0 => Err(ExternalLogError::NoRows {
                path: self.path.clone(),
                notes: Vec::new(),
            }),
            _ => Ok(LogTable {
                step: Some(0),
                ..rows.finish("event", &[])
            }),
        })
    }

    /// Leaves out rows of an attempt before.
    pub fn forget_before(&mut self, row: usize) {
        if self.closed.is_thinned() {
            self.closed.forget_before(row);
        }
    }
}

impl EventFile {
    fn read(
        &mut self,
        path: &Path,
        bytes: &[u8],
        curves: &mut Curves,
    ) -> Result<(), ExternalLogError> {
        self.pending.extend(bytes);
        std::mem::swap(&mut self.begun, &mut curves.begun);
        let mut frames = Frames::of(&self.pending);
        let mut read = || loop {
            match frames.read() {
                Frame::Event(event) => {
                    if curves.event(event).is_err() {
                        return Err("an event is malformed");
                    }
                }
                // The rest of the event is not written yet.
                Frame::End | Frame::Cut => return Ok(()),
                Frame::Damaged => return Err("the checksum of an event is not that of its bytes"),
            }
        };
        let read = read();
        let done = frames.at;
        std::mem::swap(&mut self.begun, &mut curves.begun);
        self.pending.drain(..done);
        read.map_err(|reason| RecordError::damaged(path, reason).into())
    }
}
