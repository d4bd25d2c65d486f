//! The rules applied while a run is trained: a failure that lasts ends the run (`stop`), or makes it go back and
//! try the remedy of its verdict (`heal`).

use super::{Diagnosis, Finding, Remedy, RunHistory, Verdict, diagnose};
use crate::config::{Failure, Run};
use crate::train::{EvalRow, StepRow};

/// Step rows that are judged; a longer history is thinned to about so many, evenly spaced.
pub(super) const MOST_ROWS: usize = 4000;

/// Counts for how many evaluations in a row one of some failures has held.
#[derive(Clone, Debug)]
pub struct LastingFailure {
    on: Vec<Failure>,
    patience: usize,
    /// Evaluations up to this step are not counted.
    after: u64,
    /// What the last evaluation has shown, if it is one of these failures.
    found: Option<FoundFailure>,
    /// Evaluations in a row with that verdict.
    held: usize,
}

/// A failure that is the verdict, with what could be done about it.
#[derive(Clone, Debug)]
pub struct FoundFailure {
    /// Which failure.
    pub failure: Failure,
    /// Since when it holds, where that is known.
    pub onset: Option<u64>,
    /// Remedies that have a patch, that of the verdict first.
    pub remedies: Vec<Remedy>,
}

impl FoundFailure {
    /// The verdict, if it is one of these failures.
    pub fn of(diagnosis: &Diagnosis, failures: &[Failure]) -> Option<Self> {
        let is_verdict = |failure: &&Failure| Verdict::from(**failure) == diagnosis.verdict;
        let has_patch =
            |finding: &&Finding| finding.is_failure() && !finding.remedy.patch.is_empty();
        let remedies = diagnosis.findings.iter().filter(has_patch);
        Some(Self {
            failure: *failures.iter().find(is_verdict)?,
            onset: diagnosis.onset,
            remedies: remedies.map(|finding| finding.remedy.clone()).collect(),
        })
    }
}

impl LastingFailure {
    /// The failures that end a run early, once G may move.
    pub fn to_stop_on(run: &Run) -> Self {
        Self::new(&run.stop.on, run.stop.patience, run.warm_up_d as u64)
    }

    /// The failures that a run is healed of, which has gone back to this step.
    pub fn to_heal(run: &Run, back_to: u64) -> Self {
        let after = back_to.max(run.warm_up_d as u64);
        Self::new(&run.heal.on, run.heal.patience, after)
    }

    fn new(on: &[Failure], patience: usize, after: u64) -> Self {
        Self {
            on: on.to_vec(),
            patience,
            after,
            found: None,
            held: 0,
        }
    }

    /// The state after a history: the same as if every evaluation had been observed in turn.
    #[must_use]
    pub fn replay(mut self, run: &Run, steps: &[StepRow], evals: &[EvalRow]) -> Self {
        for count in 1..=evals.len() {
            let done = steps.partition_point(|row| row.step <= evals[count - 1].step);
            self.observe(run, &steps[..done], &evals[..count]);
        }
        self
    }

    /// Judges a run after an evaluation. Returns the failure that has lasted, if one has.
    pub fn observe(
        &mut self,
        run: &Run,
        steps: &[StepRow],
        evals: &[EvalRow],
    ) -> Option<&FoundFailure> {
        let counts = evals.last().is_some_and(|row| row.step > self.after);
        if self.on.is_empty() || steps.is_empty() || !counts {
            return None;
        }
        // Medians of a few thousand rows are nearly those of all, and a long run is not read whole
        // at every evaluation.
        let stride = steps.len().div_ceil(MOST_ROWS);
        let thinned: Vec<StepRow> = steps.iter().rev().step_by(stride).copied().collect();
        let thinned: Vec<StepRow> = thinned.into_iter().rev().collect();
        let diagnosis = diagnose(&RunHistory::new(run, &thinned, evals));
        let found = FoundFailure::of(&diagnosis, &self.on);
        let failure = |found: &Option<FoundFailure>| found.as_ref().map(|found| found.failure);
        self.held = match failure(&found) {
            None => 0,
            same if same == failure(&self.found) => self.held + 1,
            _ => 1,
        };
        self.found = found;
        self.lasting()
    }

    /// The failure that has held for as many evaluations as it takes, if one has.
    pub fn lasting(&self) -> Option<&FoundFailure> {
        self.found.as_ref().filter(|_| self.held >= self.patience)
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
            Failure::Starved => Verdict::Starved,
        }
    }
}
