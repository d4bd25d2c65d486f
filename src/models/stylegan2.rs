//! StyleGAN2 (Karras et al. 2020) for 32x32 and 64x64 RGB images: mapping network, modulated
//! convolutions and an image summed over all resolutions in G, residual blocks in D. Channels as in
//! stylegan2-ada-pytorch with channel_base 1024 and at most 64; Z and W have 64 values, two mapping
//! layers. 263,987 and 288,993 parameters, with 32 channels at most 83,171 and 72,561; at 64 pixels
//! 275,144 and 296,401.
//!
//! The paper trains it with `loss: non_saturating` and `r1`.

use super::pair::Pair;
use crate::nn::{
    Binomial4, Doubled, EqualizedConv2d, EqualizedDense, FeatureMaps, Finished, FirConv2d, Flatten,
    Head, Identity, MinibatchStddevLayer, PackedInput, ScaledLeakyRelu, SqrtHalf, StyleGenerator,
    Sum, Unit,
};

/// (N, 64) -> (N, 32, 32, 3); 8 styled layers of C channels, of half as many at 32 pixels.
type Generator32<const C: usize, const HALF: usize> = StyleGenerator<
    64,
    64,
    C,
    8,
    Doubled<
        4,
        C,
        9,
        8,
        C,
        64,
        Doubled<8, C, 17, 16, C, 64, Doubled<16, C, 33, 32, HALF, 64, Finished>>,
    >,
>;

/// (N, 64) -> (N, 64, 64, 3); 10 styled layers.
type Generator64 = StyleGenerator<
    64,
    64,
    64,
    10,
    Doubled<
        4,
        64,
        9,
        8,
        64,
        64,
        Doubled<
            8,
            64,
            17,
            16,
            64,
            64,
            Doubled<16, 64, 33, 32, 32, 64, Doubled<32, 32, 65, 64, 16, 64, Finished>>,
        >,
    >,
>;

/// A 3 x 3 convolution of equalized learning rate with scaled leaky ReLU.
type Conv<const S: usize, const CI: usize, const CO: usize> =
    EqualizedConv2d<S, CI, S, CO, 3, 1, 1, ScaledLeakyRelu, Unit>;

/// (N, S, S, CI) -> (N, SO, SO, CO), smoothed to MID = S + 1 positions before it is halved.
type Block<const S: usize, const MID: usize, const SO: usize, const CI: usize, const CO: usize> =
    Sum<
        (
            FirConv2d<S, SO, CI, Binomial4, 2, 1>,
            EqualizedConv2d<SO, CI, SO, CO, 1, 1, 0, Identity, Unit, false>,
        ),
        (
            Conv<S, CI, CI>,
            FirConv2d<S, MID, CI, Binomial4, 1, 2>,
            EqualizedConv2d<MID, CI, SO, CO, 3, 2, 0, ScaledLeakyRelu, Unit>,
        ),
        SqrtHalf,
    >;

/// The first layer, by the channels or features of a pack of samples.
type First<const S: usize, const CI: usize, const CO: usize> =
    EqualizedConv2d<S, CI, S, CO, 1, 1, 0, ScaledLeakyRelu, Unit>;
/// Its forms on images of side S.
type FromRgb<const S: usize, const C: usize> =
    PackedInput<First<S, 3, C>, First<S, 6, C>, First<S, 9, C>, First<S, 12, C>>;

/// (N, 4, 4, C) -> (N, 1). MORE = C + 1 channels with the standard deviation, FLAT = 16 C features,
/// and WIDE = C + 16 with minibatch discrimination.
type End<const C: usize, const MORE: usize, const FLAT: usize, const WIDE: usize> = (
    MinibatchStddevLayer<FeatureMaps<4, C>, FeatureMaps<4, MORE>>,
    Conv<4, MORE, C>,
    Flatten<4, C, FLAT>,
    EqualizedDense<FLAT, C, ScaledLeakyRelu, Unit>,
    Head<EqualizedDense<C, 1, Identity, Unit>, C, MORE, WIDE>,
);

/// (N, 32, 32, 3) -> (N, 1). HALF = C / 2; the other sizes are those of [`End`].
type Discriminator32<
    const C: usize,
    const HALF: usize,
    const MORE: usize,
    const FLAT: usize,
    const WIDE: usize,
> = (
    FromRgb<32, HALF>,
    Block<32, 33, 16, HALF, C>,
    Block<16, 17, 8, C, C>,
    Block<8, 9, 4, C, C>,
    End<C, MORE, FLAT, WIDE>,
);

/// (N, 64, 64, 3) -> (N, 1).
type Discriminator64 = (
    FromRgb<64, 16>,
    Block<64, 65, 32, 16, 32>,
    Block<32, 33, 16, 32, 64>,
    Block<16, 17, 8, 64, 64>,
    Block<8, 9, 4, 64, 64>,
    End<64, 65, 1024, 80>,
);

/// The pair named `stylegan2-32`.
pub struct Stylegan2At32;

impl Pair for Stylegan2At32 {
    type Generator = Generator32<64, 32>;
    type Discriminator = Discriminator32<64, 32, 65, 1024, 80>;
}

/// The pair named `stylegan2-32-narrow`.
pub struct Stylegan2Narrow;

impl Pair for Stylegan2Narrow {
    type Generator = Generator32<32, 16>;
    type Discriminator = Discriminator32<32, 16, 33, 512, 48>;
}

/// The pair named `stylegan2-64`.
pub struct Stylegan2At64;

impl Pair for Stylegan2At64 {
    type Generator = Generator64;
    type Discriminator = Discriminator64;
}
