//! TensorBoard's event files: TFRecord frames around `tensorboard.Event`, read by the field numbers
//! of `event.proto`, `summary.proto` and `tensor.proto`. A folder is one log, however many files it
//! has.

mod growing;
mod summary_value;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

pub(super) use self::growing::GrowingEvents;
use super::ExternalLogError;
use super::log_table::{LogColumn, LogTable};
use crate::files::{self as file_access, limits};
use crate::record::RecordError;
use crate::record::protobuf::{Malformed, Value, fields};
use crate::record::tfrecord::{Frame, Frames};

/// TensorBoard takes every file for one of events whose name contains this.
const NAME: &str = "tfevents";

/// Whether a path has the name of an event file.
pub(super) fn has_event_name(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().contains(NAME))
}

/// The event files of a folder. Their names hold the time at which they were begun, so their order
/// is that of writing.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let entries = std::fs::read_dir(folder).map_err(RecordError::io("read", folder))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| has_event_name(path))
        .collect();
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

/// Reads an event file, or those of a folder merged by step: of two values of a step, the one that
/// was written last counts.
///
/// # Errors
/// If a file cannot be read or a checksum is not that of its bytes. A last event that is cut off is
/// left out with a note.
pub(super) fn read(path: &Path) -> Result<LogTable, ExternalLogError> {
    let files = if path.is_dir() {
        files(path)?
    } else {
        vec![path.to_path_buf()]
    };
    let mut curves = Curves::default();
    for file in &files {
        let bytes =
            file_access::read_log(file, limits::LOG).map_err(RecordError::io("read", file))?;
        curves.read(file, &bytes)?;
    }
    Ok(curves.finish(path)?)
}

/// The content of one file's bytes.
///
/// # Errors
/// If a checksum is not that of its bytes, or it holds too many values.
pub(super) fn read_bytes(path: &Path, bytes: &[u8]) -> Result<LogTable, ExternalLogError> {
    let mut curves = Curves::default();
    curves.read(path, bytes)?;
    Ok(curves.finish(path)?)
}

/// Values of a table, missing ones included, up to which it is made: 512 MiB.
const MOST_VALUES: usize = 32 << 20;

/// Every scalar of some files.
#[derive(Default)]
pub(super) struct Curves {
    /// Tags in the order in which they were first seen.
    tags: Vec<String>,
    places: HashMap<String, usize>,
    /// Values by tag, a row a step.
    steps: BTreeMap<i64, HashMap<usize, f64>>,
    notes: Vec<String>,
    repeated: usize,
    /// Tags that the file at hand has shown already.
    begun: HashSet<usize>,
}

impl Curves {
    /// Adds the scalars of a file.
    pub fn read(&mut self, path: &Path, bytes: &[u8]) -> Result<(), ExternalLogError> {
        let mut frames = Frames::of(bytes);
        self.begun.clear();
        loop {
            match frames.read() {
                Frame::Event(event) => {
                    let at = frames.at;
                    let malformed = |_| {
                        RecordError::damaged(
                            path,
                            format!("the event before byte {at} is malformed"),
                        )
                    };
                    self.event(event).map_err(malformed)?;
                }
                Frame::End => return Ok(()),
                Frame::Cut => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    self.notes
                        .push(format!("{name} ends within an event, which is left out"));
                    return Ok(());
                }
                Frame::Damaged => {
                    let reason = format!(
                        "the checksum of the event at byte {} is not that of its bytes",
                        frames.at
                    );
                    return Err(RecordError::damaged(path, reason).into());
                }
            }
        }
    }

    fn event(&mut self, event: &[u8]) -> Result<(), Malformed> {
        let (mut step, mut summary) = (0, None);
        for field in fields(event) {
            match field? {
                (2, Value::Whole(number)) => step = number.cast_signed(),
                (5, Value::Bytes(bytes)) => summary = Some(bytes),
                _ => {}
            }
        }
        for field in fields(summary.unwrap_or_default()) {
            if let (1, Value::Bytes(value)) = field?
                && let Some((tag, number)) = summary_value::scalar(value)?
            {
                self.add(step, tag, number);
            }
        }
        Ok(())
    }

    fn add(&mut self, step: i64, tag: String, number: f64) {
        let next = self.tags.len();
        let place = *self.places.entry(tag.clone()).or_insert(next);
        if place == next {
            self.tags.push(tag);
        }
        // A later file of a run that was started again: what the attempt before wrote of these
        // steps and later ones is void. A new tag has nothing to look for.
        if self.begun.insert(place) && place != next {
            let void = self
                .steps
                .range_mut(step..)
                .filter_map(|(_, row)| row.remove(&place));
            self.repeated += void.count();
            // A step of which nothing is left would count as a row where rows are joined.
            self.steps.retain(|_, row| !row.is_empty());
        }
        let before = self.steps.entry(step).or_default().insert(place, number);
        self.repeated += usize::from(before.is_some());
    }

    /// A table of all curves, one row per step.
    ///
    /// # Errors
    /// If it would have more than 32 million values.
    pub fn finish(mut self, path: &Path) -> Result<LogTable, RecordError> {
        let (curves, steps) = (self.tags.len(), self.steps.len());
        if curves.saturating_mul(steps) > MOST_VALUES {
            let reason = format!(
                "its {curves} curves over {steps} steps are too many for one table; write those \
                 that matter into a CSV file"
            );
            return Err(RecordError::damaged(path, reason));
        }
        let steps = LogColumn {
            name: "the event's step".to_string(),
            values: Ok(self.steps.keys().map(|step| Some(*step as f64)).collect()),
        };
        let curve = |(place, name): (usize, String)| {
            let values = self
                .steps
                .values()
                .map(|row| row.get(&place).copied())
                .collect();
            LogColumn {
                name,
                values: Ok(values),
            }
        };
        let curves = std::mem::take(&mut self.tags)
            .into_iter()
            .enumerate()
            .map(curve);
        let columns: Vec<LogColumn> = std::iter::once(steps).chain(curves).collect();
        if self.repeated > 0 {
            let repeated = self.repeated;
            self.notes.push(format!(
                "{repeated} values were written again, or are of an attempt that was started again; the last ones count"
            ));
        }
        let places = (1..=self.steps.len() as u64).collect();
        Ok(LogTable {
            columns,
            places,
            step: Some(0),
            notes: self.notes,
            place: "event",
            ..LogTable::default()
        })
    }
}
