//! `lecam`: a penalty on D's logits themselves.

use super::policy::RegularizerPolicy;
use crate::schema::{BELOW_ONE, POSITIVE, parameters};

parameters! {
    /// D's scores are pulled towards the running mean of the other side's; for little data.
    pub struct Lecam: "regularize" / "lecam" {
        /// factor on the penalty
        weight: f64 = "0.3" in POSITIVE,
        /// decay of the running means
        decay: f64 = "0.99" in BELOW_ONE,
    }
    formula: "L_D += weight (mean max(0, D(x) - E_fake)^2 + mean max(0, E_real - D(G(z)))^2); D(.) are logits; \
              E_real and E_fake are running means of the batch means of D(x) and D(G(z)), \
              E <- decay E + (1 - decay) mean with this batch's before use, the first mean at first; constants for \
              the gradient.",
    source: "Tseng et al. 2021, Regularizing GANs under limited data",
}

impl RegularizerPolicy for Lecam {}
