//! `evaluate`: how often, and on how much, the generator is evaluated.

use crate::schema::{parameters, whole};

parameters! {
    /// How often, and on how much, the generator is judged.
    #[derive(Copy, Eq)]
    pub struct Evaluate: "block" / "evaluate" {
        /// steps between two evaluations
        every: usize = "100" in whole(1, 10_000_000),
        /// fakes drawn for one evaluation
        samples: usize = "2500" in whole(2, 100_000),
        /// pictures kept over the whole run
        snapshots: usize = "6" in whole(0, 100),
    }
}
