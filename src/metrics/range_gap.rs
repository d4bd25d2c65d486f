//! Whether the range of values alone tells samples from real rows.

use super::measure::{Measure, RealRows};

/// Real rows whose values are taken.
const REAL_ROWS: usize = 1_000;

/// Share of the range by which it is widened on both sides.
const MARGIN: f64 = 0.01;

/// The values of real rows.
pub struct ValueRange {
    sorted: Vec<f32>,
}

/// The smallest and largest value, widened.
fn bounds(smallest: f32, largest: f32) -> (f64, f64) {
    let (smallest, largest) = (f64::from(smallest), f64::from(largest));
    let margin = MARGIN * (largest - smallest);
    (smallest - margin, largest + margin)
}

impl ValueRange {
    /// Takes all values of rows.
    pub fn new(rows: &[f32]) -> Self {
        let mut sorted = rows.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        Self { sorted }
    }

    /// The larger of the two shares of values that lie outside the other side's range, which is
    /// widened by 1 % of itself: a D can tell at least so much by range alone. From 0 to 1; NaN if
    /// a value is not finite or a side is empty.
    pub fn gap(&self, samples: &[f32]) -> f64 {
        let finite = |values: &[f32]| values.iter().all(|value| value.is_finite());
        let (Some(first), Some(last)) = (self.sorted.first(), self.sorted.last()) else {
            return f64::NAN;
        };
        if samples.is_empty() || !finite(samples) || !finite(&[*first, *last]) {
            return f64::NAN;
        }
        let (low, high) = bounds(*first, *last);
        let outside = samples
            .iter()
            .filter(|value| f64::from(**value) < low || f64::from(**value) > high)
            .count();
        let samples_outside = outside as f64 / samples.len() as f64;
        samples_outside.max(self.share_outside(samples))
    }

    /// Share of the real values outside the range of samples.
    fn share_outside(&self, samples: &[f32]) -> f64 {
        let smallest = samples.iter().copied().fold(f32::INFINITY, f32::min);
        let largest = samples.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let (low, high) = bounds(smallest, largest);
        let below = self.sorted.partition_point(|value| f64::from(*value) < low);
        let not_above = self
            .sorted
            .partition_point(|value| f64::from(*value) <= high);
        (below + self.sorted.len() - not_above) as f64 / self.sorted.len() as f64
    }
}

/// The metric `range_gap`.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let range = ValueRange::new(real.data.first(REAL_ROWS));
    Some(Box::new(move |samples| {
        Some(range.gap(samples.data.values))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(real: &[f32], samples: &[f32]) -> f64 {
        ValueRange::new(real).gap(samples)
    }

    #[test]
    fn it_is_the_larger_of_both_shares() {
        assert_eq!(
            gap(&[0.0, 1.0, 2.0, 10.0], &[0.0, 1.0, 2.0, 3.0]),
            0.25,
            "a real value beyond the samples"
        );
        assert_eq!(
            gap(&[0.0, 1.0], &[-5.0, 0.0, 1.0, 7.0]),
            0.5,
            "samples beyond the data"
        );
        assert_eq!(gap(&[-1.0, 1.0], &[0.0, 0.1]), 1.0);
    }

    #[test]
    fn one_per_cent_of_the_range_is_forgiven() {
        assert_eq!(gap(&[0.0, 1.0], &[-0.009, 1.009]), 0.0);
        assert_eq!(gap(&[0.0, 1.0], &[0.0, 1.02]), 0.5);
        assert_eq!(gap(&[1.0; 3], &[1.0; 5]), 0.0);
    }

    #[test]
    fn what_is_not_finite_has_no_gap() {
        assert!(gap(&[0.0, 1.0], &[0.0, f32::NAN]).is_nan());
        assert!(gap(&[0.0, 1.0], &[f32::NEG_INFINITY]).is_nan());
        assert!(gap(&[f32::NAN], &[1.0]).is_nan());
        assert!(gap(&[], &[1.0]).is_nan());
    }
}
