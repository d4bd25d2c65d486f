//! The pair of the synthetic experiments of Lin et al. 2018 (PacGAN, after ALI), without packing: BatchNorm and ReLU in G,
//! maxout in D. 484,802 and 405,201 parameters.

use super::Pair;
use crate::nn::{BatchNorm, Dense, Initialization, Linear, Maxout, Relu};

/// (N, 2) -> (N, 2).
pub type Generator = (
    (Dense<2, 400, Linear, false>, BatchNorm<400, 5, Relu>),
    (Dense<400, 400, Linear, false>, BatchNorm<400, 5, Relu>),
    (Dense<400, 400, Linear, false>, BatchNorm<400, 5, Relu>),
    (Dense<400, 400, Linear, false>, BatchNorm<400, 5, Relu>),
    Dense<400, 2, Linear>,
);

/// (N, 2) -> (N, 1).
pub type Discriminator = (Maxout<2, 200, 5>, Maxout<200, 200, 5>, Maxout<200, 200, 5>, Dense<200, 1, Linear>);

/// The pair named `mlp-pacgan`.
pub struct MlpPacgan;

impl Pair for MlpPacgan {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = Initialization::Normal { weight: 0.02, scale: 0.0 };
}
