//! Fully connected pair for points in the plane, in the manner of the 2-D mixtures of Metz et al.
//! 2017 ("Unrolled generative adversarial networks", appendix A), with leaky ReLU 0.2 as in DCGAN.
//! 25,090 and 17,025 parameters.

use super::pair::Pair;
use crate::nn::{Dense, DenseHead, Identity, LeakyRelu, PackedInput};

/// (N, 64) -> (N, 2).
type Generator = (
    Dense<64, 128, LeakyRelu>,
    Dense<128, 128, LeakyRelu>,
    Dense<128, 2, Identity>,
);

/// (N, 2) -> (N, 1).
type Discriminator = (
    PackedInput<First<2>, First<4>, First<6>, First<8>>,
    Dense<128, 128, LeakyRelu>,
    DenseHead<128, 129, 144>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const F: usize> = Dense<F, 128, LeakyRelu>;

/// The pair named `mlp`.
pub struct Mlp;

impl Pair for Mlp {
    type Generator = Generator;
    type Discriminator = Discriminator;
}
