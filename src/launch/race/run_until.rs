//! A run that trains up to a rung and waits there.

use crate::launch::job::{Job, RunEnd, RunUpdate};
use crate::launch::run_one::run_one_before;
use crate::record::{RecordError, RunFile, RunLock, StoredStatus};
use crate::train::TrainingControl;

/// As [`run_one`](crate::launch::run_one), up to the step `until`, where there is one. The run is saved there as when it is interrupted.
pub(in crate::launch) fn run_until(
    job: &Job,
    until: Option<u64>,
    on_update: &mut dyn FnMut(RunUpdate) -> TrainingControl,
) -> RunEnd {
    let end = run_one_before(job, until.unwrap_or(u64::MAX), &mut |update| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;
    use crate::record::RunPaths;

    #[test]
    fn a_run_that_another_process_has_brought_to_the_rung_is_left_as_it_is() {
        let text = "study: s\nrun: {data: ring, batch: 8, steps: 8, evaluate: {every: 4, samples: 90, snapshots: 0}}\n";
        let study = parse("s.yaml", text, &[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let planned = &study.runs[0];
        let job = Job {
            study: "s",
            planned,
            data: crate::data::open(&planned.run.data).unwrap(),
            classifier: None,
            paths: RunPaths::at(&folder.path().join("runs/run")),
            plots: false,
            restart: false,
        };
        let until = |rung| run_until(&job, rung, &mut |_| TrainingControl::Continue);
        let file = || RunFile::read(&job.paths).unwrap().unwrap();
        assert!(matches!(until(Some(4)), RunEnd::Waits { step: 4 }));
        // Whoever looked before, and comes late, has the same rung in mind.
        assert!(matches!(until(Some(4)), RunEnd::Waits { step: 4 }));
        assert_eq!((file().steps, file().attempts.len()), (4, 1));
        assert!(file().exit_reason.unwrap().starts_with("waits at step 4"));
        assert!(matches!(until(None), RunEnd::Complete { .. }));
        assert_eq!(file().steps, 8);
    }
}
