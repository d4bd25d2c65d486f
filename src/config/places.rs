//! Where every key and value of a YAML text stands.
//!
//! `serde_yaml` forgets places once it has read a text, and reports several mistakes at line 1.
//! So the text is read a second time, only for its places.

use crate::schema::At;
use saphyr_parser::{Event, Marker, Parser, Span};
use std::collections::HashMap;

/// Line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
}

/// What YAML allows or half-allows, and a study never needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The same key twice in one mapping.
    Duplicate {
        key: String,
        first: Place,
        second: Place,
    },
    /// More than one document in a file.
    SecondDocument(Place),
    /// A type that is forced on a value, such as `!ring`.
    Tag(Place),
    /// Nested beyond [`DEEPEST`].
    TooDeep(Place),
}

/// The places of one text.
#[derive(Debug, Default)]
pub(super) struct Places {
    keys: HashMap<Vec<String>, Place>,
    values: HashMap<Vec<String>, Place>,
}

/// Studies are flat. The bound keeps the paths of a hostile text from filling the memory.
const DEEPEST: usize = 32;

impl Places {
    /// Reads the places up to the first mistake: what is syntactically wrong after it is for
    /// `serde_yaml` to say.
    pub fn scan(text: &str) -> Result<Places, Refusal> {
        let mut scan = Scan::default();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            scan.take(event, span)?;
        }
        Ok(scan.places)
    }

    /// The place of the value at a path, if it is written.
    pub fn exact(&self, path: &[String]) -> Option<Place> {
        self.values.get(path).copied()
    }

    /// The place of a path, or of the nearest thing around it that the text contains.
    pub fn find(&self, path: &[String], at: At) -> Option<Place> {
        let exact = match at {
            At::Key => self.keys.get(path).or_else(|| self.values.get(path)),
            At::Value => self.values.get(path),
        };
        let around = || (0..path.len()).rev().map(|length| &path[..length]);
        let part = |path: &[String]| self.keys.get(path).or_else(|| self.values.get(path));
        exact.or_else(|| around().find_map(part)).copied()
    }
}

/// A mapping or list that is being read.
enum Frame {
    Mapping { key: Option<String> },
    List { next: usize },
}

#[derive(Default)]
struct Scan {
    places: Places,
    frames: Vec<Frame>,
    path: Vec<String>,
    documents: usize,
}

impl Scan {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Refusal> {
        let place = place_of(span.start);
        match event {
            Event::Scalar(.., Some(_))
            | Event::MappingStart(_, Some(_))
            | Event::SequenceStart(_, Some(_)) => {
                return Err(Refusal::Tag(place));
            }
            Event::MappingStart(..) | Event::SequenceStart(..) if self.frames.len() >= DEEPEST => {
                return Err(Refusal::TooDeep(place));
            }
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Refusal::SecondDocument(place));
                }
            }
            Event::Scalar(text, ..) => {
                if let Some(Frame::Mapping { key: key @ None }) = self.frames.last_mut() {
                    *key = Some(text.to_string());
                    return self.enter_key(text.to_string(), place);
                }
                self.enter_value(place);
                self.leave_value();
            }
            Event::Alias(_) => {
                // An alias as a key has no text of its own; it is never a key of a study.
                if let Some(Frame::Mapping { key: key @ None }) = self.frames.last_mut() {
                    *key = Some(String::new());
                    self.path.push(String::new());
                    return Ok(());
                }
                self.enter_value(place);
                self.leave_value();
            }
            Event::MappingStart(..) => self.open(Frame::Mapping { key: None }, place),
            Event::SequenceStart(..) => self.open(Frame::List { next: 0 }, place),
            Event::MappingEnd | Event::SequenceEnd => {
                self.frames.pop();
                self.leave_value();
            }
            _ => {}
        }
        Ok(())
    }

    fn enter_key(&mut self, key: String, place: Place) -> Result<(), Refusal> {
        self.path.push(key);
        match self.places.keys.insert(self.path.clone(), place) {
            None => Ok(()),
            Some(first) => Err(Refusal::Duplicate {
                key: self.path.pop().unwrap_or_default(),
                first,
                second: place,
            }),
        }
    }

    fn open(&mut self, frame: Frame, place: Place) {
        if let Some(Frame::Mapping { key: key @ None }) = self.frames.last_mut() {
            // A whole mapping or list as a key: `serde_yaml` and the reader will refuse it.
            *key = Some(String::new());
            self.path.push(String::new());
        }
        self.enter_value(place);
        self.frames.push(frame);
    }

    /// A value starts: the path already ends with its key, or gets its index.
    fn enter_value(&mut self, place: Place) {
        if let Some(Frame::List { next }) = self.frames.last_mut() {
            self.path.push(next.to_string());
            *next += 1;
        }
        self.places.values.insert(self.path.clone(), place);
    }

    /// A value has ended: its key or index goes.
    fn leave_value(&mut self) {
        self.path.pop();
        if let Some(Frame::Mapping { key }) = self.frames.last_mut() {
            *key = None;
        }
    }
}

fn place_of(marker: Marker) -> Place {
    Place {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, path: &str, at: At) -> (usize, usize) {
        let path: Vec<String> = path.split('/').map(str::to_string).collect();
        let place = Places::scan(text).unwrap().find(&path, at).unwrap();
        (place.line, place.column)
    }

    #[test]
    fn finds_keys_values_and_list_members() {
        let text = "study: s\nsweep:\n  grid:\n    lr_d: [1, -2]\n    data.ring.std:\n    - 3\n";
        assert_eq!(find(text, "study", At::Key), (1, 1));
        assert_eq!(find(text, "study", At::Value), (1, 8));
        assert_eq!(find(text, "sweep/grid/lr_d/1", At::Value), (4, 15));
        assert_eq!(find(text, "sweep/grid/data.ring.std/0", At::Value), (6, 7));
        assert_eq!(find(text, "sweep/seeds", At::Value), (2, 1));
    }

    #[test]
    fn reports_duplicates_with_both_lines() {
        let refusal = Places::scan("a: {b: 1}\nc: {b: 2,\n d: 1, d: 2}").unwrap_err();
        let Refusal::Duplicate { key, first, second } = refusal else {
            panic!("{refusal:?}")
        };
        assert_eq!((key.as_str(), first.line, second.line), ("d", 3, 3));
        assert!(matches!(
            Places::scan("a: 1\n---\nb: 2\n").unwrap_err(),
            Refusal::SecondDocument(Place { line: 2, .. })
        ));
    }
}
