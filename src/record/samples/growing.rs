//! A place in which samples are still being written.

use std::path::Path;
use std::time::SystemTime;

use super::error::SampleError;
use super::place::{SampleOptions, find_samples};
use super::set::SampleSet;
use crate::files;

/// A set, and how its files were when they were looked at.
#[derive(Clone, Debug)]
pub struct GrowingSet {
    /// The set.
    pub set: SampleSet,
    /// Its files.
    pub state: SetState,
}

/// By what one tells that files have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetState {
    /// Files that there are.
    pub files: usize,
    /// Bytes of all.
    pub bytes: u64,
    /// When the last of them was written.
    pub written: SystemTime,
}

/// The sets at a place that grows, in the order of their steps. Nothing is there yet, or no longer: none.
///
/// # Errors
/// If it cannot be read, or holds something else than samples.
pub fn find_growing_samples(
    path: &Path,
    options: &SampleOptions,
) -> Result<Vec<GrowingSet>, SampleError> {
    let options = SampleOptions {
        is_growing: true,
        ..options.clone()
    };
    let sets = match find_samples(path, &options) {
        Err(SampleError::Nothing { .. }) => Vec::new(),
        found => found?,
    };
    let with_state = |set: SampleSet| {
        let state = state_of(&set).transpose()?;
        Some(state.map(|state| GrowingSet { set, state }))
    };
    sets.into_iter().filter_map(with_state).collect()
}

/// The state of the files of a set; none where all have vanished meanwhile.
fn state_of(set: &SampleSet) -> Result<Option<SetState>, SampleError> {
    let mut state: Option<SetState> = None;
    for path in set.files() {
        let found = files::file_state(path).map_err(SampleError::io(path))?;
        let Some((bytes, written)) = found else {
            continue;
        };
        let before = state.unwrap_or(SetState {
            files: 0,
            bytes: 0,
            written,
        });
        state = Some(SetState {
            files: before.files + 1,
            bytes: before.bytes + bytes,
            written: before.written.max(written),
        });
    }
    Ok(state)
}
