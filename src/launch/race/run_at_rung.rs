//! What a run has recorded up to a rung, from its files.

use crate::config::{PlannedRun, Search};
use crate::diagnose::{RunHistory, Verdict, diagnose};
use crate::record::{
    Digests, History, RecordError, RunFile, RunPaths, StoredStatus, read_checkpoint, read_tables,
};
use crate::search::{RunAtRung, metric_of};

/// Reads it; `None` where the run has not come to the step, or is of another spec.
///
/// # Errors
/// If its files are damaged or cannot be read.
pub(super) fn run_at_rung(
    planned: &PlannedRun,
    paths: &RunPaths,
    search: &Search,
    step: u64,
) -> Result<Option<RunAtRung>, RecordError> {
    let Some(file) = RunFile::read(paths)?.filter(|file| file.spec_hash == planned.hash) else {
        return Ok(None);
    };
    let is_complete = file.status == StoredStatus::Complete;
    // While a process trains it, or after it has died, the checkpoint may be later than run.json.
    if file.steps < step && !is_complete && file.status != StoredStatus::Running {
        return Ok(None);
    }
    let Some((done, files)) = saved(paths, file, is_complete)? else {
        return Ok(None);
    };
    if done < step && !is_complete {
        return Ok(None);
    }
    let tables = read_tables(paths, &files);
    let history = History {
        steps: tables.steps?,
        evals: tables.evals?,
    };
    Ok(Some(up_to(planned, search, history, step, done < step)))
}

/// Steps that are saved, and the files that hold their history.
fn saved(
    paths: &RunPaths,
    file: RunFile,
    is_complete: bool,
) -> Result<Option<(u64, Digests)>, RecordError> {
    if is_complete {
        return Ok(Some((file.steps, file.digest)));
    }
    let checkpoint = read_checkpoint(&paths.checkpoint())?;
    Ok(checkpoint.map(|checkpoint| (checkpoint.header.step, checkpoint.header.files)))
}

/// The rows up to a step, judged as if there were no others: what came later must not change a decision.
/// A run that `has_ended` before the step has failed.
fn up_to(
    planned: &PlannedRun,
    search: &Search,
    mut history: History,
    step: u64,
    has_ended: bool,
) -> RunAtRung {
    history.steps.retain(|row| row.step <= step);
    history.evals.retain(|row| row.step <= step);
    let diagnosis = diagnose(&RunHistory::new(
        &planned.run,
        &history.steps,
        &history.evals,
    ));
    let verdict = Some(diagnosis.verdict).filter(|verdict| verdict.is_failure());
    let ended = has_ended.then_some(Verdict::Divergence);
    let metric = metric_of(search);
    let evaluations = history.evals.iter().filter(|row| row.step > 0);
    RunAtRung {
        evaluated: evaluations
            .map(|row| (row.step, row.measured.get(metric)))
            .collect(),
        failure: verdict.or(ended).map(Verdict::name),
    }
}
