//! `heal`: after which failures a run goes back and tries the remedy of its verdict.

use super::stop::{Failure, Failures};
use crate::schema::{defaults, parameters, whole};

parameters! {
    /// Goes back to the best healthy state once a failure has lasted, or to the start where no state was healthy,
    /// and goes on with the remedy of the verdict.
    #[derive(Eq)]
    pub struct Heal: "block" / "heal" {
        /// the failures that are healed, each also when the run ends with it; their order has no effect
        on: Vec<Failure> = "[]" in Failures,
        /// how often the run goes back, at most; it then trains `attempts + 1` times its steps, at most
        attempts: usize = "2" in whole(1, 10),
        /// evaluations in a row, since the run went back, at which the rules must find the same failure
        patience: usize = "10" in whole(1, 10_000),
    }
}

impl Heal {
    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        *self == defaults::<Heal>()
    }

    /// Whether a failure is healed.
    pub fn heals(&self, failure: Failure) -> bool {
        self.on.contains(&failure)
    }
}
