//! What a gradient penalty is: where the gradient of D with respect to its input is taken, and what
//! is penalised of its norm.

use crate::config::Regularizer;

/// Where the gradient of D is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Location {
    /// At real samples.
    Real,
    /// At fakes.
    Fake,
    /// On the line between a real sample and a fake.
    Interpolated,
    /// Around real samples: uniform noise of `spread` standard deviations of the batch to either
    /// side.
    AroundReal {
        /// Standard deviations to either side.
        spread: f64,
    },
}

/// What is penalised of the norm n of the gradient of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// gamma / 2 n^2.
    Square { gamma: f64 },
    /// weight (n - target)^2.
    Target { weight: f64, target: f64 },
}

/// One gradient penalty: `r1`, `r2`, `wgan_gp` or `dragan`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GradientPenalty {
    pub location: Location,
    form: Form,
    /// It is added in one of so many updates of D, and so many times as strong: lazy regularisation
    /// (Karras et al. 2020, appendix B).
    pub every: u64,
}

impl GradientPenalty {
    /// The gradient penalty that a regularizer is, if it is one.
    pub fn new(regularizer: &Regularizer) -> Option<Self> {
        let (location, form, every) = match *regularizer {
            Regularizer::R1 { gamma, every } => (Location::Real, Form::Square { gamma }, every),
            Regularizer::R2 { gamma, every } => (Location::Fake, Form::Square { gamma }, every),
            Regularizer::WganGp {
                weight,
                target,
                every,
                ..
            } => (
                Location::Interpolated,
                Form::Target { weight, target },
                every,
            ),
            Regularizer::Dragan {
                weight,
                target,
                spread,
                every,
            } => (
                Location::AroundReal { spread },
                Form::Target { weight, target },
                every,
            ),
            _ => return None,
        };
        Some(Self {
            location,
            form,
            every: every as u64,
        })
    }

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

impl Form {
    /// The penalty p(n) of a sample whose gradient has norm n, and p'(n) / n, which times the
    /// gradient is p's derivative with respect to it.
    fn of(self, norm: f64) -> (f64, f64) {
        match self {
            Form::Square { gamma } => (0.5 * gamma * norm * norm, gamma),
            Form::Target { weight, target } => {
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

fn l2_norm(values: &[f32]) -> f64 {
    values
        .iter()
        .map(|value| f64::from(*value).powi(2))
        .sum::<f64>()
        .sqrt()
}
