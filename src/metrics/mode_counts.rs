//! Which modes of the data the samples reach, where they are known (Lin et al. 2018, synthetic
//! data).

use crate::data::Modes;
use crate::distances::squared_distance;

/// High-quality samples counted by mode.
#[derive(Clone, Debug, PartialEq)]
pub struct ModeCounts {
    /// High-quality samples whose nearest mode is this one.
    pub by_mode: Vec<u32>,
    samples: usize,
}

impl ModeCounts {
    /// Assigns samples (whole rows) to their nearest modes. One that is not finite is near none.
    pub fn new(samples: &[f32], modes: &Modes) -> Self {
        let limit = modes.radius.powi(2);
        let mut by_mode = vec![0; modes.count()];
        for sample in samples.chunks_exact(modes.row) {
            let mut nearest = (limit, None);
            for (index, centre) in modes.rows().enumerate() {
                let distance = squared_distance(sample, centre, nearest.0);
                if distance < nearest.0 {
                    nearest = (distance, Some(index));
                }
            }
            if let Some(index) = nearest.1 {
                by_mode[index] += 1;
            }
        }
        Self {
            by_mode,
            samples: samples.len() / modes.row,
        }
    }

    /// Counts other samples with these.
    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.by_mode.iter_mut().zip(&other.by_mode) {
            *count += more;
        }
        self.samples += other.samples;
    }

    /// Samples that were counted, near a mode or not.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// Modes with at least one high-quality sample.
    pub fn captured(&self) -> usize {
        self.by_mode.iter().filter(|count| **count > 0).count()
    }

    /// The smallest share of a mode among the high-quality samples, over its share of the data; NaN
    /// when there are none.
    pub fn rarest(&self) -> f64 {
        let total = f64::from(self.by_mode.iter().sum::<u32>());
        let least = self
            .by_mode
            .iter()
            .min()
            .map_or(f64::NAN, |least| f64::from(*least));
        if total > 0.0 {
            least * self.by_mode.len() as f64 / total
        } else {
            f64::NAN
        }
    }

    /// Share of high-quality samples.
    pub fn high_quality(&self) -> f64 {
        f64::from(self.by_mode.iter().sum::<u32>()) / self.samples as f64
    }

    /// All of these.
    pub(super) fn summary(&self) -> CountSummary {
        CountSummary {
            captured: self.captured(),
            total: self.by_mode.len(),
            high_quality: Some(self.high_quality()),
            reverse_kl: self.reverse_kl(),
            rarest: self.rarest(),
        }
    }

    /// KL(histogram of the high-quality samples || uniform) in nats; NaN when no sample is of high
    /// quality.
    pub fn reverse_kl(&self) -> f64 {
        let total = f64::from(self.by_mode.iter().sum::<u32>());
        let shares = self
            .by_mode
            .iter()
            .filter(|count| **count > 0)
            .map(|count| f64::from(*count) / total);
        let entropy: f64 = -shares.map(|share| share * share.ln()).sum::<f64>();
        if total > 0.0 {
            (self.by_mode.len() as f64).ln() - entropy
        } else {
            f64::NAN
        }
    }
}

/// What counts of samples by mode, or by class, say.
pub(super) struct CountSummary {
    /// Modes with at least one sample.
    pub captured: usize,
    /// Modes of the data.
    pub total: usize,
    /// Share of high-quality samples, where modes are known exactly.
    pub high_quality: Option<f64>,
    /// KL(modes of the samples || modes of the data) in nats.
    pub reverse_kl: f64,
    /// The smallest share of a mode among the samples, over its share of the data.
    pub rarest: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_modes() -> Modes {
        Modes {
            centres: vec![0.0, 0.0, 1.0, 0.0],
            row: 2,
            radius: 3.0 * 0.1,
        }
    }

    #[test]
    fn one_mode_only_is_ln_k_and_a_balanced_pair_is_zero() {
        let one = ModeCounts::new(&[0.0, 0.1, 0.1, 0.0, f32::NAN, 0.0, 0.5, 0.0], &two_modes());
        assert_eq!((one.captured(), one.high_quality()), (1, 0.5));
        assert!((one.reverse_kl() - 2f64.ln()).abs() < 1e-12);
        let both = ModeCounts::new(&[0.0, 0.0, 1.0, 0.0], &two_modes());
        assert_eq!((both.captured(), both.high_quality()), (2, 1.0));
        assert!(both.reverse_kl().abs() < 1e-12);
        assert!(
            ModeCounts::new(&[9.0, 9.0], &two_modes())
                .reverse_kl()
                .is_nan()
        );
    }

    #[test]
    fn three_standard_deviations_are_too_far() {
        let modes = Modes {
            centres: vec![0.0, 0.0],
            row: 2,
            radius: 3.0,
        };
        assert_eq!(ModeCounts::new(&[3.0, 0.0], &modes).captured(), 0);
        assert_eq!(ModeCounts::new(&[2.99, 0.0], &modes).captured(), 1);
    }

    /// The distance of wide rows is cut short where it can; what counts must not depend on that.
    #[test]
    fn wide_rows_are_counted_as_by_the_plain_formula() {
        for row in [2, 15, 192, 1024, 3 * 1024 + 7] {
            let wave = |index: usize, scale: f32| (index as f32 * 0.37 * scale).sin();
            let centres: Vec<f32> = (0..6 * row).map(|at| wave(at, 1.3)).collect();
            let near =
                |at: usize| centres[at % (6 * row)] + wave(at, 2.1) * (at / row) as f32 / 20.0;
            let samples: Vec<f32> = (0..40 * row).map(near).collect();
            let modes = Modes {
                centres,
                row,
                radius: (row as f32).sqrt() * 0.7,
            };
            let mut plain = vec![0; 6];
            for sample in samples.chunks_exact(row) {
                let squares = |centre: &[f32]| -> f32 {
                    sample
                        .iter()
                        .zip(centre)
                        .map(|(a, b)| (a - b).powi(2))
                        .sum()
                };
                let distances: Vec<f32> = modes.rows().map(squares).collect();
                let nearest = (0..6)
                    .min_by(|a, b| distances[*a].total_cmp(&distances[*b]))
                    .unwrap();
                plain[nearest] += u32::from(distances[nearest] < modes.radius.powi(2));
            }
            let counted = ModeCounts::new(&samples, &modes);
            assert_eq!(counted.by_mode, plain, "{row} values a row");
            assert!(
                (0.2..0.9).contains(&counted.high_quality()),
                "{row}: {}",
                counted.high_quality()
            );
        }
    }
}
