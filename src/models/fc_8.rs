//! The lesson's fully connected GAN, scaled from 28x28 to 8x8 images: BatchNorm (momentum 0.2) in
//! G, none in D, tanh at G's end. 58,560 and 49,665 parameters.

use super::conditional::{ConditionalForms, Embedding, TwoHeads, WithLabels};
use super::pair::Pair;
use crate::nn::{
    BatchNorm1d, Dense, DenseHead, Flatten, Identity, LeakyRelu, PackedInput, Projection, RowPart,
    Tanh,
};

/// (N, 64) -> (N, 64): 8x8 pixels in (-1, 1), row by row.
type Generator = (
    (Dense<64, 128, Identity>, BatchNorm1d<128, 20, LeakyRelu>),
    (Dense<128, 256, Identity>, BatchNorm1d<256, 20, LeakyRelu>),
    Dense<256, 64, Tanh>,
);

/// (N, 64) -> (N, 1).
type Discriminator = (
    PackedInput<First<64>, First<128>, First<192>, First<256>>,
    Dense<256, 128, LeakyRelu>,
    DenseHead<128, 129, 144>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const F: usize> = Dense<F, 256, LeakyRelu>;

/// The pair named `fc-8`.
pub struct Fc8;

impl Pair for Fc8 {
    type Generator = Generator;
    type Discriminator = Discriminator;
}

/// The same G with labels, (N, 74) -> (N, 74).
type LabelledGenerator = WithLabels<
    (
        (Dense<74, 128, Identity>, BatchNorm1d<128, 20, LeakyRelu>),
        (Dense<128, 256, Identity>, BatchNorm1d<256, 20, LeakyRelu>),
        Dense<256, 64, Tanh>,
    ),
    74,
    64,
    74,
>;

/// The features of a sample alone, (N, 74) -> (N, 128).
type Body = (
    (RowPart<74, 0, 8, 1>, Flatten<8, 1, 64>),
    First<64>,
    Dense<256, 128, LeakyRelu>,
);

impl ConditionalForms for Fc8 {
    type Generator = LabelledGenerator;
    type Concat = (
        First<74>,
        Dense<256, 128, LeakyRelu>,
        DenseHead<128, 129, 144>,
    );
    type Projection = Projection<Body, DenseHead<128, 129, 144>, Embedding<74, 64, 128>>;
    type Auxiliary = (
        Body,
        TwoHeads<DenseHead<128, 129, 144>, Dense<128, 10, Identity>>,
    );
}
