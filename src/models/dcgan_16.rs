//! DCGAN (Radford et al. 2016) scaled to 16x16 RGB images.

use super::{DCGAN, Pair};
use crate::nn::{
    BatchNormMaps, Conv, ConvTranspose, Head, Initialization, LeakyRelu, Linear, Packed, Relu,
    Tanh, Unflatten,
};

/// (N, 100) -> (N, 16, 16, 3): pixels in [-1, 1].
pub type Generator = (
    Unflatten<100, 1, 100>,
    (
        ConvTranspose<1, 100, 4, 128, 4, 1, 0, 0>,
        BatchNormMaps<4, 128, Relu>,
    ),
    (
        ConvTranspose<4, 128, 8, 64, 4, 2, 1, 0>,
        BatchNormMaps<8, 64, Relu>,
    ),
    ConvTranspose<8, 64, 16, 3, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 16, 16, 3) -> (N, 1).
pub type Discriminator = (
    Packed<First<3>, First<6>, First<9>, First<12>>,
    (
        Conv<8, 64, 4, 128, 4, 2, 1>,
        BatchNormMaps<4, 128, LeakyRelu>,
    ),
    Head<Conv<4, 128, 1, 1, 4, 1, 0, Linear, true>, 2048, 2049, 2064>,
);

type First<const C: usize> = Conv<16, C, 8, 64, 4, 2, 1, LeakyRelu, true>;

/// The pair named `dcgan-16`.
pub struct Dcgan16;

impl Pair for Dcgan16 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN;
}
