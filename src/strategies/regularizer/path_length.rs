//! `path_length`: a step of latents changes images by about the same length everywhere.

use super::own_steps::OwnSteps;
use super::policy::RegularizerPolicy;
use crate::schema::{BELOW_ONE, POSITIVE, SHARE, parameters, whole};
use crate::state_dict::StateDict;

parameters! {
    /// G's images change by about the same length wherever its latents take a step; for models with styles.
    pub struct PathLength: "regularize" / "path_length" {
        /// factor on the penalty
        weight: f64 = "2.0" in POSITIVE,
        /// how far the target moves to the mean length of a batch
        decay: f64 = "0.01" in BELOW_ONE,
        /// updates of G from one penalty to the next; it then counts as much more
        every: usize = "4" in whole(1, 1000),
        /// share of the batch that is measured
        share: f64 = "0.5" in SHARE,
    }
    formula: "L_G += every weight mean (l - a)^2 over share B fresh latents, in a step of its own after each every-th update of G; \
              l = sqrt(mean over layers |J' y|^2), J the derivative of an image by the latents of a layer, y ~ N(0, 1 / S^2) for each \
              value; a <- a + decay (mean l - a), a = 0 at first. Adam and RMSProp take c lr and betas^c, c = every / (every + 1).",
    source: "Karras et al. 2020, StyleGAN2; share and the corrected optimiser as in its code",
}

impl RegularizerPolicy for PathLength {
    fn own_steps(&self) -> Option<OwnSteps> {
        Some(OwnSteps {
            of_generator: true,
            every: self.every as u64,
        })
    }
}

/// The penalty with the length that it has come to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PathLengthPenalty {
    rule: PathLength,
    /// The running mean of the lengths.
    target: f64,
}

impl PathLengthPenalty {
    /// Before the first batch.
    pub fn new(rule: PathLength) -> Self {
        Self { rule, target: 0.0 }
    }

    /// Number of latents that are measured of a batch.
    pub fn rows(&self, batch: usize) -> usize {
        ((self.rule.share * batch as f64).round() as usize).max(1)
    }

    /// Whether it is due after G has been updated `updates` times.
    pub fn is_due_after(&self, updates: u64) -> bool {
        updates.is_multiple_of(self.rule.every as u64)
    }

    /// Visits the target.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.number("target", &mut self.target);
    }

    /// Moves the target, and gives the penalty and its derivative by each length, `every` times as strong.
    /// As in the source, the target depends on the lengths too.
    pub fn penalise(&mut self, lengths: &[f64]) -> (f64, Vec<f64>) {
        let PathLength {
            weight,
            decay,
            every,
            ..
        } = self.rule;
        let count = lengths.len() as f64;
        let mean = lengths.iter().sum::<f64>() / count;
        self.target += decay * (mean - self.target);
        let off = |length: &f64| length - self.target;
        let value = lengths
            .iter()
            .map(|length| off(length).powi(2))
            .sum::<f64>()
            / count;
        let scale = 2.0 * weight * every as f64 / count;
        let through_target = decay * (mean - self.target);
        let slope = |length: &f64| scale * (off(length) - through_target);
        (weight * value, lengths.iter().map(slope).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::defaults;

    #[test]
    fn the_slope_is_that_of_the_penalty() {
        let rule = PathLength {
            weight: 3.0,
            decay: 0.25,
            every: 1,
            ..defaults()
        };
        let fresh = || PathLengthPenalty {
            rule: rule.clone(),
            target: 0.4,
        };
        let lengths = [0.2, 1.5, 0.9];
        let (value, slopes) = fresh().penalise(&lengths);
        // a = 0.4 + 0.25 (2.6 / 3 - 0.4).
        let target = 0.4 + 0.25 * (2.6 / 3.0 - 0.4);
        let squares = lengths.map(|length: f64| (length - target).powi(2));
        assert!((value - squares.iter().sum::<f64>()).abs() < 1e-12);
        for at in 0..3 {
            let moved = |by: f64| {
                let mut moved = lengths;
                moved[at] += by;
                fresh().penalise(&moved).0
            };
            let expected = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((slopes[at] - expected).abs() < 1e-8, "{slopes:?}");
        }
    }

    #[test]
    fn half_of_the_batch_is_measured_and_at_least_one() {
        let penalty = PathLengthPenalty::new(defaults());
        let rows = |batch| penalty.rows(batch);
        assert_eq!([rows(32), rows(7), rows(1)], [16, 4, 1]);
    }
}
