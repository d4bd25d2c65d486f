//! A place in which samples are still being written.

use std::path::Path;
use std::time::SystemTime;

use super::attempts::earlier_attempt;
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

/// Of sets in the order of their steps, how many at the end are of an earlier attempt of a training that was
/// started again.
pub fn sets_of_earlier_attempt(sets: &[GrowingSet]) -> usize {
    let written: Vec<SystemTime> = sets.iter().map(|set| set.state.written).collect();
    let has_steps = sets.iter().all(|set| set.set.step.is_some());
    let first = earlier_attempt(&written).filter(|_| has_steps);
    first.map_or(0, |first| sets.len() - first)
}

/// The sets without those of an earlier attempt, and how many these were.
///
/// # Errors
/// If the system does not say when their files were written.
pub fn without_earlier_attempt(
    sets: Vec<SampleSet>,
) -> Result<(Vec<SampleSet>, usize), SampleError> {
    let mut seen = Vec::with_capacity(sets.len());
    for set in &sets {
        let Some(state) = state_of(set)? else {
            return Ok((sets, 0));
        };
        let set = set.clone();
        seen.push(GrowingSet { set, state });
    }
    let void = sets_of_earlier_attempt(&seen);
    let kept = sets.len() - void;
    Ok((sets.into_iter().take(kept).collect(), void))
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
