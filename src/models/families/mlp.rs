//! Fully connected pairs for points in the plane, as `mlp` is with its default sizes.

use super::layers::{dense, dense_head, packed_dense};
use crate::config::MlpSizes;
use crate::nn::{Chain, Identity, Initializer, LeakyRelu, Network};

/// (N, Z) -> (N, 2).
pub fn generator(sizes: MlpSizes, new: &mut Initializer) -> Box<dyn Network> {
    let MlpSizes { width, latent } = sizes;
    Chain::of(vec![
        dense::<LeakyRelu>(new, latent, width),
        dense::<LeakyRelu>(new, width, width),
        dense::<Identity>(new, width, 2),
    ])
}

/// (N, 2) -> (N, 1).
pub fn discriminator(sizes: MlpSizes, new: &mut Initializer) -> Box<dyn Network> {
    let width = sizes.width;
    Chain::of(vec![
        packed_dense::<LeakyRelu>(new, 2, width),
        dense::<LeakyRelu>(new, width, width),
        dense_head(new, width),
    ])
}
