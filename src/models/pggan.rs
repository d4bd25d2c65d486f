//! Progressive growing (Karras et al. 2018) for 32x32 and 64x64 RGB images with 64 channels instead
//! of 512: `grow:` says when which resolution is trained. 325,836 and 325,761 parameters with the
//! layers of all resolutions, with 32 channels 98,412 and 81,985; at 64 pixels, with 32 channels
//! there, 353,647 and 353,633.
//!
//! The paper trains it with `loss: wasserstein` and `wgan_gp`.

use super::pair::Pair;
use crate::nn::{
    AvgPool2d, EqualizedConv2d, EqualizedDense, FeatureMaps, Features, Flatten, Growing, Head,
    Identity, LeakyRelu, MinibatchStddevLayer, PackedInput, PixelNorm, Unflatten, Upsample,
};

/// A 3 x 3 convolution of equalized learning rate with leaky ReLU.
pub(super) type Conv<const S: usize, const CI: usize, const CO: usize> =
    EqualizedConv2d<S, CI, S, CO, 3, 1, 1>;
/// The same with PixelNorm.
pub(super) type NormedConv<const S: usize, const CI: usize, const CO: usize> =
    (Conv<S, CI, CO>, PixelNorm<FeatureMaps<S, CO>>);

/// (N, 64) -> (N, 4, 4, C); FLAT = 16 C.
type Start<const C: usize, const FLAT: usize> = (
    PixelNorm<Features<64>>,
    EqualizedDense<64, FLAT, LeakyRelu>,
    Unflatten<FLAT, 4, C>,
    PixelNorm<FeatureMaps<4, C>>,
    NormedConv<4, C, C>,
);
/// (N, SI, SI, CI) -> (N, S, S, CO).
pub(super) type GBlock<const SI: usize, const S: usize, const CI: usize, const CO: usize> = (
    Upsample<SI, S, CI>,
    NormedConv<S, CI, CO>,
    NormedConv<S, CO, CO>,
);
/// (N, S, S, C) -> (N, FULL, FULL, 3): an image of side S, its pixels repeated.
type ToRgb<const S: usize, const C: usize, const FULL: usize> = (
    EqualizedConv2d<S, C, S, 3, 1, 1, 0, Identity>,
    Upsample<S, FULL, 3>,
);

/// (N, 64) -> (N, 32, 32, 3).
type Generator32<const C: usize, const FLAT: usize> = (
    Start<C, FLAT>,
    Growing<
        0,
        ToRgb<4, C, 32>,
        (
            GBlock<4, 8, C, C>,
            Growing<
                1,
                ToRgb<8, C, 32>,
                (
                    GBlock<8, 16, C, C>,
                    Growing<2, ToRgb<16, C, 32>, (GBlock<16, 32, C, C>, ToRgb<32, C, 32>)>,
                ),
            >,
        ),
    >,
);

/// (N, 64) -> (N, 64, 64, 3).
type Generator64 = (
    Start<64, 1024>,
    Growing<
        0,
        ToRgb<4, 64, 64>,
        (
            GBlock<4, 8, 64, 64>,
            Growing<
                1,
                ToRgb<8, 64, 64>,
                (
                    GBlock<8, 16, 64, 64>,
                    Growing<
                        2,
                        ToRgb<16, 64, 64>,
                        (
                            GBlock<16, 32, 64, 64>,
                            Growing<
                                3,
                                ToRgb<32, 64, 64>,
                                (GBlock<32, 64, 64, 32>, ToRgb<64, 32, 64>),
                            >,
                        ),
                    >,
                ),
            >,
        ),
    >,
);

/// (N, FULL, FULL, 3) -> (N, S, S, C): the mean of each R x R pixels, R = FULL / S.
type FromRgb<const FULL: usize, const S: usize, const R: usize, const C: usize> = (
    AvgPool2d<FULL, S, 3, R, R>,
    PackedInput<First<S, 3, C>, First<S, 6, C>, First<S, 9, C>, First<S, 12, C>>,
);
/// The first layer at one side, by the channels of a pack of samples.
type First<const S: usize, const CI: usize, const C: usize> = EqualizedConv2d<S, CI, S, C, 1>;
/// (N, S, S, CI) -> (N, SO, SO, CO).
pub(super) type DBlock<const S: usize, const SO: usize, const CI: usize, const CO: usize> =
    (Conv<S, CI, CI>, Conv<S, CI, CO>, AvgPool2d<S, SO, CO>);
/// (N, 4, 4, C) -> (N, 1). MORE = C + 1 channels with the standard deviation, FLAT = 16 C features,
/// and WIDE = C + 16 with minibatch discrimination.
type End<const C: usize, const MORE: usize, const FLAT: usize, const WIDE: usize> = (
    MinibatchStddevLayer<FeatureMaps<4, C>, FeatureMaps<4, MORE>>,
    Conv<4, MORE, C>,
    Flatten<4, C, FLAT>,
    EqualizedDense<FLAT, C, LeakyRelu>,
    Head<EqualizedDense<C, 1>, C, MORE, WIDE>,
);

/// (N, 32, 32, 3) -> (N, 1), with the sizes of [`End`].
type Discriminator32<const C: usize, const MORE: usize, const FLAT: usize, const WIDE: usize> = (
    Growing<
        0,
        FromRgb<32, 4, 8, C>,
        (
            Growing<
                1,
                FromRgb<32, 8, 4, C>,
                (
                    Growing<
                        2,
                        FromRgb<32, 16, 2, C>,
                        (FromRgb<32, 32, 1, C>, DBlock<32, 16, C, C>),
                    >,
                    DBlock<16, 8, C, C>,
                ),
            >,
            DBlock<8, 4, C, C>,
        ),
    >,
    End<C, MORE, FLAT, WIDE>,
);

/// (N, 64, 64, 3) -> (N, 1).
type Discriminator64 = (
    Growing<
        0,
        FromRgb<64, 4, 16, 64>,
        (
            Growing<
                1,
                FromRgb<64, 8, 8, 64>,
                (
                    Growing<
                        2,
                        FromRgb<64, 16, 4, 64>,
                        (
                            Growing<
                                3,
                                FromRgb<64, 32, 2, 64>,
                                (FromRgb<64, 64, 1, 32>, DBlock<64, 32, 32, 64>),
                            >,
                            DBlock<32, 16, 64, 64>,
                        ),
                    >,
                    DBlock<16, 8, 64, 64>,
                ),
            >,
            DBlock<8, 4, 64, 64>,
        ),
    >,
    End<64, 65, 1024, 80>,
);

/// The pair named `pggan-32`.
pub struct Pggan32;

impl Pair for Pggan32 {
    type Generator = Generator32<64, 1024>;
    type Discriminator = Discriminator32<64, 65, 1024, 80>;
    const GROWS: bool = true;
}

/// The pair named `pggan-32-narrow`.
pub struct PgganNarrow;

impl Pair for PgganNarrow {
    type Generator = Generator32<32, 512>;
    type Discriminator = Discriminator32<32, 33, 512, 48>;
    const GROWS: bool = true;
}

/// The pair named `pggan-64`.
pub struct Pggan64;

impl Pair for Pggan64 {
    type Generator = Generator64;
    type Discriminator = Discriminator64;
    const GROWS: bool = true;
}
