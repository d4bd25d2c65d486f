//! DCGAN (Radford et al. 2016) for 32x32 RGB images, with half of the paper's channels.

use super::conditional::{ConditionalForms, Embedding, TwoHeads, WithLabels};
use super::pair::{DCGAN_INITIALIZATION, Pair};
use crate::nn::{
    BatchNorm2d, Conv2d, ConvTranspose2d, Dense, Flatten, Head, Identity, Initialization,
    LabelMaps, LeakyRelu, PackedInput, Projection, Relu, RowPart, Tanh, Unflatten,
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

/// The same G with labels, (N, 110) -> (N, 3082).
type LabelledGenerator = WithLabels<
    (
        Unflatten<110, 1, 110>,
        (
            ConvTranspose2d<1, 110, 4, 256, 4, 1, 0, 0>,
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
    ),
    110,
    100,
    3082,
>;

/// The layers of D between its first and its last one.
type Middle = (
    (
        Conv2d<16, 64, 8, 128, 4, 2, 1>,
        BatchNorm2d<8, 128, LeakyRelu>,
    ),
    (
        Conv2d<8, 128, 4, 256, 4, 2, 1>,
        BatchNorm2d<4, 256, LeakyRelu>,
    ),
);

/// The logit of D's last feature maps.
type LogitHead = Head<Conv2d<4, 256, 1, 1, 4, 1, 0, Identity, true>, 4096, 4097, 4112>;

/// The features of an image alone, (N, 3082) -> (N, 4, 4, 256).
type Body = (RowPart<3082, 0, 32, 3>, First<3>, Middle);

impl ConditionalForms for Dcgan32 {
    type Generator = LabelledGenerator;
    type Concat = (LabelMaps<3082, 32, 3, 13>, First<13>, Middle, LogitHead);
    type Projection = Projection<Body, LogitHead, Embedding<3082, 3072, 256>>;
    type Auxiliary = (
        Body,
        TwoHeads<LogitHead, (Flatten<4, 256, 4096>, Dense<4096, 10, Identity>)>,
    );
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}
