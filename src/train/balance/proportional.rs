//! `proportional`: D's learning rate is a controller that holds D's loss at a share of its ideal.
//!
//! k <- clip(k + gain (loss / V* - gamma), 0, 1), starting at 1; D learns at k times its rate, and
//! not at all at k = 0. After the control of k in Berthelot et al. 2017 (BEGAN), where it weighs a
//! loss of reconstruction; this form is our own. It has no meaning where V* is 0 (wasserstein).
//! State: k.

use super::Move;
use crate::state_dict::StateDict;
use crate::train::game::Judgement;

/// D learns at k times its rate; G always learns.
#[derive(Clone, Debug, PartialEq)]
pub struct Proportional {
    gamma: f64,
    gain: f64,
    ideal: f64,
    rate: f64,
}

impl Proportional {
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.number("rate", &mut self.rate);
    }

    pub fn new(gamma: f64, gain: f64, ideal: f64) -> Self {
        Self {
            gamma,
            gain,
            ideal,
            rate: 1.0,
        }
    }

    pub fn discriminator(&mut self, judged: &Judgement) -> Move {
        let moved = self.rate + self.gain * (judged.loss / self.ideal - self.gamma);
        if judged.loss.is_finite() && !moved.is_nan() {
            self.rate = moved.clamp(0.0, 1.0);
        }
        if self.rate > 0.0 {
            Move::at(self.rate)
        } else {
            Move::SKIP
        }
    }

    pub fn state(&self) -> f64 {
        self.rate
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::tests::{LEARN, SKIP, judge, with_loss};
    use crate::train::balance::{Move, Referee};

    #[test]
    fn the_rate_falls_while_the_loss_is_low_and_comes_back() {
        let rule = Balance::Proportional {
            gamma: 0.75,
            gain: 0.5,
        };
        // With V* = 2, the rate moves by (loss / 2 - 0.75) / 2.
        let history = [
            1.5,
            4.0,
            1.0,
            f64::NAN,
            0.5,
            0.5,
            f64::NEG_INFINITY,
            0.0,
            0.0,
            2.0,
            1e308,
        ]
        .map(with_loss);
        let wanted = [
            (LEARN, Some(1.0)),
            (LEARN, Some(1.0)),
            (Some(0.875), Some(0.875)),
            (Some(0.875), Some(0.875)),
            (Some(0.625), Some(0.625)),
            (Some(0.375), Some(0.375)),
            (Some(0.375), Some(0.375)),
            (SKIP, Some(0.0)),
            (SKIP, Some(0.0)),
            (Some(0.125), Some(0.125)),
            (LEARN, Some(1.0)),
        ];
        assert_eq!(judge(&rule, 2.0, &history), wanted);
    }

    #[test]
    fn without_an_ideal_its_rate_stays_a_number() {
        let rule = Balance::Proportional {
            gamma: 0.75,
            gain: 0.5,
        };
        let wanted = [
            (LEARN, Some(1.0)),
            (SKIP, Some(0.0)),
            (SKIP, Some(0.0)),
            (LEARN, Some(1.0)),
        ];
        assert_eq!(
            judge(&rule, 0.0, &[0.0, -0.5, 0.0, 0.5].map(with_loss)),
            wanted
        );
    }

    #[test]
    fn it_starts_at_full_rate_and_leaves_g_alone() {
        let mut referee = Referee::new(
            &Balance::Proportional {
                gamma: 0.7,
                gain: 0.01,
            },
            0.7,
        );
        assert_eq!(referee.state(), Some(1.0));
        assert_eq!(referee.generator(0, f64::NAN, None), Move::LEARN);
        assert_eq!(referee.state(), Some(1.0));
    }
}
