//! How often verdicts are right.

use seesaw::diagnose::{Diagnosis, Verdict};

use super::trained_runs::TrainedRun;

/// Share of a run within which an onset must lie.
const NEAR: f64 = 0.1;

/// Right and wrong verdicts of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    right: usize,
    /// Given to runs of which something else is true.
    wrong: usize,
    /// Not given to runs of which it is true.
    missed: usize,
}

impl Score {
    pub fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong) as f64
    }

    /// How often it was given rightly, and how often it was given.
    pub fn given(self) -> (usize, usize) {
        (self.right, self.right + self.wrong)
    }

    pub fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }
}

/// A run with what was said of it.
pub type DiagnosedRun<'a> = (&'a TrainedRun, &'a Diagnosis);

/// The score of a verdict over the runs whose truth is known.
pub fn score(diagnosed: &[DiagnosedRun], verdict: Verdict) -> Score {
    let mut score = Score::default();
    for (run, diagnosis) in diagnosed {
        let Some(truth) = run.truth.verdict else {
            // It looks like nothing, for whatever reason.
            let called_healthy = diagnosis.verdict == Verdict::Healthy;
            score.wrong += usize::from(called_healthy && verdict == Verdict::Healthy);
            continue;
        };
        match (truth == verdict, diagnosis.verdict == verdict) {
            (true, true) => score.right += 1,
            (false, true) => score.wrong += 1,
            (true, false) => score.missed += 1,
            (false, false) => {}
        }
    }
    score
}

/// Runs whose truth is known and is another one than the verdict.
pub fn mistaken(diagnosed: &[DiagnosedRun]) -> usize {
    diagnosed
        .iter()
        .filter(|(run, diagnosis)| {
            run.truth
                .verdict
                .is_some_and(|truth| truth != diagnosis.verdict)
        })
        .count()
}

/// Of the runs with this verdict, rightly: the distances of onsets, as shares of the run,
/// ascending.
pub fn onset_errors(diagnosed: &[DiagnosedRun], verdict: Verdict) -> Vec<f64> {
    let error = |(run, diagnosis): &DiagnosedRun| {
        let right = run.truth.verdict == Some(verdict) && diagnosis.verdict == verdict;
        let truth = run.truth.onset.filter(|_| right)?;
        Some(diagnosis.onset.map_or(1.0, |found| {
            found.abs_diff(truth) as f64 / run.run().steps as f64
        }))
    };
    let mut errors: Vec<f64> = diagnosed.iter().filter_map(error).collect();
    errors.sort_by(f64::total_cmp);
    errors
}

/// One row of a table: runs, precision, recall, onsets.
pub fn row(diagnosed: &[DiagnosedRun], verdict: Verdict) -> String {
    let score = score(diagnosed, verdict);
    let errors = onset_errors(diagnosed, verdict);
    let near = errors.iter().filter(|error| **error <= NEAR).count();
    let median = errors
        .get(errors.len() / 2)
        .map_or("-".to_string(), |error| format!("{:.1} %", 100.0 * error));
    format!(
        "| {} | {} | {} | {} | {near} of {} | {median} |",
        verdict.name(),
        score.right + score.missed,
        share(score.precision(), score.right, score.right + score.wrong),
        share(score.recall(), score.right, score.right + score.missed),
        errors.len(),
    )
}

fn share(value: f64, right: usize, of: usize) -> String {
    if of == 0 {
        "-".to_string()
    } else {
        format!("{value:.3} ({right} of {of})")
    }
}

/// Healthy runs that were called a failure, and all healthy ones.
pub fn healthy_flagged(diagnosed: &[DiagnosedRun]) -> (usize, usize) {
    let healthy = || {
        diagnosed
            .iter()
            .filter(|(run, _)| run.truth.verdict == Some(Verdict::Healthy))
    };
    (
        healthy()
            .filter(|(_, diagnosis)| diagnosis.verdict.is_failure())
            .count(),
        healthy().count(),
    )
}
