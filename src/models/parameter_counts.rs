//! How many parameters a pair has.

use super::{Autoencoder, NetworksVisitor, Pair, PerPlayer, with_networks};
use crate::config::Model;
use crate::nn::{Device, Initialization, Initializer, Layer, named_tensors};
use crate::rng::{Seed, Stream};
use crate::strategies::Condition;

/// The number of learned parameters of each network of a model, with `packing` samples per pack for D.
pub fn parameter_counts(model: Model, condition: &Condition, packing: usize) -> PerPlayer<usize> {
    with_networks(model, condition, Counts { packing })
}

struct Counts {
    packing: usize,
}

impl NetworksVisitor for Counts {
    type Result = PerPlayer<usize>;

    /// The decoder makes the samples.
    fn visit_autoencoder<A: Autoencoder>(self) -> Self::Result {
        PerPlayer {
            generator: parameters::<A::Decoder>(1),
            discriminator: parameters::<A::Encoder>(1),
        }
    }

    fn visit_pair<P: Pair>(self) -> Self::Result {
        PerPlayer {
            generator: parameters::<P::Generator>(1),
            discriminator: parameters::<P::Discriminator>(self.packing),
        }
    }
}

/// Counts what the optimizers change: running means and constants are no parameters.
pub(super) fn parameters<L: Layer>(packing: usize) -> usize {
    let device = Device::default();
    let mut draws = Seed(0).at(Stream::GeneratorWeights, 0, 0);
    let initializer = Initializer::new(&device, Initialization::Uniform, &mut draws);
    let mut network = L::new(&mut initializer.with_packing(packing));
    let tensors = named_tensors(&mut network).into_iter();
    tensors
        .filter(|tensor| {
            let buffers = ["running", "constant", "average"];
            buffers.iter().all(|name| !tensor.name.contains(name))
        })
        .map(|tensor| tensor.values.len())
        .sum()
}
