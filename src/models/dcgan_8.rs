//! DCGAN (Radford et al. 2016) scaled to 8x8 images, grey or in colour. Grey: 165,249 and 132,929
//! parameters.

use super::{DCGAN, Pair};
use crate::nn::{
    BatchNormMaps, Conv, ConvTranspose, Head, Initialization, LeakyRelu, Linear, Packed, Relu,
    Tanh, Unflatten,
};

/// (N, 64) -> (N, 8, 8, C): pixels in [-1, 1].
pub type Generator<const C: usize> = (
    Unflatten<64, 1, 64>,
    (
        ConvTranspose<1, 64, 2, 128, 2, 1, 0, 0>,
        BatchNormMaps<2, 128, Relu>,
    ),
    (
        ConvTranspose<2, 128, 4, 64, 4, 2, 1, 0>,
        BatchNormMaps<4, 64, Relu>,
    ),
    ConvTranspose<4, 64, 8, C, 4, 2, 1, 0, Tanh, true>,
);

/// (N, 8, 8, C) -> (N, 1), from the first layer on.
pub type Discriminator<FirstLayer> = (
    FirstLayer,
    (
        Conv<4, 64, 2, 128, 4, 2, 1>,
        BatchNormMaps<2, 128, LeakyRelu>,
    ),
    Head<Conv<2, 128, 1, 1, 2, 1, 0, Linear, true>, 512, 513, 528>,
);

type First<const C: usize> = Conv<8, C, 4, 64, 4, 2, 1, LeakyRelu, true>;
type Grey = Packed<First<1>, First<2>, First<3>, First<4>>;
type Colour = Packed<First<3>, First<6>, First<9>, First<12>>;

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
