//! How a run starts: from scratch, from its checkpoint, or not at all.

use crate::config::PlannedRun;
use crate::data::DataSet;
use crate::files;
use crate::record::{
    self, BuildFingerprint, Checkpoint, CheckpointHeader, Depth, Digests, Healing, RecordError,
    RunPaths, RunStatus, SavedRun, inspect,
};
use crate::train;

/// What an earlier process has left to resume from.
pub(super) struct ResumePoint {
    /// The state of training.
    pub state: train::TrainingState,
    /// The history up to it.
    pub saved: SavedRun,
    /// The files that hold this history.
    pub files: Digests,
    /// How the run went back before.
    pub healings: Vec<Healing>,
    /// What is wrong with `run.json`, which the checkpoint does not need.
    pub damage: Option<RecordError>,
}

/// How a run is to be started.
pub(super) enum RunStart<P = Box<ResumePoint>> {
    /// Not at all.
    AlreadyComplete,
    /// Nothing is there.
    FromScratch,
    /// An earlier process has left a checkpoint.
    FromCheckpoint(P),
    /// The directory is intact and belongs to something else: why, and what the user can do.
    Refused(String),
    /// A file is missing or was changed.
    Damaged(RecordError),
    /// The system refused to read a file. The directory stays as it is: another time it may be
    /// readable.
    Unreadable(RecordError),
}

impl<P> RunStart<P> {
    /// Of a directory one of whose files cannot be used.
    fn unusable(error: RecordError) -> Self {
        match RunStatus::unusable_by(&error) {
            RunStatus::Unreadable => RunStart::Unreadable(error),
            RunStatus::Incompatible => RunStart::Refused(format!("{error}; {RESTART}")),
            _ => RunStart::Damaged(error),
        }
    }
}

/// Decides from a run's directory. The caller holds the run's lock.
pub(super) fn decide_start(paths: &RunPaths, planned: &PlannedRun, data: &dyn DataSet) -> RunStart {
    let (checkpoint, file_damage) = match usable_checkpoint(paths, &planned.hash, data.digest()) {
        Ok(found) => found,
        Err(start) => return start,
    };
    match record::read_saved_run(paths, &checkpoint.header.files) {
        Ok(saved) if saved.history.steps.len() as u64 == checkpoint.header.step => {
            let header = checkpoint.header;
            RunStart::FromCheckpoint(Box::new(ResumePoint {
                state: checkpoint.state,
                saved,
                files: header.files,
                healings: header.healings,
                damage: file_damage,
            }))
        }
        Ok(saved) => RunStart::Damaged(RecordError::Damaged {
            path: paths.checkpoint(),
            reason: format!(
                "it is from step {}, but its history is from step {}",
                checkpoint.header.step,
                saved.history.steps.len()
            ),
        }),
        Err(error) => RunStart::unusable(error),
    }
}

/// The checkpoint from which a run of this spec and data resumes, and what is wrong with `run.json`,
/// which it does not need.
///
/// # Errors
/// How the run starts where there is none, or none that can be used.
pub(super) fn usable_checkpoint<P>(
    paths: &RunPaths,
    hash: &str,
    data: Option<&str>,
) -> Result<(Checkpoint, Option<RecordError>), RunStart<P>> {
    let inspection = inspect(paths, Some(hash), Depth::Originals);
    let is_unknown = inspection.status == RunStatus::Queued;
    let steps_saved = inspection.file.map_or(0, |file| file.steps);
    let file_damage = match (inspection.status, inspection.problem) {
        (RunStatus::Complete, _) => return Err(RunStart::AlreadyComplete),
        (_, None) => None,
        (_, Some(RecordError::Damaged { path, reason })) if path == paths.run_json() => {
            Some(RecordError::Damaged { path, reason })
        }
        (_, Some(error)) => return Err(RunStart::unusable(error)),
    };
    let checkpoint = match record::read_checkpoint(&paths.checkpoint()) {
        Ok(Some(checkpoint)) => checkpoint,
        Ok(None) if steps_saved > 0 => {
            let reason = format!("it is missing, although {steps_saved} steps were saved");
            return Err(RunStart::Damaged(RecordError::damaged(
                &paths.checkpoint(),
                reason,
            )));
        }
        Ok(None) if is_unknown => {
            return Err(match files::exists(&paths.verdict()) {
                Ok(false) => RunStart::FromScratch,
                // It had come to its end: what it holds is not to be written over.
                Ok(true) => RunStart::Damaged(RecordError::missing(&paths.run_json())),
                Err(error) => RunStart::unusable(RecordError::Io {
                    doing: "read",
                    path: paths.verdict(),
                    error,
                }),
            });
        }
        Ok(None) => return Err(file_damage.map_or(RunStart::FromScratch, RunStart::Damaged)),
        Err(error) => return Err(RunStart::unusable(error)),
    };
    if let Some(reason) = incompatibility(&checkpoint.header, hash, data) {
        let step = checkpoint.header.step;
        return Err(RunStart::Refused(format!(
            "it cannot resume from its checkpoint at step {step}: {reason}; {RESTART}"
        )));
    }
    Ok((checkpoint, file_damage))
}

/// What the user can do where a run is refused.
const RESTART: &str = "resume it with what it was started with, or use `--restart` to set it aside and train it from scratch";

/// Why an intact checkpoint is not one that this program can resume from with equal bytes.
fn incompatibility(header: &CheckpointHeader, hash: &str, data: Option<&str>) -> Option<String> {
    if header.spec_hash != hash {
        let short = |hash: &str| hash.chars().take(8).collect::<String>();
        return Some(format!(
            "it belongs to another spec ({}; the plan has {})",
            short(&header.spec_hash),
            short(hash)
        ));
    }
    different_bits(header, data)
}

/// Why the steps after an intact checkpoint would have other bits here, whatever its spec.
pub(super) fn different_bits(header: &CheckpointHeader, data: Option<&str>) -> Option<String> {
    if header.data_sha256.as_deref() != data {
        return Some("the images there are not those it was trained on".to_string());
    }
    let differences = header.build.differences(&BuildFingerprint::here());
    (!differences.is_empty()).then(|| {
        format!(
            "it would not give the same bits ({})",
            differences.join("; ")
        )
    })
}
