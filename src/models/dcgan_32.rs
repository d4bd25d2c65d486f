//! DCGAN (Radford et al. 2016) for 32x32 RGB images, with half of the paper's channels.

use super::{DCGAN, Pair};
use crate::nn::{
    BatchNormMaps, Conv, ConvTranspose, Flatten, Initialization, LeakyRelu, Linear, Relu, Tanh, Unflatten,
};

/// (N, 100) -> (N, 32, 32, 3): pixels in [-1, 1].
pub type Generator = (
    Unflatten<100, 1, 100>,
    (ConvTranspose<1, 100, 4, 256, 4, 1, 0, 0>, BatchNormMaps<4, 256, Relu>),
    (ConvTranspose<4, 256, 8, 128, 4, 2, 1, 0>, BatchNormMaps<8, 128, Relu>),
    (ConvTranspose<8, 128, 16, 64, 4, 2, 1, 0>, BatchNormMaps<16, 64, Relu>),
    ConvTranspose<16, 64, 32, 3, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 32, 32, 3) -> (N, 1).
pub type Discriminator = (
    Conv<32, 3, 16, 64, 4, 2, 1, LeakyRelu, true>,
    (Conv<16, 64, 8, 128, 4, 2, 1>, BatchNormMaps<8, 128, LeakyRelu>),
    (Conv<8, 128, 4, 256, 4, 2, 1>, BatchNormMaps<4, 256, LeakyRelu>),
    Conv<4, 256, 1, 1, 4, 1, 0, Linear, true>,
    Flatten<1, 1, 1>,
);

/// The pair named `dcgan-32`.
pub struct Dcgan32;

impl Pair for Dcgan32 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN;
}
