//! What each player minimises, on logits, with the gradient written out. `config::Loss` has the
//! facts about each loss.

mod anchors;
mod cross_entropy;
mod labels;
mod selection;
mod terms;
#[cfg(test)]
mod tests;

pub(super) use anchors::Anchors;
pub(super) use labels::Labels;
pub(super) use selection::selected_generator_loss;
pub(super) use terms::sigmoid;

use crate::config::Loss;
use labels::labelled;
use terms::{Term, average, mean, mean_of};

pub use cross_entropy::cross_entropy;
pub use labels::Targets;

/// D's loss and its gradients.
#[derive(Clone, Debug)]
pub struct DiscriminatorLoss {
    /// Mean of the real and the fake term, so that an undecided D has
    /// [`Loss::ideal_discriminator_loss`].
    pub value: f64,
    /// d value / d logit of each real row.
    pub real_gradient: Vec<f32>,
    /// d value / d logit of each fake row.
    pub fake_gradient: Vec<f32>,
}

impl DiscriminatorLoss {
    fn new(value: f64, real: Vec<f64>, fake: Vec<f64>) -> Self {
        Self {
            value,
            real_gradient: narrow(real),
            fake_gradient: narrow(fake),
        }
    }
}

fn narrow(values: Vec<f64>) -> Vec<f32> {
    values.into_iter().map(|value| value as f32).collect()
}

/// The terms of D's loss on a real and on a fake logit (or difference of logits).
fn discriminator_terms(loss: Loss) -> (Term, Term) {
    match loss {
        Loss::NonSaturating | Loss::Minimax | Loss::Rsgan | Loss::RaGan => {
            (terms::softplus_of_minus, terms::softplus)
        }
        Loss::LeastSquares => (terms::square_to_one, terms::square),
        Loss::Hinge | Loss::RaHinge => (terms::hinge_of_minus, terms::hinge),
        Loss::Wasserstein => (terms::minus, terms::plain),
    }
}

/// D's loss on logits of real and of fake rows, with labels 1 and 0, or with other `targets` where
/// the loss has labels.
///
/// The formulas and sources of all losses are in the catalog (`config/loss/table.rs`): (f(x) +
/// g(y)) / 2 as means over real logits x and fake logits y, halved as in the lesson.
pub fn discriminator_loss(
    loss: Loss,
    real: &[f32],
    fake: &[f32],
    targets: Option<&Targets>,
) -> DiscriminatorLoss {
    if let Some(targets) = targets {
        return labelled(loss, real, fake, targets);
    }
    let (of_real, of_fake) = discriminator_terms(loss);
    match loss {
        Loss::Rsgan => paired(real, fake, of_real),
        Loss::RaGan | Loss::RaHinge => averaged(real, fake, of_real, of_fake),
        _ => {
            let (real_value, real_slopes) = mean(real, 0.0, 0.5, of_real);
            let (fake_value, fake_slopes) = mean(fake, 0.0, 0.5, of_fake);
            DiscriminatorLoss::new(real_value + fake_value, real_slopes, fake_slopes)
        }
    }
}

/// Mean of f(x_i - y_i) over pairs (Jolicoeur-Martineau 2019, equation 2).
fn paired(real: &[f32], fake: &[f32], term: Term) -> DiscriminatorLoss {
    let differences = real
        .iter()
        .zip(fake)
        .map(|(real, fake)| f64::from(*real) - f64::from(*fake));
    let (value, slopes) = mean_of(differences, 1.0, term);
    let minus = slopes.iter().map(|slope| -slope).collect();
    DiscriminatorLoss::new(value, slopes, minus)
}

/// (mean f(x - mean y) + mean g(y - mean x)) / 2 (Jolicoeur-Martineau 2019, equations 7 and 8).
fn averaged(real: &[f32], fake: &[f32], of_real: Term, of_fake: Term) -> DiscriminatorLoss {
    let (real_value, mut real_slopes) = mean(real, average(fake), 0.5, of_real);
    let (fake_value, mut fake_slopes) = mean(fake, average(real), 0.5, of_fake);
    let (through_fake, through_real) = (
        real_slopes.iter().sum::<f64>(),
        fake_slopes.iter().sum::<f64>(),
    );
    let (real_share, fake_share) = (
        through_real / real.len() as f64,
        through_fake / fake.len() as f64,
    );
    real_slopes
        .iter_mut()
        .for_each(|slope| *slope -= real_share);
    fake_slopes
        .iter_mut()
        .for_each(|slope| *slope -= fake_share);
    DiscriminatorLoss::new(real_value + fake_value, real_slopes, fake_slopes)
}

/// G's loss on D's logits of its samples, and the gradient for each. A relativistic loss also needs
/// D's logits of real rows, which are constants for G; others do not look at `real`.
pub fn generator_loss(loss: Loss, real: &[f32], fake: &[f32]) -> (f64, Vec<f32>) {
    let term: Term = match loss {
        Loss::NonSaturating => terms::softplus_of_minus,
        Loss::Minimax => terms::minus_softplus,
        Loss::LeastSquares => terms::square_to_one,
        Loss::Hinge | Loss::Wasserstein => terms::minus,
        // G wants what D wants, with real and fake exchanged.
        Loss::Rsgan | Loss::RaGan | Loss::RaHinge => {
            let exchanged = discriminator_loss(loss, fake, real, None);
            return (exchanged.value, exchanged.real_gradient);
        }
    };
    let (value, slopes) = mean(fake, 0.0, 1.0, term);
    (value, narrow(slopes))
}

/// Share of rows that D judges rightly, half real and half fake: a logit on its own side of the
/// loss's boundary, or, for a relativistic loss, above the fakes (below the reals) that it is
/// compared with. Wasserstein's boundary is the middle between both means, for its scores have no
/// zero.
pub fn accuracy(loss: Loss, real: &[f32], fake: &[f32]) -> f64 {
    if loss == Loss::Rsgan {
        return share(real.iter().zip(fake).map(|(real, fake)| real > fake));
    }
    let (above, below) = match loss {
        Loss::RaGan | Loss::RaHinge => (average(fake), average(real)),
        Loss::Wasserstein => (
            0.5 * (average(real) + average(fake)),
            0.5 * (average(real) + average(fake)),
        ),
        _ => loss
            .boundary()
            .map_or((0.0, 0.0), |boundary| (boundary, boundary)),
    };
    let right = share(real.iter().map(|logit| f64::from(*logit) > above));
    0.5 * (right + share(fake.iter().map(|logit| f64::from(*logit) < below)))
}

fn share(right: impl ExactSizeIterator<Item = bool>) -> f64 {
    let rows = right.len() as f64;
    right.filter(|right| *right).count() as f64 / rows
}
