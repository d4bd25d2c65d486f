//! The lesson's variational autoencoder for 28x28 images ("AI for Beginners", lesson 09,
//! AutoEncodersPyTorch), with two latents. 807,700 parameters in all.

use super::autoencoder::{Autoencoder, Posterior};
use crate::nn::{Dense, Relu, Sigmoid};

/// The autoencoder named `vae-28`.
pub struct Vae28;

impl Autoencoder for Vae28 {
    /// (N, 784) -> (N, 4).
    type Encoder = (Dense<784, 512, Relu>, Posterior<512, 2, 4>);
    /// (N, 2) -> (N, 784).
    type Decoder = (Dense<2, 512, Relu>, Dense<512, 784, Sigmoid>);
}
