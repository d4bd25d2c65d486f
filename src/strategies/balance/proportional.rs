//! `proportional`: D's learning rate is a controller that holds D's loss at a share of its ideal.
//!
//! It has no meaning where the ideal is 0 (wasserstein).

use super::rule::{
    BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, LoggedValue, Signal,
};
use crate::schema::{POSITIVE, parameters};
use crate::state_dict::StateDict;

parameters! {
    /// A proportional controller on D's learning rate: lower while D's loss is below its set point.
    pub struct Proportional: "balance" / "proportional" {
        /// D's loss, as a share of its ideal, that the controller holds
        gamma: f64 = "0.7" in POSITIVE,
        /// how fast the controller moves
        gain: f64 = "0.01" in POSITIVE,
    }
    formula: "k = 1 at first. In every turn of D, V* the ideal L_D: \
              k <- min(1, max(0, k + gain (L_D / V* - gamma))); D's learning rate is k lr_d. \
              balance_state: k.",
    source: "after Berthelot et al. 2017, BEGAN, whose controller steers the share of the fake term in an \
             autoencoder's loss; here it is D's learning rate",
}

impl BalancePolicy for Proportional {
    fn start(&self, ideal_loss: f64) -> Box<dyn BalanceRule> {
        Box::new(Controller {
            gamma: self.gamma,
            gain: self.gain,
            ideal_loss,
            lr_factor: 1.0,
        })
    }

    fn logged_value(&self) -> Option<LoggedValue> {
        LoggedValue::with_threshold("factor on lr_d", 1.0, "1: lr_d as scheduled".to_string())
    }

    fn signals(&self) -> Vec<Signal> {
        vec![Signal::DiscriminatorLoss]
    }

    fn uses_ideal_loss(&self) -> bool {
        true
    }

    fn owned_schedules(&self) -> &'static [&'static str] {
        &["schedule_d"]
    }
}

/// D's learning rate has a factor k; G's is its own.
#[derive(Debug)]
struct Controller {
    gamma: f64,
    gain: f64,
    ideal_loss: f64,
    lr_factor: f64,
}

impl BalanceRule for Controller {
    fn discriminator(&mut self, _: u16, metrics: &DiscriminatorMetrics, _: f64) -> Decision {
        let moved = self.lr_factor + self.gain * (metrics.loss / self.ideal_loss - self.gamma);
        if metrics.loss.is_finite() && !moved.is_nan() {
            self.lr_factor = moved.clamp(0.0, 1.0);
        }
        if self.lr_factor > 0.0 {
            Decision::scaled(self.lr_factor)
        } else {
            Decision::SKIP
        }
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        state.number("rate", &mut self.lr_factor);
    }

    fn logged(&self) -> Option<f64> {
        Some(self.lr_factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::{LEARN, SKIP, judge, with_loss};

    #[test]
    fn the_rate_falls_while_the_loss_is_low_and_comes_back() {
        let rule = Balance::from(Proportional {
            gamma: 0.75,
            gain: 0.5,
        });
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
        let rule = Balance::from(Proportional {
            gamma: 0.75,
            gain: 0.5,
        });
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
        let mut running = Balance::from(Proportional {
            gamma: 0.7,
            gain: 0.01,
        })
        .start(0.7);
        assert_eq!(running.logged(), Some(1.0));
        assert_eq!(running.generator(0, f64::NAN, None), Decision::UPDATE);
        assert_eq!(running.logged(), Some(1.0));
    }
}
