//! Targets other than 1 and 0.

use super::{DiscriminatorLoss, narrow, sigmoid, terms};
use crate::config::{Loss, Regularizer};
use crate::rng::Draws;

/// What D is to say of each row.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    pub real: Vec<f32>,
    pub fake: Vec<f32>,
}

/// How a run's targets are made, batch after batch.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    real: [f32; 2],
    fake: [f32; 2],
    /// Probability that a row has the other side's target.
    flip: f64,
    targets: Targets,
}

impl Labels {
    /// The targets that the regularizers ask for; `None`: they are 1 and 0.
    pub fn new(regularizers: &[Regularizer]) -> Option<Self> {
        let mut labels = Self {
            real: [1.0; 2],
            fake: [0.0; 2],
            flip: 0.0,
            targets: Targets::default(),
        };
        let mut changed = false;
        for regularizer in regularizers {
            match *regularizer {
                Regularizer::LabelSmoothing { real } => labels.real = [real as f32; 2],
                Regularizer::SoftLabels { real, fake } => {
                    (labels.real, labels.fake) =
                        (real.map(|end| end as f32), fake.map(|end| end as f32));
                }
                Regularizer::LabelFlip { probability } => labels.flip = probability,
                _ => continue,
            }
            changed = true;
        }
        changed.then_some(labels)
    }

    /// The targets of one batch; `strength` scales the probability of a flip.
    pub fn draw(
        &mut self,
        draws: &mut Draws,
        (real, fake): (usize, usize),
        strength: f64,
    ) -> &Targets {
        let flip = (self.flip * strength) as f32;
        let (ones, zeros) = (self.real, self.fake);
        fill(&mut self.targets.real, real, draws, (ones, zeros), flip);
        fill(&mut self.targets.fake, fake, draws, (zeros, ones), flip);
        &self.targets
    }
}

/// Each value from the first range, or with probability `flip` from the second.
fn fill(
    out: &mut Vec<f32>,
    rows: usize,
    draws: &mut Draws,
    (own, other): ([f32; 2], [f32; 2]),
    flip: f32,
) {
    // Two draws for each row, whether they are used or not: arms with other labels then see the
    // same ones.
    let mut uniform = vec![0.0; 2 * rows];
    draws.uniform(0.5, &mut uniform);
    out.clear();
    out.extend(uniform.chunks_exact(2).map(|pair| {
        let [low, high] = if pair[0] + 0.5 < flip { other } else { own };
        low + (high - low) * (pair[1] + 0.5)
    }));
}

/// D's loss with targets t: cross entropy softplus(x) - t x, or squares (x - t)^2.
///
/// # Panics
/// For a loss without labels, which specs refuse.
pub(super) fn labelled(
    loss: Loss,
    real: &[f32],
    fake: &[f32],
    targets: &Targets,
) -> DiscriminatorLoss {
    let term = |logit: f32, target: f32| -> (f64, f64) {
        let (logit, target) = (f64::from(logit), f64::from(target));
        match loss {
            Loss::NonSaturating | Loss::Minimax => (
                terms::softplus(logit).0 - target * logit,
                sigmoid(logit) - target,
            ),
            Loss::LeastSquares => terms::square(logit - target),
            _ => unreachable!("`{}` has no labels", loss.name()),
        }
    };
    let mean = |logits: &[f32], targets: &[f32]| -> (f64, Vec<f64>) {
        let scale = 0.5 / logits.len() as f64;
        let (values, slopes): (Vec<f64>, Vec<f64>) = logits
            .iter()
            .zip(targets)
            .map(|(x, t)| term(*x, *t))
            .unzip();
        (
            values.iter().sum::<f64>() * scale,
            slopes.into_iter().map(|slope| slope * scale).collect(),
        )
    };
    let (real_value, real_slopes) = mean(real, &targets.real);
    let (fake_value, fake_slopes) = mean(fake, &targets.fake);
    DiscriminatorLoss {
        value: real_value + fake_value,
        real_gradient: narrow(real_slopes),
        fake_gradient: narrow(fake_slopes),
    }
}
