//! R3GAN (Huang et al. 2024) for 8x8 and 32x32 RGB images: residual blocks of grouped convolutions,
//! no normalisation. Two or four stages of one block, 48 channels (the paper's CIFAR-10 nets have
//! two blocks and 768) in 3 groups of 32 after expansion. For 32 pixels 152,208 and 149,184
//! parameters, with half of the channels 39,240 and 37,728.
//!
//! Weights N(0, gain^2 / fan in), the last one of each block 0, so that blocks begin as the
//! identity and a fresh D says nothing. The paper trains it with `loss: rsgan` and `r1` and `r2`.

use super::pair::Pair;
use crate::nn::{
    Binomial4, Conv2d, Dense, DiscriminativeBasis, FirConv2d, FirConvTranspose2d, Gain,
    GenerativeBasis, GroupedConv2d, Head, Identity, InitialScale, Initialization, LeakyRelu,
    PackedInput, Residual, Zero,
};

/// Side S: C channels are expanded to E = 2 C, convolved in groups of PER, and reduced again.
type Block<const S: usize, const C: usize, const E: usize, const PER: usize, G = OfFourBlocks> =
    Residual<(
        InitialScale<Conv2d<S, C, S, E, 1, 1, 0, LeakyRelu, true>, G>,
        InitialScale<GroupedConv2d<S, E, E, 3, PER, LeakyRelu, true>, G>,
        InitialScale<Conv2d<S, E, S, C, 1, 1, 0>, Zero>,
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

type Up<const S: usize, const SO: usize, const C: usize> =
    FirConvTranspose2d<S, SO, C, Binomial4, 2, 1>;
type Down<const S: usize, const SO: usize, const C: usize> = FirConv2d<S, SO, C, Binomial4, 2, 1>;

/// (N, 64) -> (N, 32, 32, 3): pixels in [-1, 1].
type Generator32<const C: usize, const E: usize, const PER: usize> = (
    (Dense<64, C, Identity, false>, GenerativeBasis<4, C>),
    (Block<4, C, E, PER>, Up<4, 8, C>),
    (Block<8, C, E, PER>, Up<8, 16, C>),
    (Block<16, C, E, PER>, Up<16, 32, C>),
    (Block<32, C, E, PER>, Conv2d<32, C, 32, 3, 1, 1, 0>),
);

/// (N, 32, 32, 3) -> (N, 1). MORE = C + 1 features with a standard deviation, WIDE = C + 16 with
/// minibatch discrimination.
type Discriminator32<
    const C: usize,
    const E: usize,
    const PER: usize,
    const MORE: usize,
    const WIDE: usize,
> = (
    PackedInput<First<32, 3, C>, First<32, 6, C>, First<32, 9, C>, First<32, 12, C>>,
    (Block<32, C, E, PER>, Down<32, 16, C>),
    (Block<16, C, E, PER>, Down<16, 8, C>),
    (Block<8, C, E, PER>, Down<8, 4, C>),
    (Block<4, C, E, PER>, DiscriminativeBasis<4, C>),
    Head<Dense<C, 1, Identity, false>, C, MORE, WIDE>,
);

/// (N, 64) -> (N, 8, 8, 3).
type Generator8 = (
    (Dense<64, 48, Identity, false>, GenerativeBasis<4, 48>),
    (Block<4, 48, 96, 32, OfTwoBlocks>, Up<4, 8, 48>),
    (
        Block<8, 48, 96, 32, OfTwoBlocks>,
        Conv2d<8, 48, 8, 3, 1, 1, 0>,
    ),
);

/// (N, 8, 8, 3) -> (N, 1).
type Discriminator8 = (
    PackedInput<First<8, 3, 48>, First<8, 6, 48>, First<8, 9, 48>, First<8, 12, 48>>,
    (Block<8, 48, 96, 32, OfTwoBlocks>, Down<8, 4, 48>),
    (
        Block<4, 48, 96, 32, OfTwoBlocks>,
        DiscriminativeBasis<4, 48>,
    ),
    Head<Dense<48, 1, Identity, false>, 48, 49, 64>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const S: usize, const CI: usize, const C: usize> = Conv2d<S, CI, S, C, 1, 1, 0>;

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
    type Generator = Generator32<48, 96, 32>;
    type Discriminator = Discriminator32<48, 96, 32, 49, 64>;
    const INITIALIZATION: Initialization = Initialization::FanIn;
}

/// The pair named `r3gan-32-narrow`.
pub struct R3ganNarrow;

impl Pair for R3ganNarrow {
    type Generator = Generator32<24, 48, 16>;
    type Discriminator = Discriminator32<24, 48, 16, 25, 40>;
    const INITIALIZATION: Initialization = Initialization::FanIn;
}
