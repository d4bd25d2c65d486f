//! Random draws inside a network, such as Dropout's: no state, a pure function of seed, step and
//! place.

use crate::rng::{Draws, Seed, Stream};

/// Which draws the random layers of a network take in one application.
#[derive(Clone, Copy, Debug)]
pub struct LayerNoise {
    pub seed: Seed,
    pub stream: Stream,
    pub step: u64,
    /// Counts the applications of the network within a step, below 1024.
    pub application: u16,
}

/// Random layers of one network.
pub(super) const MAX_RANDOM_LAYERS: u16 = 64;

impl LayerNoise {
    /// The draws of one random layer.
    pub(super) fn draws(&self, layer: u16) -> Draws {
        self.seed.at(
            self.stream,
            self.step,
            self.application * MAX_RANDOM_LAYERS + layer,
        )
    }
}
