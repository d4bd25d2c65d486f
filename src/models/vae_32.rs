//! A convolutional variational autoencoder for 32x32 RGB images: DCGAN's strides, half its widths.

use super::autoencoder::{Autoencoder, Posterior};
use crate::nn::{Conv2d, ConvTranspose2d, Dense, Flatten, Relu, Sigmoid, Unflatten};

/// The autoencoder named `vae-32`, with 64 latents.
pub struct Vae32;

impl Autoencoder for Vae32 {
    /// (N, 32, 32, 3) -> (N, 128).
    type Encoder = (
        Conv2d<32, 3, 16, 32, 4, 2, 1, Relu, true>,
        Conv2d<16, 32, 8, 64, 4, 2, 1, Relu, true>,
        Conv2d<8, 64, 4, 128, 4, 2, 1, Relu, true>,
        Flatten<4, 128, 2048>,
        Posterior<2048, 64, 128>,
    );
    /// (N, 64) -> (N, 32, 32, 3).
    type Decoder = (
        (Dense<64, 2048, Relu>, Unflatten<2048, 4, 128>),
        ConvTranspose2d<4, 128, 8, 64, 4, 2, 1, 0, Relu, true>,
        ConvTranspose2d<8, 64, 16, 32, 4, 2, 1, 0, Relu, true>,
        ConvTranspose2d<16, 32, 32, 3, 4, 2, 1, 0, Sigmoid, true>,
    );
}
