//! Whether a failure has lasted.

use std::time::{Duration, Instant};

use super::patience::{Lasted, Patience};
use super::training::{Game, SeenIn, Training};

/// Counts how long the training has been judged a failure without a break, whichever failure it is.
pub(super) struct Alarm {
    patience: Patience,
    /// The judgement that was counted last.
    judgement: u64,
    failing: Option<Failing>,
}

/// A failure that goes on.
struct Failing {
    since: Instant,
    /// The last step of the log when it was first judged so.
    first_step: u64,
    /// What it was seen in last: a failure of samples goes on with further samples, however often the log
    /// is judged meanwhile.
    seen_in: SeenIn,
    lasted: Lasted,
    /// Whether patience is over, and something was done about it.
    is_over: bool,
}

impl Alarm {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            judgement: 0,
            failing: None,
        }
    }

    /// Takes notice of the latest judgement. Returns whether it ends the patience, once for each
    /// failure.
    pub(super) fn observe(&mut self, training: &Training) -> bool {
        if training.judgement() == self.judgement {
            return false;
        }
        self.judgement = training.judgement();
        let Some(game) = training.failing_game() else {
            self.failing = None;
            return false;
        };
        let (step, seen_in) = (Game::last_step(game), training.seen_in(game));
        let known = self.failing.as_ref();
        if known.is_some_and(|failing| failing.seen_in == seen_in) {
            return false;
        }
        // A trainer that was started again has not failed yet.
        let is_same = |failing: &Failing| step >= failing.first_step + failing.lasted.steps;
        let mut failing = self.failing.take().filter(is_same).unwrap_or(Failing {
            since: Instant::now(),
            first_step: step,
            seen_in,
            lasted: Lasted {
                judgements: 0,
                steps: 0,
                time: Duration::ZERO,
            },
            is_over: false,
        });
        failing.lasted = Lasted {
            judgements: failing.lasted.judgements + 1,
            steps: step - failing.first_step,
            time: failing.since.elapsed(),
        };
        failing.seen_in = seen_in;
        let ends = !failing.is_over && self.patience.is_over(&failing.lasted);
        failing.is_over |= ends;
        self.failing = Some(failing);
        ends
    }

    /// Whether the latest judgement is a failure.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.is_some()
    }

    /// Whether a failure has lasted and goes on.
    pub(super) fn is_over(&self) -> bool {
        self.failing.as_ref().is_some_and(|failing| failing.is_over)
    }

    /// How long the failure at hand has lasted, of how long it must.
    pub(super) fn passed(&self) -> Option<String> {
        let failing = self.failing.as_ref()?;
        Some(self.patience.passed(&failing.lasted))
    }
}
