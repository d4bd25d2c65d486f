//! `adaptive_backprop`: the stronger D is, the more rarely it is updated.
//!
//! Richter et al.'s code starts at s = 1 and divides a sum of batch means by a number of labels;
//! here s starts at 0 and the accuracy is a mean.

use super::rule::{
    BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, LoggedValue, Signal,
};
use crate::schema::{SHRINKING, parameters, whole};
use crate::state_dict::StateDict;

parameters! {
    /// D learns with a probability that falls while its accuracy is above a target, and rises while not.
    pub struct AdaptiveBackprop: "balance" / "adaptive_backprop" {
        /// accuracy above which D learns less often
        target: f64 = "0.6" in SHRINKING,
        /// most that D may be held back
        most: usize = "1000" in whole(1, 100_000),
    }
    formula: "s = 0 at first. D learns from a batch with probability 1 / (1 + s). After every max(1, s) judged \
              batches: s <- s + 1 if D's mean accuracy in them is above target, else s - 1; kept in [0, most]. \
              balance_state: s.",
    source: "Richter et al. 2021, Enhancing photorealism enhancement; their code divides by the number of labels, \
             here it is a mean",
}

impl BalancePolicy for AdaptiveBackprop {
    fn start(&self, _: f64) -> Box<dyn BalanceRule> {
        Box::new(RandomSkipping {
            target: self.target,
            most: self.most,
            strength: 0,
            batches: 0,
            accuracies: 0.0,
        })
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        LoggedValue::plain("s: D learns 1 of 1 + s")
    }

    fn signals(&self) -> Vec<Signal> {
        vec![Signal::DiscriminatorAccuracy]
    }
}

/// D is updated by chance; G always is.
#[derive(Debug)]
struct RandomSkipping {
    target: f64,
    most: usize,
    /// s of the formula.
    strength: usize,
    batches: usize,
    accuracies: f64,
}

impl BalanceRule for RandomSkipping {
    fn discriminator(&mut self, _: u16, metrics: &DiscriminatorMetrics, draw: f64) -> Decision {
        // The batch counts for the next decision, not for its own.
        let decision = Decision::update_if(draw < 1.0 / (1.0 + self.strength as f64));
        if metrics.accuracy.is_finite() {
            self.count(metrics.accuracy);
        }
        decision
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        state.size("strength", &mut self.strength);
        state.size("batches", &mut self.batches);
        state.number("accuracies", &mut self.accuracies);
    }

    fn logged(&self) -> Option<f64> {
        Some(self.strength as f64)
    }
}

impl RandomSkipping {
    fn count(&mut self, accuracy: f64) {
        self.batches += 1;
        self.accuracies += accuracy;
        if self.batches < self.strength.max(1) {
            return;
        }
        let stronger = self.accuracies / self.batches as f64 > self.target;
        self.strength = if stronger {
            (self.strength + 1).min(self.most)
        } else {
            self.strength.saturating_sub(1)
        };
        (self.batches, self.accuracies) = (0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::with_accuracy;

    /// Plays batches of accuracy and draw, and asserts whether D learns and what s is after each.
    fn play(rule: Balance, history: &[(f64, f64, bool, f64)]) {
        let mut running = rule.start(0.7);
        assert_eq!(running.logged(), Some(0.0));
        for (batch, &(accuracy, draw, learns, strength)) in history.iter().enumerate() {
            let decided = running.discriminator(0, &with_accuracy(accuracy), draw);
            assert_eq!(decided, Decision::update_if(learns), "batch {batch}");
            assert_eq!(
                running.generator(0, 1.0, None),
                Decision::UPDATE,
                "batch {batch}"
            );
            assert_eq!(running.logged(), Some(strength), "batch {batch}");
        }
    }

    #[test]
    fn a_strong_d_learns_rarely_and_is_judged_for_longer() {
        let history = [
            (0.9, 0.99, true, 1.0),  // s = 0: always; one batch
            (0.9, 0.5, false, 2.0),  // s = 1: below 1/2; one batch
            (0.5, 0.3, true, 2.0),   // s = 2: below 1/3; two batches, mean 0.75
            (1.0, 0.34, false, 3.0), //
            (0.5, 0.25, false, 3.0), // s = 3: below 1/4; three batches, mean 0.6 is not above
            (0.5, 0.24, true, 3.0),
            (0.8, 0.9, false, 2.0),
            (0.0, 0.0, true, 2.0), // s = 2; mean 0.5
            (1.0, 0.9, false, 1.0),
            (0.2, 0.49, true, 0.0),
            (0.2, 0.99, true, 0.0), // never below 0
        ];
        play(
            Balance::from(AdaptiveBackprop {
                target: 0.6,
                most: 1000,
            }),
            &history,
        );
    }

    #[test]
    fn strength_has_a_bound() {
        let history = [
            (1.0, 0.0, true, 1.0),
            (1.0, 0.6, false, 1.0),
            (1.0, 0.4, true, 1.0),
            (0.0, 0.5, false, 0.0),
        ];
        play(
            Balance::from(AdaptiveBackprop {
                target: 0.6,
                most: 1,
            }),
            &history,
        );
    }

    #[test]
    fn a_nan_is_not_counted() {
        let history = [
            (f64::NAN, 0.99, true, 0.0),
            (0.9, 0.0, true, 1.0),
            (0.9, 0.0, true, 2.0),
            (0.9, 0.9, false, 2.0),
            (f64::NAN, 0.1, true, 2.0),
            (0.9, 0.9, false, 3.0),
        ];
        play(
            Balance::from(AdaptiveBackprop {
                target: 0.6,
                most: 1000,
            }),
            &history,
        );
    }
}
