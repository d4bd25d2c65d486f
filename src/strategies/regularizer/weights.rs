//! `weight_clip`, `spectral_norm`: what bounds D's weights.

use super::policy::RegularizerPolicy;
use crate::schema::{POSITIVE, parameters, whole};

parameters! {
    /// D's weights are clipped to a box after each of its updates.
    pub struct WeightClip: "regularize" / "weight_clip" {
        /// largest magnitude of a weight
        bound: f64 = "0.01" in POSITIVE,
    }
    formula: "w <- min(c, max(-c, w)) for every trained weight w of D after each update of D, c = bound.",
    source: "Arjovsky et al. 2017, algorithm 1",
}

parameters! {
    /// Each weight matrix of D is divided by its largest singular value.
    pub struct SpectralNorm: "regularize" / "spectral_norm" {
        /// power iterations at each update of D
        iterations: usize = "1" in whole(1, 10),
    }
    formula: "D computes with W / sigma for each weight W, seen as a matrix of inputs x outputs (a convolution: \
              taps times input channels x output channels). sigma = u' W v after `iterations` times v = W' u / \
              |W' u|, u = W v / |W v|; u is kept from update to update, and u and v are constants for the \
              gradient. Biases are left alone.",
    source: "Miyato et al. 2018, Spectral normalization",
}

impl RegularizerPolicy for WeightClip {}

impl RegularizerPolicy for SpectralNorm {}
