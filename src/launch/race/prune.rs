//! A run whose setting was dropped: its tables, verdict and figures are written as those of a run that was cut short.
//! Its parts and its checkpoint stay as they are, so that it can be taken back.

use crate::diagnose::{Diagnosis, RunHistory, diagnose};
use crate::guard::guarded;
use crate::launch::draw_run::{Judged, draw, without_hash};
use crate::launch::job::{Job, RunEnd};
use crate::record::{
    self, DEFECT, HistorySlice, LEASE, RecordError, RunFile, RunLock, SavedRun, StoredStatus,
    StoredTables, read_checkpoint, read_saved_run,
};

/// Marks a run as pruned; `reason` follows its name.
pub(in crate::launch) fn prune(job: &Job, reason: &str) -> RunEnd {
    match guarded(|| lock_and_prune(job, reason)) {
        Ok(Ok(end)) => end,
        Ok(Err(error)) => RunEnd::Failed(error.to_string()),
        Err(panic) => RunEnd::Failed(format!("{DEFECT}: {}", panic.with_location())),
    }
}

fn lock_and_prune(job: &Job, reason: &str) -> Result<RunEnd, RecordError> {
    let Some(_lock) = RunLock::try_acquire(&job.paths)? else {
        return Ok(RunEnd::Elsewhere);
    };
    if record::is_trained_elsewhere(&job.paths, LEASE)? {
        return Ok(RunEnd::Elsewhere);
    }
    // Tables that are lost or damaged are written again: the parts and the checkpoint hold all.
    let path = job.paths.checkpoint();
    let checkpoint = read_checkpoint(&path)?.ok_or_else(|| RecordError::missing(&path))?;
    let mut file =
        RunFile::read(&job.paths)?.ok_or_else(|| RecordError::missing(&job.paths.run_json()))?;
    file.check_spec(&job.paths, &job.planned.hash)?;
    file.check_spec(&job.paths, &checkpoint.header.spec_hash)?;
    let (step, files) = (checkpoint.header.step, checkpoint.header.files);
    conclude(job, &mut file, step, read_saved_run(&job.paths, &files)?)?;
    (file.status, file.steps) = (StoredStatus::Pruned, step);
    file.exit_reason = Some(reason.to_string());
    file.write(&job.paths)?;
    // A process that died while it wrote these has left an unfinished file.
    record::remove_leftovers(&job.paths, &files)?;
    record::Heartbeat::remove(&job.paths);
    Ok(RunEnd::Pruned {
        reason: reason.to_string(),
    })
}

/// Writes the tables, the verdict and the figures of what is there, and lists their digests.
fn conclude(job: &Job, file: &mut RunFile, step: u64, saved: SavedRun) -> Result<(), RecordError> {
    let (planned, paths) = (job.planned, &job.paths);
    let rows = HistorySlice {
        steps: &saved.history.steps,
        evals: &saved.history.evals,
        samples: &saved.samples,
        sample_len: job.data.kind().row(),
    };
    file.digest = record::write_tables(paths, &rows, saved.best.as_deref())?;
    let diagnosis: Diagnosis = diagnose(&RunHistory::new(
        &planned.run,
        &saved.history.steps,
        &saved.history.evals,
    ));
    record::write_json(&paths.verdict(), &diagnosis)?;
    if job.plots {
        let tables = StoredTables {
            steps: Ok(saved.history.steps),
            evals: Ok(saved.history.evals),
            samples: Ok(saved.samples),
        };
        let title = format!(
            "{} (dropped at step {} of {})",
            without_hash(&planned.id),
            step,
            planned.run.steps
        );
        // Runs that may go back do not race.
        let judged = Judged {
            findings: &diagnosis.findings,
            healings: &[],
        };
        draw(
            &title,
            &planned.run,
            paths,
            &tables,
            judged,
            Some(&*job.data),
        )?;
    }
    file.add_digest(paths, &paths.verdict())?;
    file.add_digest(paths, &paths.checkpoint())
}
