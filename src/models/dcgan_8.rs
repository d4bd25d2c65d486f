//! DCGAN (Radford et al. 2016) scaled to 8x8 images, grey or in colour. Grey: 165,249 and 132,929
//! parameters.

use super::{DCGAN, Pair};
use crate::nn::{
    BatchNorm2d, Conv2d, ConvTranspose2d, Head, Identity, Initialization, LeakyRelu, PackedInput,
    Relu, Tanh, Unflatten,
};

/// (N, 64) -> (N, 8, 8, C): pixels in [-1, 1].
pub type Generator<const C: usize> = (
    Unflatten<64, 1, 64>,
    (
        ConvTranspose2d<1, 64, 2, 128, 2, 1, 0, 0>,
        BatchNorm2d<2, 128, Relu>,
    ),
    (
        ConvTranspose2d<2, 128, 4, 64, 4, 2, 1, 0>,
        BatchNorm2d<4, 64, Relu>,
    ),
    ConvTranspose2d<4, 64, 8, C, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 8, 8, C) -> (N, 1), from the first layer on.
pub type Discriminator<FirstLayer> = (
    FirstLayer,
    (
        Conv2d<4, 64, 2, 128, 4, 2, 1>,
        BatchNorm2d<2, 128, LeakyRelu>,
    ),
    Head<Conv2d<2, 128, 1, 1, 2, 1, 0, Identity, true>, 512, 513, 528>,
);

type First<const C: usize> = Conv2d<8, C, 4, 64, 4, 2, 1, LeakyRelu, true>;
type Grey = PackedInput<First<1>, First<2>, First<3>, First<4>>;
type Colour = PackedInput<First<3>, First<6>, First<9>, First<12>>;

/// The pair named `dcgan-8`: grey images.
pub struct Dcgan8;

impl Pair for Dcgan8 {
    type Generator = Generator<1>;
    type Discriminator = Discriminator<Grey>;
    const INITIALIZATION: Initialization = DCGAN;
}

/// The pair named `dcgan-8-rgb`.
pub struct Dcgan8Rgb;

impl Pair for Dcgan8Rgb {
    type Generator = Generator<3>;
    type Discriminator = Discriminator<Colour>;
    const INITIALIZATION: Initialization = DCGAN;
}
