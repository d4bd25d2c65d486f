//! The lesson's fully connected GAN, scaled from 28x28 to 8x8 images: BatchNorm (momentum 0.2) in G, none in D, tanh at
//! G's end. 58,560 and 49,665 parameters.

use super::Pair;
use crate::nn::{BatchNorm, Dense, LeakyRelu, Linear, Tanh};

/// (N, 64) -> (N, 64): 8x8 pixels in (-1, 1), row by row.
pub type Generator = (
    (Dense<64, 128, Linear>, BatchNorm<128, 20, LeakyRelu>),
    (Dense<128, 256, Linear>, BatchNorm<256, 20, LeakyRelu>),
    Dense<256, 64, Tanh>,
);

/// (N, 64) -> (N, 1).
pub type Discriminator = (Dense<64, 256, LeakyRelu>, Dense<256, 128, LeakyRelu>, Dense<128, 1, Linear>);

/// The pair named `fc-8`.
pub struct Fc8;

impl Pair for Fc8 {
    type Generator = Generator;
    type Discriminator = Discriminator;
}
