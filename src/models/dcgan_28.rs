//! The lesson's DCGAN for 28x28 images, grey or in colour ("AI for Beginners", lesson 10,
//! GANPyTorch; Radford et al. 2016): strided convolutions without bias, BatchNorm, tanh at G's end.
//! 600,512 and 661,248 parameters; in colour, which the lesson does not have, 601,664 and 663,296.

use super::conditional::{ConditionalForms, Embedding, TwoHeads, WithLabels};
use super::pair::{DCGAN_INITIALIZATION, Pair};
use crate::nn::{
    BatchNorm2d, Conv2d, ConvTranspose2d, Dense, Flatten, Head, Identity, Initialization,
    LabelMaps, LeakyRelu, PackedInput, Projection, Relu, RowPart, Tanh, Unflatten,
};

/// (N, 100) -> (N, 28, 28, C): pixels in [-1, 1].
type Generator<const C: usize> = (
    Unflatten<100, 1, 100>,
    (
        ConvTranspose2d<1, 100, 3, 256, 3, 2, 0, 0>,
        BatchNorm2d<3, 256, Relu>,
    ),
    (
        ConvTranspose2d<3, 256, 7, 128, 3, 2, 0, 0>,
        BatchNorm2d<7, 128, Relu>,
    ),
    (
        ConvTranspose2d<7, 128, 15, 64, 3, 2, 0, 0>,
        BatchNorm2d<15, 64, Relu>,
    ),
    ConvTranspose2d<15, 64, 28, C, 3, 2, 2, 1, Tanh>,
);

/// (N, 28, 28, C) -> (N, 1); `FirstLayer` knows the number of channels.
type Discriminator<FirstLayer> = (
    FirstLayer,
    (
        Conv2d<14, 64, 7, 128, 4, 2, 1, Identity>,
        BatchNorm2d<7, 128, LeakyRelu>,
    ),
    (
        Conv2d<7, 128, 3, 256, 4, 2, 1, Identity>,
        BatchNorm2d<3, 256, LeakyRelu>,
    ),
    Head<Conv2d<3, 256, 1, 1, 4, 2, 1, Identity>, 2304, 2305, 2320>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const C: usize> = Conv2d<28, C, 14, 64, 4, 2, 1, LeakyRelu>;
/// The first layer on one channel.
type GreyInput = PackedInput<First<1>, First<2>, First<3>, First<4>>;
/// The first layer on three channels.
type ColourInput = PackedInput<First<3>, First<6>, First<9>, First<12>>;

/// The pair named `dcgan-28`.
pub struct Dcgan28;

impl Pair for Dcgan28 {
    type Generator = Generator<1>;
    type Discriminator = Discriminator<GreyInput>;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}

/// The pair named `dcgan-28-rgb`.
pub struct Dcgan28Rgb;

impl Pair for Dcgan28Rgb {
    type Generator = Generator<3>;
    type Discriminator = Discriminator<ColourInput>;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}

/// The same G with labels, (N, 110) -> (N, 794).
type LabelledGenerator = WithLabels<
    (
        Unflatten<110, 1, 110>,
        (
            ConvTranspose2d<1, 110, 3, 256, 3, 2, 0, 0>,
            BatchNorm2d<3, 256, Relu>,
        ),
        (
            ConvTranspose2d<3, 256, 7, 128, 3, 2, 0, 0>,
            BatchNorm2d<7, 128, Relu>,
        ),
        (
            ConvTranspose2d<7, 128, 15, 64, 3, 2, 0, 0>,
            BatchNorm2d<15, 64, Relu>,
        ),
        ConvTranspose2d<15, 64, 28, 1, 3, 2, 2, 1, Tanh>,
    ),
    110,
    100,
    794,
>;

/// The layers of D between its first and its last one.
type Middle = (
    (
        Conv2d<14, 64, 7, 128, 4, 2, 1, Identity>,
        BatchNorm2d<7, 128, LeakyRelu>,
    ),
    (
        Conv2d<7, 128, 3, 256, 4, 2, 1, Identity>,
        BatchNorm2d<3, 256, LeakyRelu>,
    ),
);

/// The logit of D's last feature maps.
type LogitHead = Head<Conv2d<3, 256, 1, 1, 4, 2, 1, Identity>, 2304, 2305, 2320>;

/// The features of an image alone, (N, 794) -> (N, 3, 3, 256).
type Body = (RowPart<794, 0, 28, 1>, First<1>, Middle);

impl ConditionalForms for Dcgan28 {
    type Generator = LabelledGenerator;
    type Concat = (LabelMaps<794, 28, 1, 11>, First<11>, Middle, LogitHead);
    type Projection = Projection<Body, LogitHead, Embedding<794, 784, 256>>;
    type Auxiliary = (
        Body,
        TwoHeads<LogitHead, (Flatten<3, 256, 2304>, Dense<2304, 10, Identity>)>,
    );
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}
