//! From where a run is to be trained.

use super::state::{State, state_of};
use crate::config::PlannedRun;
use crate::data::DataSet;
use crate::record::{self, About, Digests, Numerics, RecordError, Recorded, RunPaths};
use crate::train;

/// What an earlier process has left to go on from.
pub(super) struct Past {
    pub state: train::TrainingState,
    pub recorded: Recorded,
    /// The files that hold it.
    pub files: Digests,
    /// What is wrong with `run.json`, which the checkpoint does not need.
    pub damage: Option<RecordError>,
}

/// What is to be done with a run.
pub(super) enum Start {
    /// It is complete.
    Done,
    /// Nothing is there.
    Fresh,
    From(Box<Past>),
    /// What is there is whole and belongs to something else: why, and how to go on.
    Refused(String),
    /// What is there cannot be trusted.
    Damaged(RecordError),
}

/// Looks at a run's directory. The caller holds the run's lock.
pub(super) fn start_of(paths: &RunPaths, planned: &PlannedRun, data: &dyn DataSet) -> Start {
    let (file_damage, saved) = match state_of(paths, planned) {
        State::Complete => return Start::Done,
        State::Foreign(error) => return Start::Refused(format!("{error}; {RESTART}")),
        State::Missing => (None, 0),
        State::Unfinished { steps } => (None, steps),
        State::Damaged(RecordError::Damaged { path, reason }) if path == paths.run_json() => {
            (Some(RecordError::Damaged { path, reason }), 0)
        }
        State::Damaged(error) => return Start::Damaged(error),
    };
    let checkpoint = match record::read_checkpoint(&paths.checkpoint()) {
        Ok(Some(checkpoint)) => checkpoint,
        Ok(None) if saved > 0 => {
            let reason = format!("it is missing, and {saved} steps were saved");
            return Start::Damaged(RecordError::Damaged {
                path: paths.checkpoint(),
                reason,
            });
        }
        Ok(None) => return file_damage.map_or(Start::Fresh, Start::Damaged),
        Err(error @ RecordError::Format { .. }) => {
            return Start::Refused(format!("{error}; {RESTART}"));
        }
        Err(error) => return Start::Damaged(error),
    };
    if let Some(reason) = unlike(&checkpoint.about, planned, data) {
        let step = checkpoint.about.step;
        return Start::Refused(format!(
            "it cannot go on from its checkpoint at step {step}: {reason}; {RESTART}"
        ));
    }
    match record::read_recorded(paths, &checkpoint.about.files) {
        Ok(recorded) if recorded.history.steps.len() as u64 == checkpoint.about.step => {
            let (state, files) = (checkpoint.state, checkpoint.about.files);
            Start::From(Box::new(Past {
                state,
                recorded,
                files,
                damage: file_damage,
            }))
        }
        Ok(recorded) => Start::Damaged(RecordError::Damaged {
            path: paths.checkpoint(),
            reason: format!(
                "it is of step {}, and its history of step {}",
                checkpoint.about.step,
                recorded.history.steps.len()
            ),
        }),
        Err(error) => Start::Damaged(error),
    }
}

/// How to go on where a run is refused.
const RESTART: &str =
    "go on with what it was begun with, or `--restart` to set it aside and train it from its start";

/// Why a whole checkpoint is not one that this program can go on from bit by bit.
fn unlike(about: &About, planned: &PlannedRun, data: &dyn DataSet) -> Option<String> {
    if about.spec_hash != planned.hash {
        let short = |hash: &str| hash.chars().take(8).collect::<String>();
        return Some(format!(
            "it is of another spec ({}, the plan has {})",
            short(&about.spec_hash),
            short(&planned.hash)
        ));
    }
    if about.data_sha256.as_deref() != data.digest() {
        return Some("the images at the same place are others than it was trained on".to_string());
    }
    let differences = about.numerics.differences(&Numerics::here());
    (!differences.is_empty()).then(|| {
        format!(
            "it would not give the same bits ({})",
            differences.join("; ")
        )
    })
}
