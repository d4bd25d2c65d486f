//! The lesson's fully connected GAN for 28x28 images ("AI for Beginners", lesson 10, GANPyTorch): BatchNorm (momentum 0.2)
//! in G, none in D, tanh at G's end. 1,489,936 and 533,505 parameters.

use super::Pair;
use crate::nn::{BatchNorm, Dense, LeakyRelu, Linear, Tanh};

/// (N, 100) -> (N, 784): 28x28 pixels in [-1, 1], row by row.
pub type Generator = (
    (Dense<100, 256, Linear>, BatchNorm<256, 20, LeakyRelu>),
    (Dense<256, 512, Linear>, BatchNorm<512, 20, LeakyRelu>),
    (Dense<512, 1024, Linear>, BatchNorm<1024, 20, LeakyRelu>),
    Dense<1024, 784, Tanh>,
);

/// (N, 784) -> (N, 1).
pub type Discriminator = (Dense<784, 512, LeakyRelu>, Dense<512, 256, LeakyRelu>, Dense<256, 1, Linear>);

/// The pair named `fc-28`.
pub struct Fc28;

impl Pair for Fc28 {
    type Generator = Generator;
    type Discriminator = Discriminator;
}
