//! `wgan_gp`, `r1`, `r2`, `dragan`: penalties on the gradient of D's logit by its input.

use super::gradient_penalty::{GradientPenalty, PenaltyForm, PenaltyLocation};
use super::policy::RegularizerPolicy;
use crate::schema::{NOT_NEGATIVE, POSITIVE, parameters, whole};

/// A penalty on D's slope, behind what all of them share.
macro_rules! on_slope {
    ($formula:literal) => {
        concat!(
            "grad: of D's logit by its input, |.| over all values of a row; mean over the batch. ",
            $formula,
            " every = k: only in each k-th update of D, then times k (lazy regularisation, Karras et al. 2020)."
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
    }
    formula: on_slope!(
        "L_D += gamma / 2 mean |grad D(x)|^2 at the real rows x of this update."
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
    }
    formula: on_slope!(
        "L_D += gamma / 2 mean |grad D(y)|^2 at the fake rows y = G(z) of this update."
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
    }
    formula: on_slope!(
        "L_D += weight mean (|grad D(x + spread s e)| - target)^2 at the real rows x of this update, s the \
         standard deviation of all values of the batch together, e ~ U(-1, 1) for each value: with spread 0.5 the \
         perturbation is s (U(0, 1) - 1/2)."
    ),
    source: "Kodali et al. 2017, On convergence and stability of GANs; the perturbation as in compare_gan \
             (Lucic et al. 2018)",
}

fn penalty(location: PenaltyLocation, form: PenaltyForm, every: usize) -> Option<GradientPenalty> {
    let every = every as u64;
    Some(GradientPenalty {
        location,
        form,
        every,
    })
}

impl RegularizerPolicy for WganGp {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        let WganGp {
            weight,
            target,
            every,
            ..
        } = *self;
        penalty(
            PenaltyLocation::Interpolated,
            PenaltyForm::Target { weight, target },
            every,
        )
    }
}

impl RegularizerPolicy for R1 {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        let gamma = self.gamma;
        penalty(
            PenaltyLocation::Real,
            PenaltyForm::Square { gamma },
            self.every,
        )
    }
}

impl RegularizerPolicy for R2 {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        let gamma = self.gamma;
        penalty(
            PenaltyLocation::Fake,
            PenaltyForm::Square { gamma },
            self.every,
        )
    }
}

impl RegularizerPolicy for Dragan {
    fn gradient_penalty(&self) -> Option<GradientPenalty> {
        let Dragan {
            weight,
            target,
            spread,
            every,
        } = *self;
        penalty(
            PenaltyLocation::AroundReal { spread },
            PenaltyForm::Target { weight, target },
            every,
        )
    }
}
