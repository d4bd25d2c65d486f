//! DCGAN (Radford et al. 2016) for 32x32 RGB images, with half of the paper's channels.

use super::{DCGAN, Pair};
use crate::nn::{
    BatchNormMaps, Conv, ConvTranspose, Head, Initialization, LeakyRelu, Linear, Packed, Relu,
    Tanh, Unflatten,
};

/// (N, 100) -> (N, 32, 32, 3): pixels in [-1, 1].
pub type Generator = (
    Unflatten<100, 1, 100>,
    (
        ConvTranspose<1, 100, 4, 256, 4, 1, 0, 0>,
        BatchNormMaps<4, 256, Relu>,
    ),
    (
        ConvTranspose<4, 256, 8, 128, 4, 2, 1, 0>,
        BatchNormMaps<8, 128, Relu>,
    ),
    (
        ConvTranspose<8, 128, 16, 64, 4, 2, 1, 0>,
        BatchNormMaps<16, 64, Relu>,
    ),
    ConvTranspose<16, 64, 32, 3, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 32, 32, 3) -> (N, 1).
pub type Discriminator = (
    Packed<First<3>, First<6>, First<9>, First<12>>,
    (
        Conv<16, 64, 8, 128, 4, 2, 1>,
        BatchNormMaps<8, 128, LeakyRelu>,
    ),
    (
        Conv<8, 128, 4, 256, 4, 2, 1>,
        BatchNormMaps<4, 256, LeakyRelu>,
    ),
    Head<Conv<4, 256, 1, 1, 4, 1, 0, Linear, true>, 4096, 4097, 4112>,
);

type First<const C: usize> = Conv<32, C, 16, 64, 4, 2, 1, LeakyRelu, true>;

/// The pair named `dcgan-32`.
pub struct Dcgan32;

impl Pair for Dcgan32 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN;
}
