//! `vae`: how a variational autoencoder weighs and draws.

use crate::schema::{Declared, NOT_NEGATIVE, defaults, names, one_of, parameters};

names! {
    /// What the second half of the encoder's output, l, is when latents are drawn. The KL loss takes it for
    /// log s^2 in both.
    pub enum LogVariance: "log_variance" {
        /// Latents are drawn as m + exp(l / 2) e: l is log s^2 there too.
        Consistent = "consistent",
        /// Latents are drawn as m + exp(l) e, as in the notebook of the lesson.
        Lesson = "lesson",
    }
}

parameters! {
    /// How an autoencoder (vae-8, vae-28, vae-32) draws its latents and what it minimises.
    #[derive(Copy)]
    pub struct Vae: "block" / "vae" {
        /// what the encoder's second output is where latents are drawn
        log_variance: LogVariance = "consistent" in one_of::<LogVariance>(),
        /// weight of the KL loss beside that of the reconstruction (beta-VAE: above 1)
        kl_weight: f64 = "1.0" in NOT_NEGATIVE,
    }
    formula: "L = mean over rows of |x - d(z)|^2 + kl_weight KL(N(m, s^2) || N(0, 1)), KL = -1/2 sum(1 + l - m^2 - exp(l)), pixels \
              in [0, 1]; z = m + exp(l / 2) e, e from N(0, 1).",
    source: "Kingma and Welling 2014, Auto-encoding variational Bayes; Higgins et al. 2017, beta-VAE; AI for Beginners (Microsoft), \
             lesson 09-Autoencoders",
}

impl Default for Vae {
    fn default() -> Self {
        defaults()
    }
}

impl Vae {
    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        self == Vae::defaults()
    }

    /// The factor of l in the standard deviation exp(factor l) of drawn latents.
    pub(crate) fn exponent(&self) -> f64 {
        match self.log_variance {
            LogVariance::Consistent => 0.5,
            LogVariance::Lesson => 1.0,
        }
    }
}
