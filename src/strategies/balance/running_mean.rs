//! The exponential moving average that rules watch.

use crate::state_dict::StateDict;

/// E <- decay E + (1 - decay) value, where E starts at the first value. A decay of 0 is the last
/// value alone.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningMean {
    decay: f64,
    mean: Option<f64>,
}

impl RunningMean {
    /// A mean that has seen nothing; `decay` in [0, 1).
    pub fn new(decay: f64) -> Self {
        Self { decay, mean: None }
    }

    /// The mean with `value` in it. `None` for a value that is not finite: it stays out, lest the
    /// mean be lost forever.
    pub fn add(&mut self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        self.mean = Some(
            self.mean
                .map_or(value, |mean| self.decay * mean + (1.0 - self.decay) * value),
        );
        self.mean
    }

    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.optional("mean", &mut self.mean);
    }

    /// The mean; `None` while it has seen nothing finite.
    pub fn get(&self) -> Option<f64> {
        self.mean
    }
}

/// The running mean, before the formula of a rule that watches it.
macro_rules! with_running_mean {
    ($formula:literal) => {
        concat!(
            "E <- ema E + (1 - ema) v with each new v, E = v at the first. ",
            $formula
        )
    };
}
pub(super) use with_running_mean;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_at_the_first_value_and_forgets_what_is_not_finite() {
        let mut mean = RunningMean::new(0.75);
        assert_eq!(mean.get(), None);
        assert_eq!(mean.add(f64::NAN), None);
        assert_eq!(mean.get(), None);
        assert_eq!(mean.add(8.0), Some(8.0));
        assert_eq!(mean.add(4.0), Some(7.0));
        assert_eq!(mean.add(f64::INFINITY), None);
        assert_eq!(mean.get(), Some(7.0));
        assert_eq!(mean.add(3.0), Some(6.0));
    }

    #[test]
    fn without_decay_it_is_the_last_value() {
        let mut mean = RunningMean::new(0.0);
        assert_eq!(
            [3.0, f64::NAN, 0.5].map(|value| mean.add(value)),
            [Some(3.0), None, Some(0.5)]
        );
    }
}
