//! The pair of the synthetic experiments of Lin et al. 2018 (PacGAN, after ALI): BatchNorm and ReLU
//! in G, maxout in D. 484,802 and 405,201 parameters; with packing 2, 3 and 4, D has 2,000, 4,000
//! and 6,000 more.

use super::pair::Pair;
use crate::nn::{
    BatchNorm1d, Dense, DenseHead, Identity, Initialization, Maxout, PackedInput, Relu,
};

/// (N, 2) -> (N, 2).
type Generator = (
    (Dense<2, 400, Identity, false>, BatchNorm1d<400, 5, Relu>),
    (Dense<400, 400, Identity, false>, BatchNorm1d<400, 5, Relu>),
    (Dense<400, 400, Identity, false>, BatchNorm1d<400, 5, Relu>),
    (Dense<400, 400, Identity, false>, BatchNorm1d<400, 5, Relu>),
    Dense<400, 2, Identity>,
);

/// (N, 2) -> (N, 1).
type Discriminator = (
    PackedInput<First<2>, First<4>, First<6>, First<8>>,
    Maxout<200, 200, 5>,
    Maxout<200, 200, 5>,
    DenseHead<200, 201, 216>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const F: usize> = Maxout<F, 200, 5>;

/// The pair named `mlp-pacgan`.
pub struct MlpPacgan;

impl Pair for MlpPacgan {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = Initialization::Normal {
        weight: 0.02,
        scale: 0.0,
    };
}
