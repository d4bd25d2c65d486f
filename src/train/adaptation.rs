//! What changes over a run besides the learning rates: the strength of augmentation, the
//! generator's average, and how many of its fakes it learns from.

use crate::config::{Adapt, Average, Select};
use crate::state_dict::StateDict;
use std::cmp::Ordering;

/// Adaptive augmentation: how strongly D's inputs are disturbed, so that it does not learn the data
/// by heart.
///
/// `ada`: every `every` turns of D, with r the mean of sign(D(x)) over the real rows of these
/// turns, p <- clip(p + sign(r - target) every batch / samples, 0, 1); p starts at 0. Karras et al.
/// 2020, Training Generative Adversarial Networks with Limited Data.
#[derive(Clone, Debug, PartialEq)]
pub struct Adaptation {
    ada: Option<Ada>,
}

#[derive(Clone, Debug, PartialEq)]
struct Ada {
    target: f64,
    every: usize,
    /// How far p moves at once.
    stride: f64,
    strength: f64,
    turns: usize,
    signs: f64,
}

impl Adaptation {
    /// Before the first turn; `batch` is the number of real rows that D judges in a turn.
    pub fn new(adapt: &Adapt, batch: usize) -> Self {
        let ada = match *adapt {
            Adapt::None => None,
            Adapt::Ada {
                target,
                samples,
                every,
            } => {
                let stride = (every * batch) as f64 / samples as f64;
                Some(Ada {
                    target,
                    every,
                    stride,
                    strength: 0.0,
                    turns: 0,
                    signs: 0.0,
                })
            }
        };
        Self { ada }
    }

    /// Walks over what is remembered from turn to turn.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        let Some(ada) = &mut self.ada else { return };
        state.number("strength", &mut ada.strength);
        state.size("turns", &mut ada.turns);
        state.number("signs", &mut ada.signs);
    }

    /// Whether anything adapts.
    pub fn adapts(&self) -> bool {
        self.ada.is_some()
    }

    /// p in [0, 1]; 1 where nothing adapts it.
    pub fn strength(&self) -> f64 {
        self.ada.as_ref().map_or(1.0, |ada| ada.strength)
    }

    /// D has had a turn; `sign_mean` is the mean of sign(D(x)) over its real rows, in [-1, 1].
    pub fn judged(&mut self, sign_mean: f64) {
        let Some(ada) = &mut self.ada else { return };
        ada.turns += 1;
        ada.signs += sign_mean;
        if ada.turns < ada.every {
            return;
        }
        let direction = match (ada.signs / ada.turns as f64).partial_cmp(&ada.target) {
            Some(Ordering::Greater) => 1.0,
            Some(Ordering::Less) => -1.0,
            // A NaN says nothing of D, and is recorded as the divergence that it is.
            Some(Ordering::Equal) | None => 0.0,
        };
        ada.strength = (ada.strength + direction * ada.stride).clamp(0.0, 1.0);
        (ada.turns, ada.signs) = (0, 0.0);
    }
}

/// The average of G's weights over its updates: average <- beta average + (1 - beta) weights.
///
/// `ema`: a constant beta. `half_life`: beta = 0.5^(batch / min(samples, ramp_up seen)), where seen
/// counts the samples that G has been trained on, this batch included; a ramp-up of 0 is none.
/// Karras et al. 2018 and 2020.
#[derive(Clone, Debug, PartialEq)]
pub struct Averaging {
    rule: Average,
    batch: f64,
    updates: u64,
}

impl Averaging {
    /// Before the first update; `batch` is the number of samples in one of G's updates.
    pub fn new(average: &Average, batch: usize) -> Self {
        Self {
            rule: *average,
            batch: batch as f64,
            updates: 0,
        }
    }

    /// Walks over the count of updates.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.count("updates", &mut self.updates);
    }

    /// G has learned from a batch: the beta of this update, in [0, 1); `None` where there is no
    /// average.
    pub fn updated(&mut self) -> Option<f64> {
        self.updates += 1;
        match self.rule {
            Average::None => None,
            Average::Ema { beta } => Some(beta),
            Average::HalfLife { samples, ramp_up } => {
                let samples = samples as f64;
                let seen = self.updates as f64 * self.batch;
                let half_life = if ramp_up > 0.0 {
                    samples.min(ramp_up * seen)
                } else {
                    samples
                };
                Some(0.5_f64.powf(self.batch / half_life))
            }
        }
    }
}

/// How many of `rows` fakes G learns from, those that D scores best, after `updates` of its
/// updates.
///
/// `top_k`: max(decay^floor(updates / every), least) rows, rounded to the nearest, at least 1.
/// Sinha et al. 2020, Top-k Training of GANs, where `every` is an epoch.
pub fn top_k(select: &Select, updates: u64, rows: usize) -> usize {
    match *select {
        Select::All => rows,
        Select::TopK {
            decay,
            every,
            least,
        } => {
            let share = decay.powf((updates / every as u64) as f64).max(least);
            ((share * rows as f64).round() as usize).max(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::FRAC_1_SQRT_2;

    /// The strength after each turn of D.
    fn strengths(adapt: &Adapt, batch: usize, sign_means: &[f64]) -> Vec<f64> {
        let mut adaptation = Adaptation::new(adapt, batch);
        let mut turn = |&sign_mean| {
            adaptation.judged(sign_mean);
            adaptation.strength()
        };
        sign_means.iter().map(&mut turn).collect()
    }

    #[test]
    fn nothing_adapts_unless_asked() {
        assert_eq!(Adaptation::new(&Adapt::None, 32).strength(), 1.0);
        assert_eq!(
            strengths(&Adapt::None, 32, &[1.0, -1.0, f64::NAN]),
            [1.0, 1.0, 1.0]
        );
    }

    #[test]
    fn strength_moves_every_few_turns_towards_the_target() {
        // Each decision moves p by 2 * 8 / 64 = 0.25, on the mean of two turns.
        let adapt = Adapt::Ada {
            target: 0.5,
            samples: 64,
            every: 2,
        };
        assert_eq!(Adaptation::new(&adapt, 8).strength(), 0.0);
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
        let adapt = Adapt::Ada {
            target: 0.6,
            samples: 20,
            every: 1,
        };
        let wanted = [0.0, 0.75, 1.0, 1.0, 0.25, 0.0];
        assert_eq!(
            strengths(&adapt, 15, &[-1.0, 1.0, 1.0, f64::NAN, 0.0, 0.0]),
            wanted
        );
    }

    #[test]
    fn the_rate_of_the_paper() {
        // 500 000 samples take p from 0 to 1: after 1000 batches of 64 it is 64 000 / 500 000.
        let adapt = Adapt::Ada {
            target: 0.6,
            samples: 500_000,
            every: 4,
        };
        let last = *strengths(&adapt, 64, &[0.9; 1000]).last().unwrap();
        assert!((last - 0.128).abs() < 1e-12, "{last}");
    }

    #[test]
    fn averages() {
        let mut none = Averaging::new(&Average::None, 64);
        assert_eq!([none.updated(), none.updated()], [None, None]);
        let mut ema = Averaging::new(&Average::Ema { beta: 0.999 }, 64);
        assert_eq!([ema.updated(), ema.updated()], [Some(0.999), Some(0.999)]);
        let mut half_life = Averaging::new(
            &Average::HalfLife {
                samples: 128,
                ramp_up: 0.0,
            },
            64,
        );
        assert!((0..3).all(|_| (half_life.updated().unwrap() - FRAC_1_SQRT_2).abs() < 1e-15));
    }

    #[test]
    fn a_half_life_ramps_up() {
        // min(128, 0.5 * 64 n) is 32, 64, 96, 128, 128.
        let mut averaging = Averaging::new(
            &Average::HalfLife {
                samples: 128,
                ramp_up: 0.5,
            },
            64,
        );
        for wanted in [0.25, 0.5, 0.6299605249474366, FRAC_1_SQRT_2, FRAC_1_SQRT_2] {
            let beta = averaging.updated().unwrap();
            assert!((beta - wanted).abs() < 1e-15, "{beta}, not {wanted}");
        }
    }

    #[test]
    fn fakes_to_learn_from() {
        assert_eq!(top_k(&Select::All, 1000, 32), 32);
        let table = [
            (0, 10),
            (99, 10),
            (100, 8),
            (199, 8),
            (200, 6),
            (300, 5),
            (400, 5),
            (u64::MAX, 5),
        ];
        for (updates, wanted) in table {
            let select = Select::TopK {
                decay: 0.8,
                every: 100,
                least: 0.5,
            };
            assert_eq!(top_k(&select, updates, 10), wanted, "after {updates}");
        }
        // 7.5 and 5.625 rows.
        let rounded = [1, 2].map(|updates| {
            top_k(
                &Select::TopK {
                    decay: 0.75,
                    every: 1,
                    least: 0.5,
                },
                updates,
                10,
            )
        });
        assert_eq!(rounded, [8, 6]);
        assert_eq!(
            top_k(
                &Select::TopK {
                    decay: 0.5,
                    every: 1,
                    least: 0.01
                },
                50,
                10
            ),
            1
        );
        assert_eq!(
            top_k(
                &Select::TopK {
                    decay: 0.5,
                    every: 1,
                    least: 1.0
                },
                50,
                10
            ),
            10
        );
    }
}
