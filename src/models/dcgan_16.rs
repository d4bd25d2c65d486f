//! DCGAN (Radford et al. 2016) scaled to 16x16 RGB images.

use super::{DCGAN, Pair};
use crate::nn::{
    BatchNormMaps, Conv, ConvTranspose, Flatten, Initialization, LeakyRelu, Linear, Relu, Tanh, Unflatten,
};

/// (N, 100) -> (N, 16, 16, 3): pixels in [-1, 1].
pub type Generator = (
    Unflatten<100, 1, 100>,
    (ConvTranspose<1, 100, 4, 128, 4, 1, 0, 0>, BatchNormMaps<4, 128, Relu>),
    (ConvTranspose<4, 128, 8, 64, 4, 2, 1, 0>, BatchNormMaps<8, 64, Relu>),
    ConvTranspose<8, 64, 16, 3, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 16, 16, 3) -> (N, 1).
pub type Discriminator = (
    Conv<16, 3, 8, 64, 4, 2, 1, LeakyRelu, true>,
    (Conv<8, 64, 4, 128, 4, 2, 1>, BatchNormMaps<4, 128, LeakyRelu>),
    Conv<4, 128, 1, 1, 4, 1, 0, Linear, true>,
    Flatten<1, 1, 1>,
);

/// The pair named `dcgan-16`.
pub struct Dcgan16;

impl Pair for Dcgan16 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN;
}
