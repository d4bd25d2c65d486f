//! Progressive growing (Karras et al. 2018) for 32x32 and 64x64 RGB images with 64 channels instead
//! of 512: `grow:` says when which resolution is trained. 325,836 and 325,761 parameters with the
//! layers of all resolutions; at 64 pixels, with 32 channels there, 353,647 and 353,633.
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

/// (N, 64) -> (N, 4, 4, 64).
type Start = (
    PixelNorm<Features<64>>,
    EqualizedDense<64, 1024, LeakyRelu>,
    Unflatten<1024, 4, 64>,
    PixelNorm<FeatureMaps<4, 64>>,
    NormedConv<4, 64, 64>,
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
type Generator32 = (
    Start,
    Growing<
        0,
        ToRgb<4, 64, 32>,
        (
            GBlock<4, 8, 64, 64>,
            Growing<
                1,
                ToRgb<8, 64, 32>,
                (
                    GBlock<8, 16, 64, 64>,
                    Growing<2, ToRgb<16, 64, 32>, (GBlock<16, 32, 64, 64>, ToRgb<32, 64, 32>)>,
                ),
            >,
        ),
    >,
);

/// (N, 64) -> (N, 64, 64, 3).
type Generator64 = (
    Start,
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
/// (N, 4, 4, 64) -> (N, 1).
type End = (
    MinibatchStddevLayer<FeatureMaps<4, 64>, FeatureMaps<4, 65>>,
    Conv<4, 65, 64>,
    Flatten<4, 64, 1024>,
    EqualizedDense<1024, 64, LeakyRelu>,
    Head<EqualizedDense<64, 1>, 64, 65, 80>,
);

/// (N, 32, 32, 3) -> (N, 1).
type Discriminator32 = (
    Growing<
        0,
        FromRgb<32, 4, 8, 64>,
        (
            Growing<
                1,
                FromRgb<32, 8, 4, 64>,
                (
                    Growing<
                        2,
                        FromRgb<32, 16, 2, 64>,
                        (FromRgb<32, 32, 1, 64>, DBlock<32, 16, 64, 64>),
                    >,
                    DBlock<16, 8, 64, 64>,
                ),
            >,
            DBlock<8, 4, 64, 64>,
        ),
    >,
    End,
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
    End,
);

/// The pair named `pggan-32`.
pub struct Pggan32;

impl Pair for Pggan32 {
    type Generator = Generator32;
    type Discriminator = Discriminator32;
    const GROWS: bool = true;
}

/// The pair named `pggan-64`.
pub struct Pggan64;

impl Pair for Pggan64 {
    type Generator = Generator64;
    type Discriminator = Discriminator64;
    const GROWS: bool = true;
}
