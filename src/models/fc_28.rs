//! The lesson's fully connected GAN for 28x28 images ("AI for Beginners", lesson 10, GANPyTorch):
//! BatchNorm (momentum 0.2) in G, none in D, tanh at G's end. 1,489,936 and 533,505 parameters.

use super::conditional::{ConditionalForms, Embedding, TwoHeads, WithLabels};
use super::pair::Pair;
use crate::nn::{
    BatchNorm1d, Dense, DenseHead, Flatten, Identity, LeakyRelu, PackedInput, Projection, RowPart,
    Tanh,
};

/// (N, 100) -> (N, 784): 28x28 pixels in [-1, 1], row by row.
type Generator = (
    (Dense<100, 256, Identity>, BatchNorm1d<256, 20, LeakyRelu>),
    (Dense<256, 512, Identity>, BatchNorm1d<512, 20, LeakyRelu>),
    (Dense<512, 1024, Identity>, BatchNorm1d<1024, 20, LeakyRelu>),
    Dense<1024, 784, Tanh>,
);

/// (N, 784) -> (N, 1).
type Discriminator = (
    PackedInput<First<784>, First<1568>, First<2352>, First<3136>>,
    Dense<512, 256, LeakyRelu>,
    DenseHead<256, 257, 272>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const F: usize> = Dense<F, 512, LeakyRelu>;

/// The pair named `fc-28`.
pub struct Fc28;

impl Pair for Fc28 {
    type Generator = Generator;
    type Discriminator = Discriminator;
}

/// The same G with labels, (N, 110) -> (N, 794).
type LabelledGenerator = WithLabels<
    (
        (Dense<110, 256, Identity>, BatchNorm1d<256, 20, LeakyRelu>),
        (Dense<256, 512, Identity>, BatchNorm1d<512, 20, LeakyRelu>),
        (Dense<512, 1024, Identity>, BatchNorm1d<1024, 20, LeakyRelu>),
        Dense<1024, 784, Tanh>,
    ),
    110,
    100,
    794,
>;

/// The features of a sample alone, (N, 794) -> (N, 256).
type Body = (
    (RowPart<794, 0, 28, 1>, Flatten<28, 1, 784>),
    First<784>,
    Dense<512, 256, LeakyRelu>,
);

impl ConditionalForms for Fc28 {
    type Generator = LabelledGenerator;
    type Concat = (
        First<794>,
        Dense<512, 256, LeakyRelu>,
        DenseHead<256, 257, 272>,
    );
    type Projection = Projection<Body, DenseHead<256, 257, 272>, Embedding<794, 784, 256>>;
    type Auxiliary = (
        Body,
        TwoHeads<DenseHead<256, 257, 272>, Dense<256, 10, Identity>>,
    );
}
