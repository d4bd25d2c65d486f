//! DCGAN (Radford et al. 2016) scaled to 16x16 RGB images.

use super::pair::{DCGAN_INITIALIZATION, Pair};
use crate::nn::{
    BatchNorm2d, Conv2d, ConvTranspose2d, Head, Identity, Initialization, LeakyRelu, PackedInput,
    Relu, Tanh, Unflatten,
};

/// (N, 100) -> (N, 16, 16, 3): pixels in [-1, 1].
type Generator = (
    Unflatten<100, 1, 100>,
    (
        ConvTranspose2d<1, 100, 4, 128, 4, 1, 0, 0>,
        BatchNorm2d<4, 128, Relu>,
    ),
    (
        ConvTranspose2d<4, 128, 8, 64, 4, 2, 1, 0>,
        BatchNorm2d<8, 64, Relu>,
    ),
    ConvTranspose2d<8, 64, 16, 3, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 16, 16, 3) -> (N, 1).
type Discriminator = (
    PackedInput<First<3>, First<6>, First<9>, First<12>>,
    (
        Conv2d<8, 64, 4, 128, 4, 2, 1>,
        BatchNorm2d<4, 128, LeakyRelu>,
    ),
    Head<Conv2d<4, 128, 1, 1, 4, 1, 0, Identity, true>, 2048, 2049, 2064>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const C: usize> = Conv2d<16, C, 8, 64, 4, 2, 1, LeakyRelu, true>;

/// The pair named `dcgan-16`.
pub struct Dcgan16;

impl Pair for Dcgan16 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}
