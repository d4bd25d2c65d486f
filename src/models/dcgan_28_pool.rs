//! The lesson's text for 28x28 grey images: D is convolutions and pooling down to a feature vector
//! and a dense classifier, G is a dense layer to a shape, then upsampling and convolutions. 372,513
//! and 94,049 parameters.

use super::pair::{DCGAN_INITIALIZATION, Pair};
use crate::nn::{
    AvgPool2d, BatchNorm2d, Conv2d, Dense, DenseHead, Flatten, Initialization, LeakyRelu,
    MaxPool2d, PackedInput, Relu, Tanh, Unflatten, Upsample,
};

/// (N, 100) -> (N, 28, 28, 1): pixels in [-1, 1].
type Generator = (
    (Dense<100, 3136, Relu>, Unflatten<3136, 7, 64>),
    (
        Upsample<7, 14, 64>,
        Conv2d<14, 64, 14, 64, 3, 1, 1>,
        BatchNorm2d<14, 64, Relu>,
    ),
    (
        Upsample<14, 28, 64>,
        Conv2d<28, 64, 28, 32, 3, 1, 1>,
        BatchNorm2d<28, 32, Relu>,
    ),
    Conv2d<28, 32, 28, 1, 3, 1, 1, Tanh, true>,
);

/// (N, 28, 28, 1) -> (N, 1).
type Discriminator = (
    (
        PackedInput<First<1>, First<2>, First<3>, First<4>>,
        AvgPool2d<28, 14, 32>,
        BatchNorm2d<14, 32, LeakyRelu>,
    ),
    (
        Conv2d<14, 32, 14, 64, 3, 1, 1>,
        AvgPool2d<14, 7, 64>,
        BatchNorm2d<7, 64, LeakyRelu>,
    ),
    (
        Conv2d<7, 64, 7, 128, 3, 1, 1>,
        MaxPool2d<7, 3, 128>,
        BatchNorm2d<3, 128, LeakyRelu>,
    ),
    Flatten<3, 128, 1152>,
    DenseHead<1152, 1153, 1168>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const C: usize> = Conv2d<28, C, 28, 32, 3, 1, 1>;

/// The pair named `dcgan-28-pool`.
pub struct Dcgan28Pool;

impl Pair for Dcgan28Pool {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = DCGAN_INITIALIZATION;
}
