//! How many parameters a pair has.

use super::{Networks, NewNetwork, PerPlayer, minibatch_features, networks_of};
use crate::config::Run;
use crate::nn::{Device, Initialization, Initializer, MinibatchFeatures, named_tensors};
use crate::rng::{Seed, Stream};

/// The number of learned parameters of each network of a run. Of an autoencoder, the decoder makes the
/// samples.
pub fn parameter_counts(run: &Run) -> PerPlayer<usize> {
    match networks_of(run.model, &run.condition) {
        Networks::Pair(pair) => {
            let minibatch = minibatch_features(&run.regularize);
            PerPlayer {
                generator: parameters(&pair.new_generator, 1),
                discriminator: parameters_with(&pair.new_discriminator, run.packing, minibatch),
            }
        }
        Networks::Autoencoder(networks) => PerPlayer {
            generator: parameters(&networks.new_decoder, 1),
            discriminator: parameters(&networks.new_encoder, 1),
        },
    }
}

/// Those of a network with `packing` samples per pack, which sees no others of its batch.
pub(super) fn parameters(new: &NewNetwork, packing: usize) -> usize {
    parameters_with(new, packing, MinibatchFeatures::None)
}

/// Counts what the optimizers change: running means and constants are no parameters.
fn parameters_with(new: &NewNetwork, packing: usize, minibatch: MinibatchFeatures) -> usize {
    let device = Device::default();
    let mut draws = Seed(0).at(Stream::GeneratorWeights, 0, 0);
    let initializer = Initializer::new(&device, Initialization::Uniform, &mut draws);
    let mut network = new(&mut initializer.with_packing(packing).with_minibatch(minibatch));
    let tensors = named_tensors(&mut *network).into_iter();
    tensors
        .filter(|tensor| {
            let buffers = ["running", "constant", "average"];
            buffers.iter().all(|name| !tensor.name.contains(name))
        })
        .map(|tensor| tensor.values.len())
        .sum()
}
