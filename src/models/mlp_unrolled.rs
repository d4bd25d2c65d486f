//! The pair of the 2-D experiments of Metz et al. 2017 ("Unrolled generative adversarial networks")
//! as their published demonstration has it, also used by VEEGAN (Srivastava et al. 2017): tanh,
//! orthogonal weights with gain 1.4. 49,666 and 17,025 parameters.

use super::pair::Pair;
use crate::nn::{Dense, DenseHead, Identity, Initialization, PackedInput, Tanh};

/// (N, 256) -> (N, 2).
type Generator = (
    Dense<256, 128, Tanh>,
    Dense<128, 128, Tanh>,
    Dense<128, 2, Identity>,
);

/// (N, 2) -> (N, 1).
type Discriminator = (
    PackedInput<First<2>, First<4>, First<6>, First<8>>,
    Dense<128, 128, Tanh>,
    DenseHead<128, 129, 144>,
);

/// The first layer, by the channels or features of a pack of samples.
type First<const F: usize> = Dense<F, 128, Tanh>;

/// The pair named `mlp-unrolled`.
pub struct MlpUnrolled;

impl Pair for MlpUnrolled {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const INITIALIZATION: Initialization = Initialization::Orthogonal { gain: 1.4 };
}
