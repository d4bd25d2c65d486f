//! `checkpoint`: how often the state of a run during training is saved.

use crate::schema::{defaults, parameters, whole};

parameters! {
    /// How often the state of a run at training is saved, for an interrupted run to go on from; the
    /// results are the same bits.
    #[derive(Copy, Eq)]
    pub struct Checkpoint: "block" / "checkpoint" {
        /// steps between two checkpoints; 0: none by count
        steps: usize = "0" in whole(0, 10_000_000),
        /// seconds between two checkpoints; 0: none by time
        seconds: usize = "30" in whole(0, 86_400),
    }
}

impl Default for Checkpoint {
    fn default() -> Self {
        defaults()
    }
}
