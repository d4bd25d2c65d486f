//! What a gradient penalty is: where the gradient of D by its input is taken, and what is penalised
//! of its norm.

use crate::strategies::half_cosine::half_cosine;

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
pub(crate) enum PenaltyForm {
    /// gamma / 2 n^2, gamma falling from `first` to `last` along half a cosine over the run.
    Square { first: f64, last: f64 },
    /// weight (n - target)^2.
    Target { weight: f64, target: f64 },
}

impl PenaltyForm {
    /// gamma / 2 n^2, with another gamma at the end of the run, if any.
    pub fn square(gamma: f64, gamma_end: Option<f64>) -> Self {
        PenaltyForm::Square {
            first: gamma,
            last: gamma_end.unwrap_or(gamma),
        }
    }

    /// The penalty p of a sample whose gradient has norm n, and p'(n) / n, which makes its gradient
    /// the direction in which the penalty grows; `progress` is the share of the run that is done.
    fn of(self, norm: f64, progress: f64) -> (f64, f64) {
        match self {
            PenaltyForm::Square { first, last } => {
                let gamma = half_cosine(first, last, progress);
                (0.5 * gamma * norm * norm, gamma)
            }
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
    pub form: PenaltyForm,
    /// Taken at every so many updates of D, and so many times as strong (Karras et al. 2020,
    /// appendix B).
    pub every: u64,
    /// Whether it has an optimiser step of its own.
    pub own_step: bool,
}

impl GradientPenalty {
    /// Its gamma or weight once a share of the run is done.
    pub fn strength(&self, progress: f64) -> f64 {
        match self.form {
            PenaltyForm::Square { first, last } => half_cosine(first, last, progress),
            PenaltyForm::Target { weight, .. } => weight,
        }
    }

    /// The mean penalty of samples with these input gradients, `sample_size` values each; turns the
    /// gradients into its own derivative with respect to them, `every` times as strong. `progress` is
    /// the share of the run that is done.
    pub fn penalise(&self, input_gradients: &mut [f32], sample_size: usize, progress: f64) -> f64 {
        let samples = (input_gradients.len() / sample_size) as f64;
        let mut value = 0.0;
        for gradient in input_gradients.chunks_exact_mut(sample_size) {
            let (of_sample, slope) = self.form.of(l2_norm(gradient), progress);
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
