//! DCGAN (Radford et al. 2016) scaled to 8x8 images, grey or in colour. Grey: 165,249 and 132,929
//! parameters.

use super::conditional::{ConditionalForms, Embedding, TwoHeads, WithLabels};
use super::pair::{DCGAN_INITIALIZATION, Pair};
use crate::nn::{
    BatchNorm2d, Conv2d, ConvTranspose2d, Dense, Flatten, Head, Identity, Initialization,
    LabelMaps, LeakyRelu, PackedInput, Projection, Relu, RowPart, Tanh, Unflatten,
};

/// (N, 64) -> (N, 8, 8, C): pixels in [-1, 1].
type Generator<const C: usize> = (
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

/// (N, 8, 8, C) -> (N, 1); `FirstLayer` knows the number of channels.
type Discriminator<FirstLayer> = (
    FirstLayer,
    (
        Conv2d<4, 64, 2, 128, 4, 2, 1>,
        BatchNorm2d<2, 128, LeakyRelu>,
    ),
    Head<Conv2d<2, 128, 1, 1, 2, 1, 0, Identity, true>, 512, 513, 528>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const C: usize> = Conv2d<8, C, 4, 64, 4, 2, 1, LeakyRelu, true>;
/// The first layer on one channel.
type GreyInput = PackedInput<First<1>, First<2>, First<3>, First<4>>;
/// The first layer on three channels.
type ColourInput = PackedInput<First<3>, First<6>, First<9>, First<12>>;

/// The pair named `dcgan-8`: grey images.
pub struct Dcgan8;

impl Pair for Dcgan8 {
    type Generator = Generator<1>;
    type Discriminator = Discriminator<GreyInput>;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}

/// The pair named `dcgan-8-rgb`.
pub struct Dcgan8Rgb;

impl Pair for Dcgan8Rgb {
    type Generator = Generator<3>;
    type Discriminator = Discriminator<ColourInput>;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}

/// The same G with labels, (N, 74) -> (N, 74).
type LabelledGenerator = WithLabels<
    (
        Unflatten<74, 1, 74>,
        (
            ConvTranspose2d<1, 74, 2, 128, 2, 1, 0, 0>,
            BatchNorm2d<2, 128, Relu>,
        ),
        (
            ConvTranspose2d<2, 128, 4, 64, 4, 2, 1, 0>,
            BatchNorm2d<4, 64, Relu>,
        ),
        ConvTranspose2d<4, 64, 8, 1, 4, 2, 1, 0, Tanh, true>,
    ),
    74,
    64,
    74,
>;

/// The layers of D between its first and its last one.
type Middle = (
    Conv2d<4, 64, 2, 128, 4, 2, 1>,
    BatchNorm2d<2, 128, LeakyRelu>,
);

/// The logit of D's last feature maps.
type LogitHead = Head<Conv2d<2, 128, 1, 1, 2, 1, 0, Identity, true>, 512, 513, 528>;

/// The features of an image alone, (N, 74) -> (N, 2, 2, 128).
type Body = (RowPart<74, 0, 8, 1>, First<1>, Middle);

impl ConditionalForms for Dcgan8 {
    type Generator = LabelledGenerator;
    type Concat = (LabelMaps<74, 8, 1, 11>, First<11>, Middle, LogitHead);
    type Projection = Projection<Body, LogitHead, Embedding<74, 64, 128>>;
    type Auxiliary = (
        Body,
        TwoHeads<LogitHead, (Flatten<2, 128, 512>, Dense<512, 10, Identity>)>,
    );
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}
