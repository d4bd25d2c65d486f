//! When a run goes back, and with which remedy.

use crate::config::{Failure, Run};
use crate::diagnose::{Diagnosis, FoundFailure, LastingFailure, Remedy};
use crate::record::{Healing, History};
use crate::train::{EvalRow, StepRow};

/// How the run went back so far, and whether it is to go back now.
pub(super) struct Healed {
    /// In the order of time.
    pub healings: Vec<Healing>,
    lasting: LastingFailure,
    plan: Option<HealingPlan>,
}

/// What is done about a failure.
pub(super) struct HealingPlan {
    /// The failure that has lasted.
    pub found: FoundFailure,
    /// What is tried.
    pub remedy: Remedy,
    /// The run with the remedy.
    pub patched: Run,
}

impl Healed {
    /// Of a run with this history.
    pub fn new(run: &Run, healings: Vec<Healing>, history: &History) -> Self {
        let back_to = healings.last().map_or(0, |healing| healing.back_to);
        let lasting = LastingFailure::to_heal(run, back_to);
        Self {
            lasting: lasting.replay(run, &history.steps, &history.evals),
            healings,
            plan: None,
        }
    }

    /// Judges the run after an evaluation.
    pub fn observe(&mut self, run: &Run, steps: &[StepRow], evals: &[EvalRow]) {
        let found = self.lasting.observe(run, steps, evals).cloned();
        self.plan = found.and_then(|found| self.plan_for(run, found));
    }

    /// What is to be done now, once.
    pub fn take_plan(&mut self) -> Option<HealingPlan> {
        self.plan.take()
    }

    /// Whether the run is to go back now.
    pub fn has_plan(&self) -> bool {
        self.plan.is_some()
    }

    /// Whether a failure will be healed once it has lasted, so that it ends nothing before.
    pub fn is_awaited(&self, run: &Run, failure: Failure) -> bool {
        let has_no_remedy = self.lasting.lasting().is_some() && self.plan.is_none();
        self.has_attempts(run) && run.heal.heals(failure) && !has_no_remedy
    }

    fn has_attempts(&self, run: &Run) -> bool {
        self.healings.len() < run.heal.attempts
    }

    /// The first remedy that changes the run: where the one before has healed nothing, the run is another, and the
    /// same rule advises something stronger.
    fn plan_for(&self, run: &Run, found: FoundFailure) -> Option<HealingPlan> {
        if !self.has_attempts(run) {
            return None;
        }
        let changed = |remedy: &Remedy| {
            let patched = run.patched(&remedy.patch).ok()?;
            (patched != *run).then(|| (remedy.clone(), patched))
        };
        let (remedy, patched) = found.remedies.iter().find_map(changed)?;
        Some(HealingPlan {
            found,
            remedy,
            patched,
        })
    }

    /// As [`Healed::observe`], once training has ended: a failure that holds then has lasted for the last tenth.
    pub fn observe_end(&mut self, run: &Run, diagnosis: &Diagnosis) {
        let found = FoundFailure::of(diagnosis, &run.heal.on);
        self.plan = found.and_then(|found| self.plan_for(run, found));
    }
}
