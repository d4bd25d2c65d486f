//! `adaptive_backprop`: the stronger D is, the rarer it learns.
//!
//! D learns with probability 1 / (1 + s). After every max(1, s) judged batches, s <- s + 1 if D's
//! mean accuracy over them is above target, else s - 1, within [0, most]; s starts at 0. Richter et
//! al. 2021, Enhancing Photorealism Enhancement, whose code starts at 1 and divides a sum of batch
//! means by a number of labels, which we do not. State: s.

use super::Move;
use crate::state_dict::StateDict;
use crate::train::game::Judgement;

/// D learns by chance; G always learns.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveBackprop {
    target: f64,
    most: usize,
    strength: usize,
    batches: usize,
    accuracies: f64,
}

impl AdaptiveBackprop {
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.size("strength", &mut self.strength);
        state.size("batches", &mut self.batches);
        state.number("accuracies", &mut self.accuracies);
    }

    pub fn new(target: f64, most: usize) -> Self {
        Self {
            target,
            most,
            strength: 0,
            batches: 0,
            accuracies: 0.0,
        }
    }

    pub fn discriminator(&mut self, judged: &Judgement, draw: f64) -> Move {
        // The batch counts for the next decision, not for its own.
        let decided = Move::learn_if(draw < 1.0 / (1.0 + self.strength as f64));
        if judged.accuracy.is_finite() {
            self.count(judged.accuracy);
        }
        decided
    }

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

    pub fn state(&self) -> f64 {
        self.strength as f64
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::tests::with_accuracy;
    use crate::train::balance::{Move, Referee};

    /// Plays batches of accuracy and draw, and asserts whether D learns and what s is after each.
    fn play(rule: Balance, history: &[(f64, f64, bool, f64)]) {
        let mut referee = Referee::new(&rule, 0.7);
        assert_eq!(referee.state(), Some(0.0));
        for (batch, &(accuracy, draw, learns, strength)) in history.iter().enumerate() {
            let decided = referee.discriminator(0, &with_accuracy(accuracy), draw);
            assert_eq!(decided, Move::learn_if(learns), "batch {batch}");
            assert_eq!(
                referee.generator(0, 1.0, None),
                Move::LEARN,
                "batch {batch}"
            );
            assert_eq!(referee.state(), Some(strength), "batch {batch}");
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
            Balance::AdaptiveBackprop {
                target: 0.6,
                most: 1000,
            },
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
            Balance::AdaptiveBackprop {
                target: 0.6,
                most: 1,
            },
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
            Balance::AdaptiveBackprop {
                target: 0.6,
                most: 1000,
            },
            &history,
        );
    }
}
