//! `gap_aware`: D's learning rate follows the gap between its loss and the ideal one.
//!
//! With E the running mean of D's loss and x = |E - V*|: rate = clip(most^(x / (high V*)), 1, most)
//! where E > V*, and clip(least^(x / (low V*)), least, 1) where E < V*. A weak D learns faster, a
//! strong one slower. Hazimeh and Ponomareva 2023, arXiv 2302.00089. State: the rate.

use super::Move;
use super::running_mean::RunningMean;
use crate::state_dict::StateDict;
use crate::train::game::Judgement;

/// D learns at a rate between `least` and `most` times its own; G always learns.
#[derive(Clone, Debug, PartialEq)]
pub struct GapAware {
    low: f64,
    high: f64,
    least: f64,
    most: f64,
    ideal: f64,
    mean: RunningMean,
}

impl GapAware {
    /// `low` and `high` are the gaps at which the rate is `least` and `most`, in units of the loss.
    pub fn new(low: f64, high: f64, least: f64, most: f64, ideal: f64, ema: f64) -> Self {
        Self {
            low,
            high,
            least,
            most,
            ideal,
            mean: RunningMean::new(ema),
        }
    }

    pub fn visit_state(&mut self, state: &mut StateDict) {
        self.mean.visit_state(state);
    }

    pub fn discriminator(&mut self, judged: &Judgement) -> Move {
        self.mean.add(judged.loss);
        Move::at(self.state().unwrap_or(1.0))
    }

    pub fn state(&self) -> Option<f64> {
        self.mean.get().map(|mean| self.rate(mean))
    }

    fn rate(&self, mean: f64) -> f64 {
        let gap = (mean - self.ideal).abs();
        if mean > self.ideal {
            self.most.powf(gap / self.high).clamp(1.0, self.most)
        } else if mean < self.ideal {
            self.least.powf(gap / self.low).clamp(self.least, 1.0)
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Balance;
    use crate::train::balance::tests::{judge, with_loss};
    use crate::train::balance::{Move, Referee};

    #[test]
    fn the_rate_follows_the_gap() {
        let rule = Balance::GapAware {
            low: 0.25,
            high: 0.5,
            least: 0.0625,
            most: 4.0,
            ema: 0.0,
        };
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
        let rule = Balance::GapAware {
            low: 0.25,
            high: 0.5,
            least: 0.0625,
            most: 4.0,
            ema: 0.5,
        };
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
        let rule = Balance::GapAware {
            low: 0.1,
            high: 0.1,
            least: 0.1,
            most: 2.0,
            ema: 0.0,
        };
        let wanted = [
            (Some(2.0), Some(2.0)),
            (Some(1.0), Some(1.0)),
            (Some(0.1), Some(0.1)),
        ];
        assert_eq!(judge(&rule, 0.0, &[0.5, 0.0, -0.5].map(with_loss)), wanted);
        assert_eq!(
            Referee::new(&rule, 0.0).generator(0, 1.0, None),
            Move::LEARN
        );
    }
}
