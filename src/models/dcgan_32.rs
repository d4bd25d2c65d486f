//! DCGAN (Radford et al. 2016) for 32x32 RGB images, with half of the paper's channels.

use super::pair::{DCGAN_INITIALIZATION, Pair};
use crate::nn::{
    BatchNorm2d, Conv2d, ConvTranspose2d, Head, Identity, Initialization, LeakyRelu, PackedInput,
    Relu, Tanh, Unflatten,
};

/// (N, 100) -> (N, 32, 32, 3): pixels in [-1, 1].
type Generator = (
    Unflatten<100, 1, 100>,
    (
        ConvTranspose2d<1, 100, 4, 256, 4, 1, 0, 0>,
        BatchNorm2d<4, 256, Relu>,
    ),
    (
        ConvTranspose2d<4, 256, 8, 128, 4, 2, 1, 0>,
        BatchNorm2d<8, 128, Relu>,
    ),
    (
        ConvTranspose2d<8, 128, 16, 64, 4, 2, 1, 0>,
        BatchNorm2d<16, 64, Relu>,
    ),
    ConvTranspose2d<16, 64, 32, 3, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 32, 32, 3) -> (N, 1).
type Discriminator = (
    PackedInput<First<3>, First<6>, First<9>, First<12>>,
    (
        Conv2d<16, 64, 8, 128, 4, 2, 1>,
        BatchNorm2d<8, 128, LeakyRelu>,
    ),
    (
        Conv2d<8, 128, 4, 256, 4, 2, 1>,
        BatchNorm2d<4, 256, LeakyRelu>,
    ),
    Head<Conv2d<4, 256, 1, 1, 4, 1, 0, Identity, true>, 4096, 4097, 4112>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const C: usize> = Conv2d<32, C, 16, 64, 4, 2, 1, LeakyRelu, true>;

/// The pair named `dcgan-32`.
pub struct Dcgan32;

impl Pair for Dcgan32 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}
