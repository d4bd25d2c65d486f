//! What a run has recorded up to a rung, from its files.

use crate::config::{PlannedRun, Search};
use crate::diagnose::{LastingFailure, RunHistory, Verdict, diagnose};
use crate::record::{
    Digests, History, RecordError, RunFile, RunPaths, StoredStatus, read_checkpoint, read_tables,
};
use crate::search::{ENDED_EARLY, RunAtRung, metric_of};
use crate::train::TrainingEnd;

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
/// A run that `has_ended` before the step is worse than any value: what has ended it stands where a failure verdict would.
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
    let ended = || has_ended.then(|| early_end(planned, &history));
    let metric = metric_of(search);
    let evaluations = history.evals.iter().filter(|row| row.step > 0);
    RunAtRung {
        evaluated: evaluations
            .map(|row| (row.step, row.measured.get(metric)))
            .collect(),
        failure: verdict.map(Verdict::name).or_else(ended),
    }
}

/// What has ended training before its last step: a value that is not finite, or a failure that `stop` names and that has
/// lasted.
fn early_end(planned: &PlannedRun, history: &History) -> &'static str {
    let run = &planned.run;
    let last = history.steps.last();
    let end = last.and_then(|row| TrainingEnd::after(row, u64::MAX));
    if let Some(TrainingEnd::Diverged { .. }) = end {
        return Verdict::Divergence.name();
    }
    let stopping = LastingFailure::to_stop_on(run).replay(run, &history.steps, &history.evals);
    let lasted = stopping.lasting().map(|found| found.failure);
    lasted.map_or(ENDED_EARLY, |failure| Verdict::from(failure).name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;
    use crate::metrics::MetricValues;
    use crate::train::{EvalRow, StepRow};

    const RACE: &str = "\
study: s
question: q
run: {data: ring, steps: 100, evaluate: {every: 10}, stop: {on: [frozen], patience: 1}}
sweep: {grid: {lr_d: [1e-3, 1e-2]}, seeds: 2}
search: {racing: {rungs: [50], metric: modes}}
";

    /// What a run is at step 50 whose training has ended at step 20, the last loss of D being this.
    fn ended_at_20(last_loss: f64) -> Option<&'static str> {
        let study = parse("s.yaml", RACE, &[]).unwrap();
        let row = |step: u64| StepRow {
            step,
            d_loss: Some(if step == 20 {
                last_loss
            } else {
                1.0 + 0.1 * step as f64
            }),
            g_loss: Some(0.7 + 0.05 * step as f64),
            d_stepped: 1,
            g_stepped: 1,
            ..StepRow::default()
        };
        let history = History {
            steps: (1..=20).map(row).collect(),
            evals: [10, 20]
                .map(|step| EvalRow {
                    step,
                    measured: MetricValues::default(),
                })
                .to_vec(),
        };
        let search = study.search.as_ref().unwrap();
        up_to(&study.runs[0], search, history, 50, true).failure
    }

    #[test]
    fn an_early_end_is_told_what_it_is() {
        assert_eq!(ended_at_20(3.0), Some(ENDED_EARLY));
        assert_eq!(ended_at_20(f64::NAN), Some("divergence"));
    }
}
