//! R3GAN (Huang et al. 2024) for 8x8 and 32x32 RGB images: residual blocks of grouped convolutions,
//! no normalisation. Two or four stages of one block, 48 channels (the paper's CIFAR-10 nets have two
//! blocks and 768) in 3 groups of 32 after expansion. For 32 pixels 152,208 and 149,184 parameters.
//!
//! Weights N(0, gain^2 / fan in), the last one of each block 0, so that blocks begin as the identity
//! and a fresh D says nothing. The paper trains it with `loss: rsgan` and `r1` and `r2`.

use super::pair::Pair;
use crate::nn::{
    Binomial4, Conv2d, Dense, DiscriminativeBasis, FirConv2d, FirConvTranspose2d, Gain,
    GenerativeBasis, GroupedConv2d, Head, Identity, InitialScale, Initialization, LeakyRelu,
    PackedInput, Residual, Zero,
};

/// Side S: channels are expanded to twice as many, convolved in groups, and reduced again.
type Block<const S: usize, G = OfFourBlocks> = Residual<(
    InitialScale<Conv2d<S, 48, S, 96, 1, 1, 0, LeakyRelu, true>, G>,
    InitialScale<GroupedConv2d<S, 96, 96, 3, 32, LeakyRelu, true>, G>,
    InitialScale<Conv2d<S, 96, S, 48, 1, 1, 0>, Zero>,
)>;

/// The gain of leaky ReLU, sqrt(2 / (1 + 0.2^2)), times B^(-1/4) for the B = 4 blocks of a network:
/// the variance of their sum stays bounded (Zhang et al. 2019, Fixup).
#[derive(Clone)]
pub struct OfFourBlocks;

impl Gain for OfFourBlocks {
    const VALUE: f32 = 0.980_580_7;
}

/// The same for two blocks.
#[derive(Clone)]
pub struct OfTwoBlocks;

impl Gain for OfTwoBlocks {
    const VALUE: f32 = 1.166_113_5;
}

type Up<const S: usize, const SO: usize> = FirConvTranspose2d<S, SO, 48, Binomial4, 2, 1>;
type Down<const S: usize, const SO: usize> = FirConv2d<S, SO, 48, Binomial4, 2, 1>;

/// (N, 64) -> (N, 32, 32, 3): pixels in [-1, 1].
type Generator = (
    (Dense<64, 48, Identity, false>, GenerativeBasis<4, 48>),
    (Block<4>, Up<4, 8>),
    (Block<8>, Up<8, 16>),
    (Block<16>, Up<16, 32>),
    (Block<32>, Conv2d<32, 48, 32, 3, 1, 1, 0>),
);

/// (N, 32, 32, 3) -> (N, 1).
type Discriminator = (
    PackedInput<First<32, 3>, First<32, 6>, First<32, 9>, First<32, 12>>,
    (Block<32>, Down<32, 16>),
    (Block<16>, Down<16, 8>),
    (Block<8>, Down<8, 4>),
    (Block<4>, DiscriminativeBasis<4, 48>),
    Head<Dense<48, 1, Identity, false>, 48, 49, 64>,
);

/// (N, 64) -> (N, 8, 8, 3).
type Generator8 = (
    (Dense<64, 48, Identity, false>, GenerativeBasis<4, 48>),
    (Block<4, OfTwoBlocks>, Up<4, 8>),
    (Block<8, OfTwoBlocks>, Conv2d<8, 48, 8, 3, 1, 1, 0>),
);

/// (N, 8, 8, 3) -> (N, 1).
type Discriminator8 = (
    PackedInput<First<8, 3>, First<8, 6>, First<8, 9>, First<8, 12>>,
    (Block<8, OfTwoBlocks>, Down<8, 4>),
    (Block<4, OfTwoBlocks>, DiscriminativeBasis<4, 48>),
    Head<Dense<48, 1, Identity, false>, 48, 49, 64>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const S: usize, const C: usize> = Conv2d<S, C, S, 48, 1, 1, 0>;

/// The pair named `r3gan-8`.
pub struct R3gan8;

impl Pair for R3gan8 {
    type Generator = Generator8;
    type Discriminator = Discriminator8;
    const INITIALIZATION: Initialization = Initialization::FanIn;
}

/// The pair named `r3gan-32`.
pub struct R3gan32;

impl Pair for R3gan32 {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = Initialization::FanIn;
}
