//! `adapt`: what tunes the strength of augmentation, noise and flipped labels while training.

use std::cmp::Ordering;

use crate::schema::{NumberRange, choice, parameters, whole};
use crate::state_dict::StateDict;

/// A mean of signs, at whose ends it says nothing.
const BETWEEN_SIGNS: NumberRange = NumberRange::above(-1.0).below(1.0);

parameters! {
    /// Augmentation, noise and flipped labels are as strong as their own keys say.
    pub struct Off: "adapt" / "none" {}
    formula: "p = 1.",
}

parameters! {
    /// Augmentation, noise and flipped labels grow while D is sure of its reals, and shrink while it is not.
    pub struct Ada: "adapt" / "ada" {
        /// mean sign of D's logits of reals that is held
        target: f64 = "0.6" in BETWEEN_SIGNS,
        /// real samples in which the strength can go from 0 to 1
        samples: usize = "500000" in whole(1, 1_000_000_000),
        /// turns of D from one change to the next
        every: usize = "4" in whole(1, 1000),
    }
    formula: "p = 0 at first. After every `every` turns of D on B reals each: r = mean sign(D(x)), D(x) the \
              logits of the reals judged since the last change; p <- p + sign(r - target) every B / samples, kept \
              in [0, 1]. p multiplies the probabilities of `augment` and label_flip, and instance_noise's standard \
              deviation.",
    source: "Karras et al. 2020, Training GANs with limited data (ADA)",
}

choice! {
    /// The controller of `augment`, `instance_noise` and `label_flip`.
    pub enum Adapt {
        self::Off,
        self::Ada,
    }
}

impl Adapt {
    /// Whether anything adapts.
    pub fn is_on(&self) -> bool {
        matches!(self, Adapt::Ada(_))
    }

    /// The controller before the first forward pass of D; `batch` is the number of real rows in
    /// one.
    pub(crate) fn start(&self, batch: usize) -> AdaptiveStrength {
        let controller = match self {
            Adapt::Off(_) => None,
            Adapt::Ada(ada) => Some(Controller {
                target: ada.target,
                every: ada.every,
                stride: (ada.every * batch) as f64 / ada.samples as f64,
                strength: 0.0,
                passes: 0,
                signs: 0.0,
            }),
        };
        AdaptiveStrength { controller }
    }
}

/// How strongly D's inputs and labels are disturbed, so that it does not memorise the data: p of
/// the formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AdaptiveStrength {
    controller: Option<Controller>,
}

#[derive(Clone, Debug, PartialEq)]
struct Controller {
    target: f64,
    every: usize,
    /// How far p moves at once.
    stride: f64,
    strength: f64,
    passes: usize,
    signs: f64,
}

impl AdaptiveStrength {
    /// Visits what is carried from pass to pass.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        let Some(controller) = &mut self.controller else {
            return;
        };
        state.number("strength", &mut controller.strength);
        state.size("turns", &mut controller.passes);
        state.number("signs", &mut controller.signs);
    }

    /// Whether anything adapts.
    pub fn is_on(&self) -> bool {
        self.controller.is_some()
    }

    /// p in [0, 1]; 1 where nothing adapts it.
    pub fn strength(&self) -> f64 {
        let controller = self.controller.as_ref();
        controller.map_or(1.0, |controller| controller.strength)
    }

    /// Counts a forward pass of D; `sign_mean` is the mean of sign(D(x)) over its real rows, in
    /// [-1, 1].
    pub fn observe(&mut self, sign_mean: f64) {
        let Some(controller) = &mut self.controller else {
            return;
        };
        controller.passes += 1;
        controller.signs += sign_mean;
        if controller.passes < controller.every {
            return;
        }
        let mean = controller.signs / controller.passes as f64;
        let direction = match mean.partial_cmp(&controller.target) {
            Some(Ordering::Greater) => 1.0,
            Some(Ordering::Less) => -1.0,
            // A NaN says nothing of D, and is recorded as the divergence that it is.
            Some(Ordering::Equal) | None => 0.0,
        };
        controller.strength = (controller.strength + direction * controller.stride).clamp(0.0, 1.0);
        (controller.passes, controller.signs) = (0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The strength after each turn of D.
    fn strengths(adapt: &Adapt, batch: usize, sign_means: &[f64]) -> Vec<f64> {
        let mut adaptation = adapt.start(batch);
        let mut turn = |&sign_mean| {
            adaptation.observe(sign_mean);
            adaptation.strength()
        };
        sign_means.iter().map(&mut turn).collect()
    }

    #[test]
    fn nothing_adapts_unless_asked() {
        assert_eq!(Adapt::from(Off {}).start(32).strength(), 1.0);
        assert_eq!(
            strengths(&Adapt::from(Off {}), 32, &[1.0, -1.0, f64::NAN]),
            [1.0, 1.0, 1.0]
        );
    }

    #[test]
    fn strength_moves_every_few_turns_towards_the_target() {
        // Each decision moves p by 2 * 8 / 64 = 0.25, on the mean of two turns.
        let adapt = Adapt::from(Ada {
            target: 0.5,
            samples: 64,
            every: 2,
        });
        assert_eq!(adapt.start(8).strength(), 0.0);
        let sign_means = [
            1.0, 0.25, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, 0.0, 0.5, -1.0, -1.0,
        ];
        let wanted = [
            0.0, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.0, 0.0, 0.0,
        ];
        assert_eq!(strengths(&adapt, 8, &sign_means), wanted);
    }

    #[test]
    fn strength_has_bounds_and_survives_a_nan() {
        let adapt = Adapt::from(Ada {
            target: 0.6,
            samples: 20,
            every: 1,
        });
        let wanted = [0.0, 0.75, 1.0, 1.0, 0.25, 0.0];
        assert_eq!(
            strengths(&adapt, 15, &[-1.0, 1.0, 1.0, f64::NAN, 0.0, 0.0]),
            wanted
        );
    }

    #[test]
    fn the_rate_of_the_paper() {
        // 500 000 samples take p from 0 to 1: after 1000 batches of 64 it is 64 000 / 500 000.
        let adapt = Adapt::from(Ada {
            target: 0.6,
            samples: 500_000,
            every: 4,
        });
        let last = *strengths(&adapt, 64, &[0.9; 1000]).last().unwrap();
        assert!((last - 0.128).abs() < 1e-12, "{last}");
    }
}
