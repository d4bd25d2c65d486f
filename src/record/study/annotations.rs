//! `notes.json`: what people have noted of runs. It stands beside the runs, so that no file that is
//! verified or hashed changes with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{StudyLock, StudyPaths};
use crate::files::limits;
use crate::record::atomic_write::json;
use crate::record::reading::read_if_there;
use crate::record::{RecordError, write_atomic};

/// What is noted of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// Words to find it by, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// A sentence or more; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Annotation {
    /// Tags and note in a line.
    pub fn words(&self) -> Option<String> {
        let tags = self.tags.iter().map(|tag| format!("#{tag}"));
        let note = (!self.note.is_empty()).then(|| self.note.clone());
        let words: Vec<String> = tags.chain(note).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.note.is_empty()
    }
}

/// What is noted of the runs of a study, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotations {
    runs: BTreeMap<String, Annotation>,
}

impl Annotations {
    /// Reads the file of a study; there is nothing where there is none.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn read(study: &StudyPaths) -> Result<Self, RecordError> {
        let path = study.notes();
        match read_if_there(&path, limits::JSON)? {
            None => Ok(Self::default()),
            Some(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| RecordError::damaged(&path, error))
            }
        }
    }

    /// What is noted of a run.
    pub fn of(&self, run: &str) -> Annotation {
        self.runs.get(run).cloned().unwrap_or_default()
    }

    /// Changes what is noted of runs, and writes the file.
    ///
    /// # Errors
    /// If it cannot be read or written; a damaged one is left as it is.
    pub fn change(
        study: &StudyPaths,
        runs: &[String],
        change: impl Fn(&mut Annotation),
    ) -> Result<(), RecordError> {
        let _lock = StudyLock::acquire(study)?;
        let mut all = Self::read(study)?;
        for run in runs {
            let annotation = all.runs.entry(run.clone()).or_default();
            change(annotation);
            annotation.tags.sort();
            annotation.tags.dedup();
        }
        all.runs.retain(|_, annotation| !annotation.is_empty());
        write_atomic(&study.notes(), json(&all).as_bytes())
    }

    /// Notes of the run `to` what is noted of the run `from`, unless something is noted of it already.
    ///
    /// # Errors
    /// If the file cannot be read or written; a damaged one is left as it is.
    pub fn carry_over(study: &StudyPaths, from: &str, to: &str) -> Result<(), RecordError> {
        let all = Self::read(study)?;
        let noted = all.of(from);
        if noted.is_empty() || !all.of(to).is_empty() {
            return Ok(());
        }
        Self::change(study, &[to.to_string()], |it| it.clone_from(&noted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_read_back_and_what_is_taken_back_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let study = StudyPaths::at(folder.path());
        assert_eq!(Annotations::read(&study).unwrap(), Annotations::default());
        let runs = ["a".to_string(), "b".to_string()];
        let tag = |it: &mut Annotation| it.tags.extend(["seen".to_string(), "best".to_string()]);
        Annotations::change(&study, &runs, tag).unwrap();
        Annotations::change(&study, &runs[..1], |it| it.note = "why?".to_string()).unwrap();
        Annotations::change(&study, &runs[1..], |it| it.tags.clear()).unwrap();
        let read = Annotations::read(&study).unwrap();
        assert_eq!(read.of("a").words().as_deref(), Some("#best #seen why?"));
        assert_eq!(read.of("b").words(), None);
        Annotations::carry_over(&study, "a", "longer a").unwrap();
        Annotations::carry_over(&study, "b", "longer b").unwrap();
        Annotations::change(&study, &runs[..1], |it| it.note.clear()).unwrap();
        Annotations::carry_over(&study, "a", "longer a").unwrap();
        let read = Annotations::read(&study).unwrap();
        assert_eq!(
            read.of("longer a").words().as_deref(),
            Some("#best #seen why?")
        );
        assert_eq!(read.of("longer b").words(), None);
        std::fs::write(study.notes(), "{").unwrap();
        assert!(Annotations::change(&study, &runs, tag).is_err());
        assert_eq!(
            std::fs::read_to_string(study.notes()).unwrap(),
            "{",
            "nothing is lost"
        );
    }
}
