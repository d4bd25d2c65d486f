//! `gap_aware`: D's learning rate follows the gap between its loss and the ideal one.
//!
//! A weak D learns faster, a strong one more slowly.

use super::rule::{
    BalancePolicy, BalanceRule, Decision, DiscriminatorMetrics, LoggedValue, Signal,
};
use super::running_mean::{RunningMean, with_running_mean};
use crate::schema::{BELOW_ONE, GROWING, POSITIVE, SHARE, parameters};
use crate::state_dict::StateDict;

parameters! {
    /// D's learning rate rises where its loss is above the ideal, and falls where it is below.
    pub struct GapAware: "balance" / "gap_aware" {
        /// distance below the ideal, as a share of it, at which the factor is least
        low: f64 = "0.1" in POSITIVE,
        /// distance above the ideal, as a share of it, at which the factor is most
        high: f64 = "0.1" in POSITIVE,
        /// smallest factor on lr_d
        least: f64 = "0.1" in SHARE,
        /// largest factor on lr_d
        most: f64 = "2.0" in GROWING,
        /// decay of the running mean of D's loss
        ema: f64 = "0.95" in BELOW_ONE,
    }
    formula: with_running_mean!(
        "v = L_D on this step's batch, before D learns. V* = the ideal L_D, x = |E - V*|. D's learning rate is \
         f lr_d: f = min(most, max(1, most^(x / (high V*)))) where E > V*, else \
         f = min(1, max(least, least^(x / (low V*)))). balance_state: f."
    ),
    source: "Hazimeh & Ponomareva 2023, Mind the (optimality) gap, arXiv 2302.00089",
}

impl BalancePolicy for GapAware {
    fn start(&self, ideal_loss: f64) -> Box<dyn BalanceRule> {
        Box::new(GapAwareRule {
            low: self.low * ideal_loss,
            high: self.high * ideal_loss,
            least: self.least,
            most: self.most,
            ideal_loss,
            mean: RunningMean::new(self.ema),
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

/// D's learning rate has a factor between `least` and `most`; G's is its own.
#[derive(Debug)]
struct GapAwareRule {
    /// The gap below the ideal at which the factor is `least`, in units of the loss.
    low: f64,
    /// The gap above the ideal at which the factor is `most`, in units of the loss.
    high: f64,
    least: f64,
    most: f64,
    ideal_loss: f64,
    mean: RunningMean,
}

impl BalanceRule for GapAwareRule {
    fn discriminator(&mut self, _: u16, metrics: &DiscriminatorMetrics, _: f64) -> Decision {
        self.mean.add(metrics.loss);
        Decision::scaled(self.logged().unwrap_or(1.0))
    }

    fn visit_state(&mut self, state: &mut StateDict) {
        self.mean.visit_state(state);
    }

    fn logged(&self) -> Option<f64> {
        self.mean.get().map(|mean| self.lr_factor(mean))
    }
}

impl GapAwareRule {
    fn lr_factor(&self, mean: f64) -> f64 {
        let gap = (mean - self.ideal_loss).abs();
        if mean > self.ideal_loss {
            self.most.powf(gap / self.high).clamp(1.0, self.most)
        } else if mean < self.ideal_loss {
            self.least.powf(gap / self.low).clamp(self.least, 1.0)
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::balance::Balance;
    use crate::strategies::balance::tests::{judge, with_loss};

    #[test]
    fn the_rate_follows_the_gap() {
        let rule = Balance::from(GapAware {
            low: 0.25,
            high: 0.5,
            least: 0.0625,
            most: 4.0,
            ema: 0.0,
        });
        // With V* = 2, the rate is 0.0625^(x / 0.5) below and 4^(x / 1) above.
        let table = [
            (2.0, 1.0),
            (2.5, 2.0),
            (3.0, 4.0),
            (9.0, 4.0),
            (1e308, 4.0),
            (1.75, 0.25),
            (1.875, 0.5),
            (1.5, 0.0625),
            (0.0, 0.0625),
            (-1e308, 0.0625),
        ];
        for (loss, rate) in table {
            assert_eq!(
                judge(&rule, 2.0, &[with_loss(loss)]),
                [(Some(rate), Some(rate))],
                "loss {loss}"
            );
        }
    }

    #[test]
    fn a_running_mean_and_a_nan() {
        let rule = Balance::from(GapAware {
            low: 0.25,
            high: 0.5,
            least: 0.0625,
            most: 4.0,
            ema: 0.5,
        });
        let history = [f64::NAN, 2.0, 3.0, f64::NAN, f64::INFINITY, 0.5, 2.0].map(with_loss);
        // The mean is 2, 2.5, 2.5, 2.5, 1.5, 1.75.
        let rates = [
            (1.0, None),
            (1.0, Some(1.0)),
            (2.0, Some(2.0)),
            (2.0, Some(2.0)),
            (2.0, Some(2.0)),
        ];
        let low = [(0.0625, Some(0.0625)), (0.25, Some(0.25))];
        let wanted: Vec<_> = rates
            .into_iter()
            .chain(low)
            .map(|(rate, state)| (Some(rate), state))
            .collect();
        assert_eq!(judge(&rule, 2.0, &history), wanted);
    }

    #[test]
    fn without_an_ideal_it_has_only_its_bounds() {
        let rule = Balance::from(GapAware {
            low: 0.1,
            high: 0.1,
            least: 0.1,
            most: 2.0,
            ema: 0.0,
        });
        let wanted = [
            (Some(2.0), Some(2.0)),
            (Some(1.0), Some(1.0)),
            (Some(0.1), Some(0.1)),
        ];
        assert_eq!(judge(&rule, 0.0, &[0.5, 0.0, -0.5].map(with_loss)), wanted);
        assert_eq!(rule.start(0.0).generator(0, 1.0, None), Decision::UPDATE);
    }
}
