//! The lesson's variational autoencoder scaled from 28x28 to 8x8 images, with eight latents.

use super::autoencoder::{Autoencoder, Posterior};
use crate::nn::{Dense, Relu, Sigmoid};

/// The autoencoder named `vae-8`. 20,752 and 18,752 parameters.
pub struct Vae8;

impl Autoencoder for Vae8 {
    /// (N, 64) -> (N, 16).
    type Encoder = (Dense<64, 256, Relu>, Posterior<256, 8, 16>);
    /// (N, 8) -> (N, 64).
    type Decoder = (Dense<8, 256, Relu>, Dense<256, 64, Sigmoid>);
}
