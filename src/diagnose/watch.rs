//! The rules at work while a run is trained: a failure that lasts ends it.

use super::{Case, Verdict, diagnose};
use crate::config::{Failure, Run};
use crate::train::{EvalRow, StepRow};

/// Steps that are looked at, of as many as there are.
const MOST_ROWS: usize = 4000;

/// Counts for how many evaluations in a row a failure has held that the run's `stop` names.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    verdict: Option<Verdict>,
    held: usize,
}

impl Watch {
    /// As it is after a history: the same as if it had seen every evaluation.
    pub fn after(run: &Run, steps: &[StepRow], evals: &[EvalRow]) -> Self {
        let mut watch = Self::default();
        if run.stop.on.is_empty() {
            return watch;
        }
        for seen in 1..=evals.len() {
            let done = steps.partition_point(|row| row.step <= evals[seen - 1].step);
            watch.see(run, &steps[..done], &evals[..seen]);
        }
        watch
    }

    /// Looks at a run after an evaluation; says which failure ends it, if one does.
    pub fn see(&mut self, run: &Run, steps: &[StepRow], evals: &[EvalRow]) -> Option<Verdict> {
        if run.stop.on.is_empty() || steps.is_empty() {
            return None;
        }
        // Medians of a few thousand rows are nearly those of all; a long run is not read whole at
        // every evaluation.
        let stride = steps.len().div_ceil(MOST_ROWS);
        let thinned: Vec<StepRow> = steps.iter().rev().step_by(stride).copied().collect();
        let thinned: Vec<StepRow> = thinned.into_iter().rev().collect();
        let verdict = diagnose(&Case::new(run, &thinned, evals)).verdict;
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
        self.ends(run)
    }

    /// The failure that ends the run, if one has held for long enough.
    pub fn ends(&self, run: &Run) -> Option<Verdict> {
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
