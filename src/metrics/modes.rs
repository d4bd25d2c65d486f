//! Which modes of a known mixture the samples reach (Lin et al. 2018, synthetic data).

use crate::data::Modes;

/// Samples farther from the nearest mode than this many standard deviations are not of high quality (strictly less).
const HIGH_QUALITY: f32 = 3.0;

/// High-quality samples counted by mode.
pub struct ModeCounts {
    /// High-quality samples whose nearest mode is this one.
    pub by_mode: Vec<u32>,
    samples: usize,
}

impl ModeCounts {
    /// Assigns points (x, y) to their nearest modes. A point that is not finite is near none.
    pub fn new(samples: &[f32], modes: &Modes) -> Self {
        let limit = (HIGH_QUALITY * modes.std).powi(2);
        let mut by_mode = vec![0; modes.centres.len()];
        for point in samples.chunks_exact(2) {
            let mut nearest = (f32::INFINITY, 0);
            for (index, centre) in modes.centres.iter().enumerate() {
                let distance = (point[0] - centre[0]).powi(2) + (point[1] - centre[1]).powi(2);
                if distance < nearest.0 {
                    nearest = (distance, index);
                }
            }
            if nearest.0 < limit {
                by_mode[nearest.1] += 1;
            }
        }
        Self { by_mode, samples: samples.len() / 2 }
    }

    /// Modes with at least one high-quality sample.
    pub fn captured(&self) -> usize {
        self.by_mode.iter().filter(|count| **count > 0).count()
    }

    /// Share of high-quality samples.
    pub fn high_quality(&self) -> f64 {
        f64::from(self.by_mode.iter().sum::<u32>()) / self.samples as f64
    }

    /// KL(histogram of the high-quality samples || uniform) in nats; NaN when no sample is of high quality.
    pub fn reverse_kl(&self) -> f64 {
        let total = f64::from(self.by_mode.iter().sum::<u32>());
        let shares = self.by_mode.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / total);
        let entropy: f64 = -shares.map(|share| share * share.ln()).sum::<f64>();
        if total > 0.0 { (self.by_mode.len() as f64).ln() - entropy } else { f64::NAN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_modes() -> Modes {
        Modes { centres: vec![[0.0, 0.0], [1.0, 0.0]], std: 0.1 }
    }

    #[test]
    fn one_mode_only_is_ln_k_and_a_balanced_pair_is_zero() {
        let one = ModeCounts::new(&[0.0, 0.1, 0.1, 0.0, f32::NAN, 0.0, 0.5, 0.0], &two_modes());
        assert_eq!((one.captured(), one.high_quality()), (1, 0.5));
        assert!((one.reverse_kl() - 2f64.ln()).abs() < 1e-12);
        let both = ModeCounts::new(&[0.0, 0.0, 1.0, 0.0], &two_modes());
        assert_eq!((both.captured(), both.high_quality()), (2, 1.0));
        assert!(both.reverse_kl().abs() < 1e-12);
        assert!(ModeCounts::new(&[9.0, 9.0], &two_modes()).reverse_kl().is_nan());
    }

    #[test]
    fn three_standard_deviations_are_too_far() {
        let modes = Modes { centres: vec![[0.0, 0.0]], std: 1.0 };
        assert_eq!(ModeCounts::new(&[3.0, 0.0], &modes).captured(), 0);
        assert_eq!(ModeCounts::new(&[2.99, 0.0], &modes).captured(), 1);
    }
}
