//! What a run of a race is to do.

/// What is to be done with a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// It trains, up to this rung or to its end.
    Train {
        /// The step at which it waits for the other runs.
        until: Option<u64>,
    },
    /// It has come to the next rung, which is not decided.
    Wait {
        /// The rung's step.
        rung: u64,
    },
    /// Its setting was dropped, which its directory does not say yet.
    Prune {
        /// Why, to follow its name.
        reason: String,
    },
    /// It is complete, or dropped.
    Nothing,
}
