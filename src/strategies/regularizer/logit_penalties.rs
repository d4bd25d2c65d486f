//! Penalties on D's logits themselves: `lecam`, and the drift term of `wgan_gp`.

use super::kinds::Regularizer;
use super::lecam::Lecam;
use crate::state_dict::StateDict;
use crate::strategies::loss::{DiscriminatorLoss, average};

/// The penalties of a run, with the running means that `lecam` needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogitPenalties {
    lecam: Option<Lecam>,
    drift: f64,
    means: Option<MeanLogits>,
}

/// Running means of D's logits.
#[derive(Clone, Copy, Debug)]
struct MeanLogits {
    real: f64,
    fake: f64,
}

impl LogitPenalties {
    /// The penalties that the regularizers ask for.
    pub fn new(regularizers: &[Regularizer]) -> Self {
        let mut penalties = Self::default();
        for regularizer in regularizers {
            match regularizer {
                Regularizer::Lecam(lecam) => penalties.lecam = Some(lecam.clone()),
                Regularizer::WganGp(wgan_gp) => penalties.drift = wgan_gp.drift,
                _ => {}
            }
        }
        penalties
    }

    /// Whether there is anything to add.
    pub fn are_on(&self) -> bool {
        self.lecam.is_some() || self.drift > 0.0
    }

    /// Visits the running means.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        let mut real = self.means.map(|means| means.real);
        let mut fake = self.means.map(|means| means.fake);
        state.optional("real_mean", &mut real);
        state.optional("fake_mean", &mut fake);
        self.means = real.zip(fake).map(|(real, fake)| MeanLogits { real, fake });
    }

    /// Moves the running means towards these logits.
    pub fn observe(&mut self, real: &[f32], fake: &[f32]) {
        let Some(Lecam { decay, .. }) = self.lecam else {
            return;
        };
        let (real, fake) = (average(real), average(fake));
        // A NaN would stay for ever.
        if !real.is_finite() || !fake.is_finite() {
            return;
        }
        self.means = Some(match self.means {
            None => MeanLogits { real, fake },
            Some(means) => MeanLogits {
                real: decay * means.real + (1.0 - decay) * real,
                fake: decay * means.fake + (1.0 - decay) * fake,
            },
        });
    }

    /// Adds the gradients to those of D's loss and returns the penalty: weight (mean relu(x -
    /// E_fake)^2 + mean relu(E_real - y)^2) (Tseng et al. 2021, equation 7) + drift mean x^2
    /// (Karras et al. 2018, appendix A.1).
    pub fn add(&self, real: &[f32], fake: &[f32], loss: &mut DiscriminatorLoss) -> f64 {
        let mut value = 0.0;
        if let (Some(lecam), Some(means)) = (&self.lecam, self.means) {
            let weight = lecam.weight;
            value += add(real, &mut loss.real_gradient, weight, |logit| {
                (logit - means.fake).max(0.0)
            });
            value += add(fake, &mut loss.fake_gradient, weight, |logit| {
                (logit - means.real).min(0.0)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{assert_close, number, numbers, strategies};
    use crate::strategies::regularizer::WganGp;

    #[test]
    fn penalties_on_logits_agree_with_pytorch() {
        let golden = strategies("lecam");
        let weight = number(&golden["weight"]);
        let mut penalties = LogitPenalties::new(&[Lecam { weight, decay: 0.5 }.into()]);
        let (real, fake) = (numbers(&golden["x"]), numbers(&golden["y"]));
        let zeros = || DiscriminatorLoss {
            value: 0.0,
            real_gradient: vec![0.0; real.len()],
            fake_gradient: vec![0.0; fake.len()],
        };
        let mut loss = zeros();
        assert_eq!(
            penalties.add(&real, &fake, &mut loss),
            0.0,
            "there are no means yet"
        );
        penalties.observe(
            &[number(&golden["e_real"]) as f32],
            &[number(&golden["e_fake"]) as f32],
        );
        penalties.observe(&[f32::NAN], &[0.0]);
        let value = penalties.add(&real, &fake, &mut loss);
        assert!((value - number(&golden["value"])).abs() < 1e-6, "{value}");
        assert_close(&loss.real_gradient, &numbers(&golden["d_x"]), 1e-6);
        assert_close(&loss.fake_gradient, &numbers(&golden["d_y"]), 1e-6);

        let golden = strategies("drift");
        let drift = number(&golden["drift"]);
        let penalties = LogitPenalties::new(&[WganGp {
            drift,
            ..crate::schema::defaults()
        }
        .into()]);
        let mut loss = zeros();
        let value = penalties.add(&numbers(&golden["x"]), &fake, &mut loss);
        assert!((value - number(&golden["value"])).abs() < 1e-8);
        assert_close(&loss.real_gradient, &numbers(&golden["d_x"]), 1e-8);
    }
}
