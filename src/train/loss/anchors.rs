//! Penalties on D's logits themselves.

use super::DiscriminatorLoss;
use super::terms::average;
use crate::config::Regularizer;
use crate::state_dict::StateDict;

/// `lecam` and the drift term of `wgan_gp`, with the running means that `lecam` needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    lecam: Option<(f64, f64)>,
    drift: f64,
    /// Running means of D's logits on real and on fake rows.
    means: Option<[f64; 2]>,
}

impl Anchors {
    /// The penalties that the regularizers ask for.
    pub fn new(regularizers: &[Regularizer]) -> Self {
        let mut anchors = Self::default();
        for regularizer in regularizers {
            match *regularizer {
                Regularizer::Lecam { weight, decay } => anchors.lecam = Some((weight, decay)),
                Regularizer::WganGp { drift, .. } => anchors.drift = drift,
                _ => {}
            }
        }
        anchors
    }

    /// Whether there is anything to add.
    pub fn are_set(&self) -> bool {
        self.lecam.is_some() || self.drift > 0.0
    }

    /// Walks over the running means.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        let [mut real, mut fake] = [0, 1].map(|side| self.means.map(|means| means[side]));
        state.optional("real_mean", &mut real);
        state.optional("fake_mean", &mut fake);
        self.means = real.zip(fake).map(|(real, fake)| [real, fake]);
    }

    /// Moves the running means towards these logits.
    pub fn observe(&mut self, real: &[f32], fake: &[f32]) {
        let Some((_, decay)) = self.lecam else { return };
        let now = [average(real), average(fake)];
        let moved = |[real, fake]: [f64; 2]| {
            [
                decay * real + (1.0 - decay) * now[0],
                decay * fake + (1.0 - decay) * now[1],
            ]
        };
        // A NaN would stay for ever.
        if now.iter().all(|mean| mean.is_finite()) {
            self.means = Some(self.means.map_or(now, moved));
        }
    }

    /// Adds the gradients to those of D's loss and returns the penalty: weight (mean relu(x -
    /// E_fake)^2 + mean relu(E_real - y)^2) (Tseng et al. 2021, equation 7) + drift mean x^2
    /// (Karras et al. 2018, appendix A.1).
    pub fn add(&self, real: &[f32], fake: &[f32], loss: &mut DiscriminatorLoss) -> f64 {
        let mut value = 0.0;
        if let (Some((weight, _)), Some([of_real, of_fake])) = (self.lecam, self.means) {
            value += add(real, &mut loss.real_gradient, weight, |logit| {
                (logit - of_fake).max(0.0)
            });
            value += add(fake, &mut loss.fake_gradient, weight, |logit| {
                (logit - of_real).min(0.0)
            });
        }
        if self.drift > 0.0 {
            value += add(real, &mut loss.real_gradient, self.drift, |logit| logit);
        }
        value
    }
}

/// Adds the gradient of `weight` * mean d(logit)^2, with d of slope 1 where it is not zero, and
/// returns the value.
fn add(logits: &[f32], gradient: &mut [f32], weight: f64, distance: impl Fn(f64) -> f64) -> f64 {
    let share = weight / logits.len() as f64;
    let mut value = 0.0;
    for (logit, gradient) in logits.iter().zip(gradient) {
        let distance = distance(f64::from(*logit));
        value += share * distance * distance;
        *gradient += (2.0 * share * distance) as f32;
    }
    value
}
