//! How many parameters a pair has.

use super::{Networks, NewNetwork, PerPlayer, networks_of};
use crate::config::Model;
use crate::nn::{Device, Initialization, Initializer, named_tensors};
use crate::rng::{Seed, Stream};
use crate::strategies::Condition;

/// The number of learned parameters of each network of a model, with `packing` samples per pack for D.
/// Of an autoencoder, the decoder makes the samples.
pub fn parameter_counts(model: Model, condition: &Condition, packing: usize) -> PerPlayer<usize> {
    match networks_of(model, condition) {
        Networks::Pair(pair) => PerPlayer {
            generator: parameters(&pair.new_generator, 1),
            discriminator: parameters(&pair.new_discriminator, packing),
        },
        Networks::Autoencoder(networks) => PerPlayer {
            generator: parameters(&networks.new_decoder, 1),
            discriminator: parameters(&networks.new_encoder, 1),
        },
    }
}

/// Counts what the optimizers change: running means and constants are no parameters.
pub(super) fn parameters(new: &NewNetwork, packing: usize) -> usize {
    let device = Device::default();
    let mut draws = Seed(0).at(Stream::GeneratorWeights, 0, 0);
    let initializer = Initializer::new(&device, Initialization::Uniform, &mut draws);
    let mut network = new(&mut initializer.with_packing(packing));
    let tensors = named_tensors(&mut *network).into_iter();
    tensors
        .filter(|tensor| {
            let buffers = ["running", "constant", "average"];
            buffers.iter().all(|name| !tensor.name.contains(name))
        })
        .map(|tensor| tensor.values.len())
        .sum()
}
