//! A generator and a discriminator as one type.

use crate::nn::{BatchShape, Initialization, Layer};

/// A generator and the discriminator that tells its samples from real ones.
pub trait Pair: 'static {
    /// Latent rows (N, Z) -> samples: points (N, F) or images (N, S, S, C).
    type Generator: Layer<Input: BatchShape, Output: BatchShape>;
    /// Samples -> logits (N, 1), or one logit per pack of samples: large means real. It begins with
    /// [`crate::nn::PackedInput`] and ends in [`crate::nn::Head`]; without them, packing and
    /// minibatch features would have no effect on it. A D that classifies gives further logits behind
    /// the first one, one for each label: (N, 1 + K).
    type Discriminator: Layer<Input = <Self::Generator as Layer>::Output, Output: BatchShape>;
    /// Number of one-hot label values K at the end of latent rows and of sample rows.
    const CLASSES: usize = 0;
    /// Number of images in a sample: one, or those of a pyramid in one row, finest first, each with
    /// half the side of the one before it.
    const SCALES: usize = 1;
    /// Whether layers take part one resolution after the other, as `grow:` says.
    const GROWS: bool = false;
    /// Whether each player has a single parameter, so that the game is a point in the plane.
    const ONE_PARAMETER_EACH: bool = false;
    /// How the parameters of both networks are initialised.
    const INITIALIZATION: Initialization = Initialization::Uniform;
}

/// Weights N(0, 0.02^2), BatchNorm's scales N(1, 0.02^2), biases 0 (Radford et al. 2016, section
/// 4).
pub(super) const DCGAN_INITIALIZATION: Initialization = Initialization::Normal {
    weight: 0.02,
    scale: 0.02,
};
