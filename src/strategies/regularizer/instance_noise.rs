//! `instance_noise`: noise on everything that D sees.

use super::policy::RegularizerPolicy;
use crate::schema::{POSITIVE, SHARE, parameters};

parameters! {
    /// Gaussian noise on everything that D sees, real and fake, in the updates of both players; it fades away.
    pub struct InstanceNoise: "regularize" / "instance_noise" {
        /// standard deviation at the first step
        sigma: f64 = "0.1" in POSITIVE,
        /// share of the run after which there is none
        until: f64 = "1.0" in SHARE,
    }
    formula: "D(x + n) and D(G(z) + n), n ~ N(0, s^2) for each value, s = sigma max(0, 1 - t / (until T)), t \
              steps done of T; with `adapt: ada` times its p.",
    source: "Sonderby et al. 2017, Amortised MAP inference; Arjovsky & Bottou 2017",
}

impl RegularizerPolicy for InstanceNoise {}

impl InstanceNoise {
    /// The standard deviation in step `step`, counted from 1, of `steps`.
    pub(crate) fn deviation(&self, step: u64, steps: u64) -> f64 {
        let until = self.until * steps as f64;
        self.sigma * (1.0 - step.saturating_sub(1) as f64 / until).max(0.0)
    }
}
