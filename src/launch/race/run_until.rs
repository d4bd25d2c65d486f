//! A run that trains up to a rung and waits there.

use crate::launch::job::{Job, RunEnd, RunUpdate};
use crate::launch::run_one::run_one;
use crate::record::{RecordError, RunFile, RunLock, StoredStatus};
use crate::train::TrainingControl;

/// As [`run_one`], up to the step `until`, where there is one. The run is saved there as when it is interrupted.
pub(in crate::launch) fn run_until(
    job: &Job,
    until: Option<u64>,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> RunEnd {
    let end = run_one(job, &mut |update| {
        let is_there = match (&update, until) {
            (RunUpdate::Step(step), Some(rung)) => *step >= rung,
            _ => false,
        };
        let control = on_update(update);
        match is_there {
            true => control.max(TrainingControl::Interrupt),
            false => control,
        }
    });
    match end {
        RunEnd::Stopped { step } if until.is_some_and(|rung| step >= rung) => {
            // The words are for people: a run that has been taken over meanwhile has others.
            drop(note_waiting(job, step));
            RunEnd::Waits { step }
        }
        end => end,
    }
}

/// Writes down for what the run waits.
fn note_waiting(job: &Job, step: u64) -> Result<(), RecordError> {
    let Some(_lock) = RunLock::try_acquire(&job.paths)? else {
        return Ok(());
    };
    let file = RunFile::read(&job.paths)?;
    let waits = |file: &RunFile| file.status == StoredStatus::Stopped && file.steps == step;
    let Some(mut file) = file.filter(waits) else {
        return Ok(());
    };
    let reason = format!("waits at step {step} until all runs have come there");
    if let Some(attempt) = file.attempts.last_mut() {
        attempt.exit_reason = Some(reason.clone());
    }
    file.exit_reason = Some(reason);
    file.write(&job.paths)
}
