//! The Dirac-GAN (Mescheder et al. 2018, "Which training methods for GANs do actually converge?",
//! section 2): one parameter each, so that training can be solved on paper. Where both start is said
//! by the data set `dirac`.

use super::pair::Pair;
use crate::nn::{Dense, Features, Flatten, Identity, LearnedConstant};

/// (N, 1) -> (N, 1): theta, whatever the latent row.
type Generator = (LearnedConstant<Features<1>, 1, 1>, Flatten<1, 1, 1>);

/// (N, 1) -> (N, 1): psi x.
type Discriminator = Dense<1, 1, Identity, false>;

/// The pair named `dirac`.
pub struct Dirac;

impl Pair for Dirac {
    type Generator = Generator;
    type Discriminator = Discriminator;
    const ONE_PARAMETER_EACH: bool = true;
}
