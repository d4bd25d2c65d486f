//! MSG-GAN (Karnewar and Wang 2020) for 32x32 and 64x64 RGB images, as in the authors' BMSG-GAN with
//! 64 channels instead of 512: G makes an image at every scale, and D looks at all of them, so that
//! gradients reach every depth of G at once. 324,876 and 269,985 parameters; at 64 pixels 352,687
//! and 288,481.
//!
//! A sample is one row of all its images, finest first. The authors train it with `loss: ra_hinge`.

use super::pair::Pair;
use super::pggan::{Conv, DBlock, GBlock, NormedConv};
use crate::nn::{
    BiasedActivation, Concat, ConcatRows, EqualizedConv2d, EqualizedDense, FeatureMaps, Features,
    Flatten, Head, Identity, LeakyRelu, MinibatchStddevLayer, PackedInput, RowPart, SqrtTwo,
    Unflatten, Unit,
};

/// (N, 64) -> (N, 4, 4, 64).
type Start = (
    EqualizedDense<64, 1024, Identity, SqrtTwo, Unit, false>,
    Unflatten<1024, 4, 64>,
    BiasedActivation<4, 64>,
    NormedConv<4, 64, 64>,
);
type ToRgb<const S: usize, const C: usize> = EqualizedConv2d<S, C, S, 3, 1, 1, 0, Identity>;

/// Images of 32, 16, 8 and 4 pixels: 3072 + 768 + 192 + 48 values.
type Generator32 = (
    Start,
    ConcatRows<
        (
            GBlock<4, 8, 64, 64>,
            ConcatRows<
                (
                    GBlock<8, 16, 64, 64>,
                    ConcatRows<
                        (GBlock<16, 32, 64, 64>, ToRgb<32, 64>),
                        ToRgb<16, 64>,
                        Features<3840>,
                    >,
                ),
                ToRgb<8, 64>,
                Features<4032>,
            >,
        ),
        ToRgb<4, 64>,
        Features<4080>,
    >,
);

/// Images of 64, 32, 16, 8 and 4 pixels: 12288 + 3072 + 768 + 192 + 48 values.
type Generator64 = (
    Start,
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

/// The image of side S at place `AT` of a row of F values, of one sample or a pack of them -> (N, S,
/// S, C).
type FromRgb<const F: usize, const AT: usize, const S: usize, const C: usize> = (
    RowPart<F, AT, S, 3>,
    PackedInput<First<S, 3, C>, First<S, 6, C>, First<S, 9, C>, First<S, 12, C>>,
);
/// The first layer on one scale, by the channels of a pack of samples.
type First<const S: usize, const CI: usize, const C: usize> =
    EqualizedConv2d<S, CI, S, C, 1, 1, 0, Identity>;
/// (N, 4, 4, 64) -> (N, 1).
type End = (
    MinibatchStddevLayer<FeatureMaps<4, 64>, FeatureMaps<4, 65>, { usize::MAX }>,
    Conv<4, 65, 64>,
    Flatten<4, 64, 1024>,
    EqualizedDense<1024, 64, LeakyRelu>,
    Head<EqualizedDense<64, 1>, 64, 65, 80>,
);

/// (N, 4080) -> (N, 1).
type Discriminator32 = (
    Concat<
        FromRgb<4080, 4032, 4, 32>,
        (
            Concat<
                FromRgb<4080, 3840, 8, 32>,
                (
                    Concat<
                        FromRgb<4080, 3072, 16, 32>,
                        (FromRgb<4080, 0, 32, 64>, DBlock<32, 16, 64, 32>),
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
    End,
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
    End,
);

/// The pair named `msg-32`.
pub struct Msg32;

impl Pair for Msg32 {
    type Generator = Generator32;
    type Discriminator = Discriminator32;
    const SCALES: usize = 4;
}

/// The pair named `msg-64`.
pub struct Msg64;

impl Pair for Msg64 {
    type Generator = Generator64;
    type Discriminator = Discriminator64;
    const SCALES: usize = 5;
}
