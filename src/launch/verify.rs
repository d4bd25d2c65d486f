//! Trains a run again in a temporary directory, and compares it with what is recorded of it.

use std::sync::Arc;

use super::classifiers::SharedClassifier;
use super::job::{Job, RunEnd, RunUpdate};
use super::run_one::run_one;
use crate::config::{PlannedRun, Run};
use crate::data::DataSet;
use crate::record::{
    self, BuildFingerprint, Depth, Difference, Digests, History, RecordError, RunPaths, RunStatus,
    as_of_version, first_difference, inspect, same_bits,
};
use crate::train::TrainingControl;

/// Where the builds differ: the steps over which values must agree within [`TOLERANCE`]. Later
/// steps are not compared, for training drives rounding errors apart.
pub const TOLERANT_STEPS: u64 = 10;
/// The largest difference there, relative to the larger of 1 and the recorded value.
pub const TOLERANCE: f64 = 1e-3;

/// What the comparison has shown.
#[derive(Debug)]
pub enum Verified {
    /// Every compared value is the same to the last bit, and so is every compared file.
    Identical {
        /// Steps that were compared.
        steps: u64,
        /// The names of the files that were compared; none of an unfinished run.
        files: Vec<String>,
    },
    /// A value or a file is not the same, or training ended earlier.
    Different {
        /// Steps that were trained here.
        steps: u64,
        /// The first value that differs; `None` where the tables are the same.
        first: Option<Difference>,
        /// The names of the files whose bytes differ.
        files: Vec<String>,
    },
    /// The builds differ; the values agree within the tolerance over the tolerant steps.
    Close {
        /// Steps that were compared.
        steps: u64,
        /// What differs between the builds, one phrase each.
        build_differences: Vec<String>,
        /// The later step from which values leave the tolerance.
        leaves: Option<u64>,
    },
    /// The builds differ, and the values leave the tolerance within the tolerant steps.
    Apart {
        /// What differs between the builds, one phrase each.
        build_differences: Vec<String>,
        /// The first value beyond the tolerance.
        first: Difference,
    },
    /// No step of the run is saved yet.
    Nothing,
    /// The caller asked it to stop.
    Stopped,
}

/// What is recorded of a run so far.
struct RecordedRun {
    history: History,
    build: BuildFingerprint,
    data_sha256: Option<String>,
    /// How often the run went back.
    healings: usize,
    /// Of a complete run.
    digest: Digests,
    /// Of its tables.
    format_version: u32,
}

/// Reads what there is to compare with, every file of a complete run included; `None` while nothing
/// is saved.
fn read(paths: &RunPaths) -> Result<Option<RecordedRun>, RecordError> {
    let (status, file) = inspect(paths, None, Depth::AllFiles).usable()?;
    let file = file.ok_or_else(|| RecordError::missing(&paths.run_json()))?;
    if status == RunStatus::Complete {
        let history = record::read_saved_run(paths, &file.digest)?.history;
        return Ok(Some(RecordedRun {
            history,
            healings: file.healings.len(),
            build: file.provenance.build,
            data_sha256: file.provenance.data_sha256,
            digest: file.digest,
            format_version: file.format_version,
        }));
    }
    let Some(checkpoint) = record::read_checkpoint(&paths.checkpoint())? else {
        return Ok(None);
    };
    let header = checkpoint.header;
    file.check_spec(paths, &header.spec_hash)?;
    let history = record::read_saved_run(paths, &header.files)?.history;
    Ok(Some(RecordedRun {
        history,
        healings: header.healings.len(),
        build: header.build,
        data_sha256: header.data_sha256,
        digest: Digests::new(),
        format_version: header.format_version,
    }))
}

/// Trains the run in `paths` again, all that is recorded of it or its first `steps`, and compares.
/// `on_step` is called with each step and may interrupt.
///
/// # Errors
/// If its files cannot be read or are damaged, its data are others, or the temporary place cannot
/// be written.
pub fn verify(
    paths: &RunPaths,
    run: &Run,
    data: Arc<dyn DataSet>,
    classifier: Option<Arc<SharedClassifier>>,
    steps: Option<u64>,
    on_step: &mut dyn FnMut(u64) -> TrainingControl,
) -> Result<Verified, RecordError> {
    let Some(recorded) = read(paths)? else {
        return Ok(Verified::Nothing);
    };
    if recorded.data_sha256.as_deref() != data.digest() {
        let reason = "it was trained on other images than those at the same place now".to_string();
        return Err(RecordError::Incompatible {
            path: paths.root().to_path_buf(),
            reason,
        });
    }
    let have = recorded.history.steps.len() as u64;
    let wanted = steps.unwrap_or(have).min(have);
    let place = tempfile::tempdir().map_err(|error| RecordError::Io {
        doing: "create a folder in",
        path: std::env::temp_dir(),
        error,
    })?;
    let again = RunPaths::at(&place.path().join("study/runs/run"));
    let planned = PlannedRun::alone(run);
    let job = Job {
        study: "verify",
        planned: &planned,
        data,
        classifier,
        paths: again.clone(),
        plots: false,
        restart: false,
    };
    let mut interrupted = false;
    // What is recorded is the last attempt, so all attempts before it are trained again as well.
    let mut back = recorded.healings;
    let end = run_one(&job, &mut |update| {
        let step = match update {
            RunUpdate::Step(step) => step,
            RunUpdate::WentBack(_) => {
                back = back.saturating_sub(1);
                return TrainingControl::Continue;
            }
            RunUpdate::Note(_) => return TrainingControl::Continue,
        };
        interrupted |= on_step(step) == TrainingControl::Interrupt;
        if interrupted || (step >= wanted && back == 0) {
            TrainingControl::Interrupt
        } else {
            TrainingControl::Continue
        }
    });
    match end {
        _ if interrupted => return Ok(Verified::Stopped),
        RunEnd::Complete { .. } | RunEnd::Stopped { .. } => {}
        RunEnd::Failed(reason) | RunEnd::Refused(reason) => {
            return Err(RecordError::damaged(paths.root(), reason));
        }
        RunEnd::Elsewhere | RunEnd::Waits { .. } | RunEnd::Pruned { .. } => {
            unreachable!("no other process knows the directory, and no search has it")
        }
    }
    let again = read(&again)?;
    Ok(again.map_or(Verified::Nothing, |again| compare(&recorded, again, wanted)))
}

fn compare(recorded: &RecordedRun, again: RecordedRun, steps: u64) -> Verified {
    let build_differences = recorded.build.differences(&again.build);
    let here = as_of_version(again.history, recorded.format_version);
    if build_differences.is_empty() {
        let both = || {
            recorded
                .digest
                .iter()
                .filter_map(|(name, digest)| Some((name, digest, again.digest.get(name)?)))
        };
        let names = |same: bool| -> Vec<String> {
            both()
                .filter(|(_, one, other)| (one == other) == same)
                .map(|(name, ..)| name.clone())
                .collect()
        };
        let first = first_difference(&recorded.history, &here, same_bits);
        let files = names(false);
        let short = (here.steps.len() as u64) < steps;
        return match first.is_none() && files.is_empty() && !short {
            true => Verified::Identical {
                steps,
                files: names(true),
            },
            false => Verified::Different {
                steps: here.steps.len() as u64,
                first,
                files,
            },
        };
    }
    match first_difference(&recorded.history, &here, is_close) {
        Some(first) if first.step <= TOLERANT_STEPS => Verified::Apart {
            build_differences,
            first,
        },
        first => Verified::Close {
            steps,
            build_differences,
            leaves: first.map(|first| first.step),
        },
    }
}

/// Within the tolerance. A NaN is close to a NaN only, and infinities to themselves.
pub(super) fn is_close(recorded: Option<f64>, here: Option<f64>) -> bool {
    match (recorded, here) {
        (Some(one), Some(other)) if one.is_finite() && other.is_finite() => {
            (one - other).abs() <= TOLERANCE * one.abs().max(1.0)
        }
        (one, other) => same_bits(one, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_is_relative_above_one_and_absolute_below() {
        assert!(is_close(Some(1000.0), Some(1000.9)) && !is_close(Some(1000.0), Some(1001.1)));
        assert!(is_close(Some(0.0), Some(9e-4)) && !is_close(Some(0.0), Some(1.1e-3)));
        assert!(is_close(Some(f64::NAN), Some(f64::NAN)) && !is_close(Some(f64::NAN), Some(0.0)));
        assert!(
            is_close(None, None)
                && !is_close(None, Some(0.0))
                && !is_close(Some(f64::INFINITY), Some(1e300))
        );
    }
}
