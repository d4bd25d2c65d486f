//! `checkpoint`: how often the state of a run during training is saved, and what is kept of it.

use crate::schema::{defaults, names, one_of, parameters, whole};

names! {
    /// Which states of training are kept once a run is complete.
    pub enum Keep: "keep" {
        /// The best one, or the last one where no evaluation was healthy.
        Best = "best",
        /// The last one and the best one.
        All = "all",
        /// None.
        Nothing = "nothing",
    }
}

parameters! {
    /// How often the state of a run is saved during training, so that an interrupted run can resume,
    /// and what is kept of a complete run; it changes no bit of the results.
    #[derive(Copy, Eq)]
    pub struct Checkpoint: "block" / "checkpoint" {
        /// steps between two checkpoints; 0: none by count
        steps: usize = "0" in whole(0, 10_000_000),
        /// seconds between two checkpoints; 0: none by time
        seconds: usize = "30" in whole(0, 86_400),
        /// states of a complete run that are kept: the best one (the last one where none was healthy),
        /// all, or nothing
        keep: Keep = "best" in one_of::<Keep>(),
    }
}

impl Default for Checkpoint {
    fn default() -> Self {
        defaults()
    }
}
