//! D's loss, its gradients, and its accuracy.

use super::table::{Comparison, Loss};
use super::terms::{LabelledTerm, Term, average, mean, mean_of};

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
    pub(super) fn new(value: f64, real: Vec<f64>, fake: Vec<f64>) -> Self {
        Self {
            value,
            real_gradient: narrow(real),
            fake_gradient: narrow(fake),
        }
    }
}

pub(super) fn narrow(values: Vec<f64>) -> Vec<f32> {
    values.into_iter().map(|value| value as f32).collect()
}

/// The target of each row.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Targets of the real rows.
    pub real: Vec<f32>,
    /// Targets of the fake rows.
    pub fake: Vec<f32>,
}

/// D's loss on logits of real and of fake rows, with labels 1 and 0, or with other `targets` where
/// the loss has labels.
///
/// The catalog has the formulas and sources of all losses: (f(x) + g(y)) / 2 as means over real
/// logits x and fake logits y, halved as in the lesson.
pub fn discriminator_loss(
    loss: Loss,
    real: &[f32],
    fake: &[f32],
    targets: Option<&Targets>,
) -> DiscriminatorLoss {
    let facts = loss.facts();
    if let (Some(targets), Some(term)) = (targets, facts.labelled) {
        return labelled(term, real, fake, targets);
    }
    let (of_real, of_fake) = facts.discriminator;
    match facts.comparison {
        Comparison::Pairs => paired(real, fake, of_real),
        Comparison::Means => averaged(real, fake, of_real, of_fake),
        Comparison::None => {
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

/// D's loss with targets, half of it from each side.
fn labelled(
    term: LabelledTerm,
    real: &[f32],
    fake: &[f32],
    targets: &Targets,
) -> DiscriminatorLoss {
    let mean = |logits: &[f32], targets: &[f32]| -> (f64, Vec<f64>) {
        let scale = 0.5 / logits.len() as f64;
        let (values, slopes): (Vec<f64>, Vec<f64>) = logits
            .iter()
            .zip(targets)
            .map(|(logit, target)| term(f64::from(*logit), f64::from(*target)))
            .unzip();
        (
            values.iter().sum::<f64>() * scale,
            slopes.into_iter().map(|slope| slope * scale).collect(),
        )
    };
    let (real_value, real_slopes) = mean(real, &targets.real);
    let (fake_value, fake_slopes) = mean(fake, &targets.fake);
    DiscriminatorLoss::new(real_value + fake_value, real_slopes, fake_slopes)
}

/// Share of rows classified correctly, half real and half fake: a logit on its own side of the
/// loss's boundary, or, for a relativistic loss, above the fakes (below the reals) that it is
/// compared with. Wasserstein's boundary is the middle between both means, for its scores have no
/// zero.
pub fn accuracy(loss: Loss, real: &[f32], fake: &[f32]) -> f64 {
    let (above, below) = match (loss.facts().comparison, loss.boundary()) {
        (Comparison::Pairs, _) => {
            return share(real.iter().zip(fake).map(|(real, fake)| real > fake));
        }
        (Comparison::Means, _) => (average(fake), average(real)),
        (Comparison::None, Some(boundary)) => (boundary, boundary),
        (Comparison::None, None) => {
            let middle = 0.5 * (average(real) + average(fake));
            (middle, middle)
        }
    };
    let right = share(real.iter().map(|logit| f64::from(*logit) > above));
    0.5 * (right + share(fake.iter().map(|logit| f64::from(*logit) < below)))
}

fn share(right: impl ExactSizeIterator<Item = bool>) -> f64 {
    let rows = right.len() as f64;
    right.filter(|right| *right).count() as f64 / rows
}
