//! Early stopping: the rules applied while a run is trained. A failure that lasts ends the run.

use super::{RunHistory, Verdict, diagnose};
use crate::config::{Failure, Run};
use crate::train::{EvalRow, StepRow};

/// Step rows that are judged; a longer history is thinned to about so many, evenly spaced.
pub(super) const MOST_ROWS: usize = 4000;

/// Counts for how many evaluations in a row a failure has held that the run's `stop` names.
#[derive(Clone, Debug, Default)]
pub struct EarlyStopping {
    verdict: Option<Verdict>,
    /// Evaluations in a row with that verdict, if `stop` names it.
    held: usize,
}

impl EarlyStopping {
    /// The state after a history: the same as if every evaluation had been observed in turn.
    pub fn replay(run: &Run, steps: &[StepRow], evals: &[EvalRow]) -> Self {
        let mut early_stopping = Self::default();
        if run.stop.on.is_empty() {
            return early_stopping;
        }
        for count in 1..=evals.len() {
            let done = steps.partition_point(|row| row.step <= evals[count - 1].step);
            early_stopping.observe(run, &steps[..done], &evals[..count]);
        }
        early_stopping
    }

    /// Judges a run after an evaluation. Returns the failure that ends it, if one does.
    pub fn observe(&mut self, run: &Run, steps: &[StepRow], evals: &[EvalRow]) -> Option<Verdict> {
        if run.stop.on.is_empty() || steps.is_empty() {
            return None;
        }
        // Medians of a few thousand rows are nearly those of all, and a long run is not read whole
        // at every evaluation.
        let stride = steps.len().div_ceil(MOST_ROWS);
        let thinned: Vec<StepRow> = steps.iter().rev().step_by(stride).copied().collect();
        let thinned: Vec<StepRow> = thinned.into_iter().rev().collect();
        let verdict = diagnose(&RunHistory::new(run, &thinned, evals)).verdict;
        let named = run
            .stop
            .on
            .iter()
            .any(|failure| Verdict::from(*failure) == verdict);
        self.held = match (named, self.verdict == Some(verdict)) {
            (true, true) => self.held + 1,
            (true, false) => 1,
            (false, _) => 0,
        };
        self.verdict = Some(verdict);
        self.failure_to_stop_on(run)
    }

    /// The failure that ends the run, if one has held for as many evaluations as `stop.patience`.
    pub fn failure_to_stop_on(&self, run: &Run) -> Option<Verdict> {
        self.verdict.filter(|_| self.held >= run.stop.patience)
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::ModeCollapse => Verdict::ModeCollapse,
            Failure::DiscriminatorDominance => Verdict::DiscriminatorDominance,
            Failure::GeneratorDominance => Verdict::GeneratorDominance,
            Failure::Divergence => Verdict::Divergence,
            Failure::Frozen => Verdict::Frozen,
        }
    }
}
