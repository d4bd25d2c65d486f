//! Random draws inside a network, such as Dropout's. They have no state: a draw is a pure function of
//! seed, step, forward pass and layer.

use crate::rng::{Draws, Seed, Stream};

/// Which draws the random layers of a network take in one forward pass.
#[derive(Clone, Copy, Debug)]
pub struct LayerNoise {
    /// The run's seed.
    pub seed: Seed,
    /// The stream of the network.
    pub stream: Stream,
    /// The training step.
    pub step: u64,
    /// Number of the forward pass within the step, below 1024.
    pub pass: u16,
}

/// Largest number of random layers in one network.
pub(super) const MAX_RANDOM_LAYERS: u16 = 64;

impl LayerNoise {
    /// The draws of one random layer.
    pub(super) fn draws(&self, layer: u16) -> Draws {
        self.seed.at(
            self.stream,
            self.step,
            self.pass * MAX_RANDOM_LAYERS + layer,
        )
    }
}
