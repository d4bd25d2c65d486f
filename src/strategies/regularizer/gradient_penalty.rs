//! `wgan_gp`, `r1`, `r2`, `dragan`: penalties on the gradient of D's logit by its input.

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

/// Where the gradient is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PenaltyLocation {
    /// At the real rows.
    Real,
    /// At the fake rows.
    Fake,
    /// On the lines between real and fake rows.
    Interpolated,
    /// At real rows, each value moved by up to `spread` standard deviations of the batch to either
    /// side.
    AroundReal {
        /// Standard deviations to either side.
        spread: f64,
    },
}

/// What is penalised, of the norm n of the gradient of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
enum PenaltyForm {
    /// gamma / 2 n^2.
    Square { gamma: f64 },
    /// weight (n - target)^2.
    Target { weight: f64, target: f64 },
}

impl PenaltyForm {
    /// The penalty p of a sample whose gradient has norm n, and p'(n) / n, which makes its gradient
    /// the direction in which the penalty grows.
    fn of(self, norm: f64) -> (f64, f64) {
        match self {
            PenaltyForm::Square { gamma } => (0.5 * gamma * norm * norm, gamma),
            PenaltyForm::Target { weight, target } => {
                let off = norm - target;
                let slope = if norm > 0.0 {
                    2.0 * weight * off / norm
                } else {
                    0.0
                };
                (weight * off * off, slope)
            }
        }
    }
}

/// One gradient penalty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct GradientPenalty {
    pub location: PenaltyLocation,
    form: PenaltyForm,
    /// Taken at every so many updates of D, and so many times as strong (Karras et al. 2020,
    /// appendix B).
    pub every: u64,
}

impl GradientPenalty {
    /// The mean penalty of samples with these input gradients, `sample_size` values each; turns the
    /// gradients into its own derivative with respect to them, `every` times as strong.
    pub fn penalise(&self, input_gradients: &mut [f32], sample_size: usize) -> f64 {
        let samples = (input_gradients.len() / sample_size) as f64;
        let mut value = 0.0;
        for gradient in input_gradients.chunks_exact_mut(sample_size) {
            let (of_sample, slope) = self.form.of(l2_norm(gradient));
            value += of_sample / samples;
            let slope = (self.every as f64 * slope / samples) as f32;
            gradient.iter_mut().for_each(|value| *value *= slope);
        }
        value
    }
}

fn l2_norm(values: &[f32]) -> f64 {
    values
        .iter()
        .map(|value| f64::from(*value).powi(2))
        .sum::<f64>()
        .sqrt()
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
