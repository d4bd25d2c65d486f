//! `revived.json`: runs that somebody has taken back after they were dropped. They go on to their end beside the
//! race, which is decided as if they did not.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::record::{RecordError, StudyLock, StudyPaths, read_text, write_json};

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revived {
    /// The ids of the runs.
    pub runs: BTreeSet<String>,
}

impl Revived {
    /// Reads the file of a study; no run is revived where there is none.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn read(study: &StudyPaths) -> Result<Self, RecordError> {
        let path = study.revived();
        match read_text(&path)? {
            None => Ok(Self::default()),
            Some(text) => {
                serde_json::from_str(&text).map_err(|error| RecordError::damaged(&path, error))
            }
        }
    }

    /// Adds runs to the file.
    ///
    /// # Errors
    /// If it cannot be read or written; a damaged one is left as it is.
    pub fn add(
        study: &StudyPaths,
        runs: impl IntoIterator<Item = String>,
    ) -> Result<(), RecordError> {
        let _lock = StudyLock::acquire(study)?;
        let mut all = Self::read(study)?;
        all.runs.extend(runs);
        write_json(&study.revived(), &all)
    }
}
