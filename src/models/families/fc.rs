//! Fully connected pairs for images, shaped as the lesson's `fc-28` is: BatchNorm (momentum 0.2) in G,
//! none in D, tanh at G's end.

use super::layers::{dense, dense_head, packed_dense};
use crate::config::FcSizes;
use crate::nn::{Chain, Identity, Initializer, LeakyRelu, Network, SizedBatchNorm, Tanh};

fn normalised(new: &mut Initializer, inputs: usize, outputs: usize) -> Box<dyn Network> {
    let product = dense::<Identity>(new, inputs, outputs);
    let norm = SizedBatchNorm::<LeakyRelu>::new(new, (1, outputs), 20);
    Chain::of(vec![product, Box::new(norm)])
}

/// (N, Z) -> (N, S * S * C): pixels in [-1, 1].
pub fn generator(sizes: FcSizes, new: &mut Initializer) -> Box<dyn Network> {
    let FcSizes { width, latent, .. } = sizes;
    Chain::of(vec![
        normalised(new, latent, width),
        normalised(new, width, 2 * width),
        normalised(new, 2 * width, 4 * width),
        dense::<Tanh>(new, 4 * width, sizes.kind().row()),
    ])
}

/// (N, S * S * C) -> (N, 1).
pub fn discriminator(sizes: FcSizes, new: &mut Initializer) -> Box<dyn Network> {
    let width = sizes.width;
    Chain::of(vec![
        packed_dense::<LeakyRelu>(new, sizes.kind().row(), 2 * width),
        dense::<LeakyRelu>(new, 2 * width, width),
        dense_head(new, width),
    ])
}
