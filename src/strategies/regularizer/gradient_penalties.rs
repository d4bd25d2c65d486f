//! `wgan_gp`, `r1`, `r2`, `dragan`: penalties on the gradient of D's logit by its input.

use super::gradient_penalty::{GradientPenalty, PenaltyForm, PenaltyLocation};
use super::policy::RegularizerPolicy;
use crate::schema::{ABSENT, NOT_NEGATIVE, Optional, POSITIVE, TrueOrFalse, parameters, whole};

/// A penalty on D's slope, behind what all of them share.
macro_rules! on_slope {
    ($formula:literal) => {
        concat!(
            "grad: of D's logit by its input, |.| over all values of a row; mean over the batch. ",
            $formula,
            " every = k: only in each k-th update of D, then times k (lazy regularisation, Karras et al. 2020). own_step: in a \
             step of its own after that update, c = k / (k + 1): Adam and RMSProp take c lr and betas^c."
        )
    };
}

parameters! {
    /// D's slope at points between real and fake is pulled towards a target.
    pub struct WganGp: "regularize" / "wgan_gp" {
        /// factor on the penalty
        weight: f64 = "10.0" in POSITIVE,
        /// slope that costs nothing
        target: f64 = "1.0" in NOT_NEGATIVE,
        /// factor on the mean square of D's scores of reals
        drift: f64 = "1e-3" in NOT_NEGATIVE,
        /// updates of D from one penalty to the next; it then counts as much more
        every: usize = "1" in whole(1, 1000),
        /// whether the penalty has an optimizer step of its own, as in the code of StyleGAN2
        #[serde(skip_serializing_if = "is_false")]
        own_step: bool = "false" in TrueOrFalse,
    }
    formula: on_slope!(
        "L_D += weight mean (|grad D(u)| - target)^2 + drift mean D(x)^2 (in every update), u = a x + (1 - a) G(z), a ~ U(0, 1) for \
         each row, x and G(z) the real and fake rows of this update."
    ),
    source: "Gulrajani et al. 2017; drift: Karras et al. 2018, Progressive growing",
}

parameters! {
    /// D's slope at reals is pulled towards 0.
    pub struct R1: "regularize" / "r1" {
        /// twice the factor on the penalty
        gamma: f64 = "10.0" in POSITIVE,
        /// updates of D from one penalty to the next; it then counts as much more
        every: usize = "1" in whole(1, 1000),
        /// whether the penalty has an optimizer step of its own, as in the code of StyleGAN2
        #[serde(skip_serializing_if = "is_false")]
        own_step: bool = "false" in TrueOrFalse,
        /// gamma at the end of the run, to which it goes along half a cosine (Huang et al. 2024, R3GAN)
        #[serde(skip_serializing_if = "Option::is_none")]
        gamma_end: Option<f64> = ABSENT in Optional(POSITIVE),
    }
    formula: on_slope!(
        "L_D += gamma / 2 mean |grad D(x)|^2 at the real rows x of this update. gamma_end: gamma_end + (gamma - \
         gamma_end) (1 + cos(pi t / T)) / 2 in place of gamma, t steps done of T."
    ),
    source: "Mescheder et al. 2018, Which training methods for GANs do actually converge",
}

parameters! {
    /// D's slope at fakes is pulled towards 0.
    pub struct R2: "regularize" / "r2" {
        /// twice the factor on the penalty
        gamma: f64 = "10.0" in POSITIVE,
        /// updates of D from one penalty to the next; it then counts as much more
        every: usize = "1" in whole(1, 1000),
        /// whether the penalty has an optimizer step of its own, as in the code of StyleGAN2
        #[serde(skip_serializing_if = "is_false")]
        own_step: bool = "false" in TrueOrFalse,
        /// gamma at the end of the run, to which it goes along half a cosine (Huang et al. 2024, R3GAN)
        #[serde(skip_serializing_if = "Option::is_none")]
        gamma_end: Option<f64> = ABSENT in Optional(POSITIVE),
    }
    formula: on_slope!(
        "L_D += gamma / 2 mean |grad D(y)|^2 at the fake rows y = G(z) of this update. gamma_end: gamma_end + (gamma - \
         gamma_end) (1 + cos(pi t / T)) / 2 in place of gamma, t steps done of T."
    ),
    source: "Mescheder et al. 2018, Which training methods for GANs do actually converge",
}

parameters! {
    /// D's slope around reals is pulled towards a target.
    pub struct Dragan: "regularize" / "dragan" {
        /// factor on the penalty
        weight: f64 = "10.0" in POSITIVE,
        /// slope that costs nothing
        target: f64 = "1.0" in NOT_NEGATIVE,
        /// largest perturbation of a value, in standard deviations of the batch
        spread: f64 = "0.5" in POSITIVE,
        /// updates of D from one penalty to the next; it then counts as much more
        every: usize = "1" in whole(1, 1000),
        /// whether the penalty has an optimizer step of its own, as in the code of StyleGAN2
        #[serde(skip_serializing_if = "is_false")]
        own_step: bool = "false" in TrueOrFalse,
    }
    formula: on_slope!(
        "L_D += weight mean (|grad D(x + spread s e)| - target)^2 at the real rows x of this update, s the \
         standard deviation of all values of the batch together, e ~ U(-1, 1) for each value: with spread 0.5 the \
         perturbation is s (U(0, 1) - 1/2)."
    ),
    source: "Kodali et al. 2017, On convergence and stability of GANs; the perturbation as in compare_gan \
             (Lucic et al. 2018)",
}

/// Keys that are not written where they say nothing, so that a run is the same run with and without
/// them.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

impl RegularizerPolicy for WganGp {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        let WganGp { weight, target, .. } = *self;
        Some(GradientPenalty {
            location: PenaltyLocation::Interpolated,
            form: PenaltyForm::Target { weight, target },
            every: self.every as u64,
            own_step: self.own_step,
        })
    }
}

impl RegularizerPolicy for R1 {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        Some(GradientPenalty {
            location: PenaltyLocation::Real,
            form: PenaltyForm::square(self.gamma, self.gamma_end),
            every: self.every as u64,
            own_step: self.own_step,
        })
    }
}

impl RegularizerPolicy for R2 {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        Some(GradientPenalty {
            location: PenaltyLocation::Fake,
            form: PenaltyForm::square(self.gamma, self.gamma_end),
            every: self.every as u64,
            own_step: self.own_step,
        })
    }
}

impl RegularizerPolicy for Dragan {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        let Dragan {
            weight,
            target,
            spread,
            ..
        } = *self;
        Some(GradientPenalty {
            location: PenaltyLocation::AroundReal { spread },
            form: PenaltyForm::Target { weight, target },
            every: self.every as u64,
            own_step: self.own_step,
        })
    }
}
