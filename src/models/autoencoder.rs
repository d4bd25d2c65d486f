//! Variational autoencoders as one type each (Kingma and Welling 2014).

use crate::nn::{BatchShape, ConcatRows, Dense, Features, Identity, Initialization, Layer};

/// An encoder and the decoder that makes images of what it says.
pub trait Autoencoder: 'static {
    /// Images (N, S, S, C) or (N, F), pixels in [0, 1] -> Z means and Z values l (N, 2 Z).
    type Encoder: Layer<Input: BatchShape, Output: BatchShape>;
    /// Latents (N, Z) -> images, pixels in [0, 1].
    type Decoder: Layer<Input: BatchShape, Output = <Self::Encoder as Layer>::Input>;
    /// How the parameters of both networks are initialised.
    const INITIALIZATION: Initialization = Initialization::Uniform;
}

/// F features -> Z means, and behind them Z values l: two layers side by side.
pub(super) type Posterior<const F: usize, const Z: usize, const ZZ: usize> =
    ConcatRows<Dense<F, Z, Identity>, Dense<F, Z, Identity>, Features<ZZ>>;
