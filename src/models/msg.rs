//! MSG-GAN (Karnewar and Wang 2020) for 32x32 and 64x64 RGB images, as in the authors' BMSG-GAN
//! with 64 channels instead of 512: G makes an image at every scale, and D looks at all of them, so
//! that gradients reach every depth of G at once. 324,876 and 269,985 parameters, with 32 channels
//! 97,932 and 67,921; at 64 pixels 352,687 and 288,481.
//!
//! A sample is one row of all its images, finest first. The authors train it with `loss: ra_hinge`.

use super::pair::Pair;
use super::pggan::{Conv, DBlock, GBlock, NormedConv};
use crate::nn::{
    BiasedActivation, Concat, ConcatRows, EqualizedConv2d, EqualizedDense, FeatureMaps, Features,
    Flatten, Head, Identity, LeakyRelu, MinibatchStddevLayer, PackedInput, RowPart, SqrtTwo,
    Unflatten, Unit,
};

/// (N, 64) -> (N, 4, 4, C); FLAT = 16 C.
type Start<const C: usize, const FLAT: usize> = (
    EqualizedDense<64, FLAT, Identity, SqrtTwo, Unit, false>,
    Unflatten<FLAT, 4, C>,
    BiasedActivation<4, C>,
    NormedConv<4, C, C>,
);
type ToRgb<const S: usize, const C: usize> = EqualizedConv2d<S, C, S, 3, 1, 1, 0, Identity>;

/// Images of 32, 16, 8 and 4 pixels: 3072 + 768 + 192 + 48 values.
type Generator32<const C: usize, const FLAT: usize> = (
    Start<C, FLAT>,
    ConcatRows<
        (
            GBlock<4, 8, C, C>,
            ConcatRows<
                (
                    GBlock<8, 16, C, C>,
                    ConcatRows<(GBlock<16, 32, C, C>, ToRgb<32, C>), ToRgb<16, C>, Features<3840>>,
                ),
                ToRgb<8, C>,
                Features<4032>,
            >,
        ),
        ToRgb<4, C>,
        Features<4080>,
    >,
);

/// Images of 64, 32, 16, 8 and 4 pixels: 12288 + 3072 + 768 + 192 + 48 values.
type Generator64 = (
    Start<64, 1024>,
    ConcatRows<
        (
            GBlock<4, 8, 64, 64>,
            ConcatRows<
                (
                    GBlock<8, 16, 64, 64>,
                    ConcatRows<
                        (
                            GBlock<16, 32, 64, 64>,
                            ConcatRows<
                                (GBlock<32, 64, 64, 32>, ToRgb<64, 32>),
                                ToRgb<32, 64>,
                                Features<15360>,
                            >,
                        ),
                        ToRgb<16, 64>,
                        Features<16128>,
                    >,
                ),
                ToRgb<8, 64>,
                Features<16320>,
            >,
        ),
        ToRgb<4, 64>,
        Features<16368>,
    >,
);

/// The image of side S at place `AT` of a row of F values, of one sample or a pack of them -> (N,
/// S, S, C).
type FromRgb<const F: usize, const AT: usize, const S: usize, const C: usize> = (
    RowPart<F, AT, S, 3>,
    PackedInput<First<S, 3, C>, First<S, 6, C>, First<S, 9, C>, First<S, 12, C>>,
);
/// The first layer on one scale, by the channels of a pack of samples.
type First<const S: usize, const CI: usize, const C: usize> =
    EqualizedConv2d<S, CI, S, C, 1, 1, 0, Identity>;
/// (N, 4, 4, C) -> (N, 1). MORE = C + 1 channels with the standard deviation, FLAT = 16 C features,
/// and WIDE = C + 16 with minibatch discrimination.
type End<const C: usize, const MORE: usize, const FLAT: usize, const WIDE: usize> = (
    MinibatchStddevLayer<FeatureMaps<4, C>, FeatureMaps<4, MORE>, { usize::MAX }>,
    Conv<4, MORE, C>,
    Flatten<4, C, FLAT>,
    EqualizedDense<FLAT, C, LeakyRelu>,
    Head<EqualizedDense<C, 1>, C, MORE, WIDE>,
);

/// (N, 4080) -> (N, 1). HALF = C / 2; the other sizes are those of [`End`].
type Discriminator32<
    const C: usize,
    const HALF: usize,
    const MORE: usize,
    const FLAT: usize,
    const WIDE: usize,
> = (
    Concat<
        FromRgb<4080, 4032, 4, HALF>,
        (
            Concat<
                FromRgb<4080, 3840, 8, HALF>,
                (
                    Concat<
                        FromRgb<4080, 3072, 16, HALF>,
                        (FromRgb<4080, 0, 32, C>, DBlock<32, 16, C, HALF>),
                        FeatureMaps<16, C>,
                    >,
                    DBlock<16, 8, C, HALF>,
                ),
                FeatureMaps<8, C>,
            >,
            DBlock<8, 4, C, HALF>,
        ),
        FeatureMaps<4, C>,
    >,
    End<C, MORE, FLAT, WIDE>,
);

/// (N, 16368) -> (N, 1).
type Discriminator64 = (
    Concat<
        FromRgb<16368, 16320, 4, 32>,
        (
            Concat<
                FromRgb<16368, 16128, 8, 32>,
                (
                    Concat<
                        FromRgb<16368, 15360, 16, 32>,
                        (
                            Concat<
                                FromRgb<16368, 12288, 32, 32>,
                                (FromRgb<16368, 0, 64, 32>, DBlock<64, 32, 32, 32>),
                                FeatureMaps<32, 64>,
                            >,
                            DBlock<32, 16, 64, 32>,
                        ),
                        FeatureMaps<16, 64>,
                    >,
                    DBlock<16, 8, 64, 32>,
                ),
                FeatureMaps<8, 64>,
            >,
            DBlock<8, 4, 64, 32>,
        ),
        FeatureMaps<4, 64>,
    >,
    End<64, 65, 1024, 80>,
);

/// The pair named `msg-32`.
pub struct Msg32;

impl Pair for Msg32 {
    type Generator = Generator32<64, 1024>;
    type Discriminator = Discriminator32<64, 32, 65, 1024, 80>;
    const SCALES: usize = 4;
}

/// The pair named `msg-32-narrow`.
pub struct MsgNarrow;

impl Pair for MsgNarrow {
    type Generator = Generator32<32, 512>;
    type Discriminator = Discriminator32<32, 16, 33, 512, 48>;
    const SCALES: usize = 4;
}

/// The pair named `msg-64`.
pub struct Msg64;

impl Pair for Msg64 {
    type Generator = Generator64;
    type Discriminator = Discriminator64;
    const SCALES: usize = 5;
}
