//! D's loss with targets other than 1 and 0.

use super::discriminator::DiscriminatorLoss;
use super::terms::LabelledTerm;

/// The target of each row.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Targets of the real rows.
    pub real: Vec<f32>,
    /// Targets of the fake rows.
    pub fake: Vec<f32>,
}

/// D's loss with targets, half of it from each side.
pub(super) fn labelled(
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
