//! Optimiser steps that penalties take apart from those of the loss (lazy regularisation in the code of
//! StyleGAN2).

/// The steps of one penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwnSteps {
    /// Whether they move G, not D.
    pub of_generator: bool,
    /// Updates of the player from one to the next.
    pub every: u64,
}
