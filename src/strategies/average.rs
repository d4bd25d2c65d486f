//! `average`: whether samples come from G itself or from a running mean of its weights.

use crate::schema::{BELOW_ONE, NOT_NEGATIVE, choice, parameters, whole};
use crate::state_dict::StateDict;

parameters! {
    /// Samples come from G as it is.
    pub struct Off: "average" / "none" {}
    formula: "G's weights w.",
}

parameters! {
    /// Samples come from a running mean of G's weights.
    pub struct Ema: "average" / "ema" {
        /// decay of the mean at each update of G
        beta: f64 = "0.999" in BELOW_ONE,
    }
    formula: "a = w at first; after each update of G: a <- beta a + (1 - beta) w, w its weights and normalisation \
              statistics. Samples, not training, use a.",
    source: "Karras et al. 2018, Progressive growing; Yazici et al. 2019",
}

parameters! {
    /// Samples come from a running mean of G's weights whose memory is counted in samples, not updates.
    pub struct HalfLife: "average" / "half_life" {
        /// half-life of the mean in samples
        samples: usize = "10000" in whole(1, 1_000_000_000),
        /// largest half-life as a share of the samples so far; 0 for no such bound
        ramp_up: f64 = "0.05" in NOT_NEGATIVE,
    }
    formula: "a = w at first; after each update of G on B samples: h = samples, or min(samples, ramp_up S) where \
              ramp_up > 0, S = B times the updates of G, this one included; beta = 0.5^(B / h); \
              a <- beta a + (1 - beta) w, w its weights and normalisation statistics. Samples use a, training w.",
    source: "Karras et al. 2020, Training GANs with limited data (its code)",
}

choice! {
    /// The weights that samples are made with.
    pub enum Average {
        self::Off,
        self::Ema,
        self::HalfLife,
    }
}

impl Average {
    /// No average: samples come from G as it is.
    pub fn none() -> Self {
        Average::Off(Off {})
    }

    /// Whether samples come from an average.
    pub fn is_on(&self) -> bool {
        !matches!(self, Average::Off(_))
    }

    /// The average before the first update of G; `batch` is the number of samples in one.
    pub(crate) fn start(&self, batch: usize) -> AverageDecay {
        AverageDecay {
            average: self.clone(),
            batch: batch as f64,
            updates: 0,
        }
    }
}

/// The decay of the average, update by update: average <- beta average + (1 - beta) weights.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AverageDecay {
    average: Average,
    batch: f64,
    updates: u64,
}

impl AverageDecay {
    /// Visits the count of updates.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.count("updates", &mut self.updates);
    }

    /// Counts an update of G and gives its beta, in [0, 1); `None` where there is no average.
    pub fn next_beta(&mut self) -> Option<f64> {
        self.updates += 1;
        match &self.average {
            Average::Off(_) => None,
            Average::Ema(ema) => Some(ema.beta),
            Average::HalfLife(half_life) => {
                let samples = half_life.samples as f64;
                let seen = self.updates as f64 * self.batch;
                let bounded = if half_life.ramp_up > 0.0 {
                    samples.min(half_life.ramp_up * seen)
                } else {
                    samples
                };
                Some(0.5_f64.powf(self.batch / bounded))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::FRAC_1_SQRT_2;

    #[test]
    fn averages() {
        let mut none = Average::from(Off {}).start(64);
        assert_eq!([none.next_beta(), none.next_beta()], [None, None]);
        let mut ema = Average::from(Ema { beta: 0.999 }).start(64);
        assert_eq!(
            [ema.next_beta(), ema.next_beta()],
            [Some(0.999), Some(0.999)]
        );
        let mut half_life = Average::from(HalfLife {
            samples: 128,
            ramp_up: 0.0,
        })
        .start(64);
        assert!((0..3).all(|_| (half_life.next_beta().unwrap() - FRAC_1_SQRT_2).abs() < 1e-15));
    }

    #[test]
    fn a_half_life_ramps_up() {
        // min(128, 0.5 * 64 n) is 32, 64, 96, 128, 128.
        let mut averaging = Average::from(HalfLife {
            samples: 128,
            ramp_up: 0.5,
        })
        .start(64);
        for wanted in [0.25, 0.5, 0.6299605249474366, FRAC_1_SQRT_2, FRAC_1_SQRT_2] {
            let beta = averaging.next_beta().unwrap();
            assert!((beta - wanted).abs() < 1e-15, "{beta}, not {wanted}");
        }
    }
}
