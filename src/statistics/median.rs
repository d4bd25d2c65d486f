//! The median of few values and how well they tell it.

use crate::diagnose::median;

/// Fewest values from which the smallest and the largest hold the median between them with
/// 95 % confidence.
pub(crate) const MIN_VALUES: usize = 6;

/// The median of the finite values among these, between two of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MedianInterval {
    /// The median itself.
    pub median: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How many finite values there were.
    pub count: usize,
    /// Whether low and high are a 95 % interval of the median. Of fewer than [`MIN_VALUES`]
    /// values they are just the smallest and the largest one.
    pub is_interval: bool,
}

/// Median and its interval from order statistics, which assumes nothing about the values but that
/// they are independent (Conover 1999, section 3.2). `None` without a finite value.
pub(super) fn median_interval(values: impl Iterator<Item = f64>) -> Option<MedianInterval> {
    let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let median = median(sorted.iter().copied())?;
    let dropped = dropped_at_each_end(count);
    let (low, high) = (sorted[dropped], sorted[count - 1 - dropped]);
    Some(MedianInterval {
        median,
        low,
        high,
        count,
        is_interval: count >= MIN_VALUES,
    })
}

/// The median of the finite values among these, with the smallest and the largest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MedianRange {
    /// The median itself.
    pub median: f64,
    /// The smallest finite value.
    pub min: f64,
    /// The largest finite value.
    pub max: f64,
}

/// Median and range of the finite values among these; `None` when there are none.
pub(super) fn median_range(values: impl Iterator<Item = f64>) -> Option<MedianRange> {
    let finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    let all = || finite.iter().copied();
    Some(MedianRange {
        median: median(all())?,
        min: all().fold(f64::INFINITY, f64::min),
        max: all().fold(f64::NEG_INFINITY, f64::max),
    })
}

/// How many values may be left out at each end so that the rest still holds the median with 95 %
/// confidence.
fn dropped_at_each_end(count: usize) -> usize {
    // P(Binomial(count, 1/2) <= k), summed from k = 0.
    let (mut term, mut sum) = (0.5_f64.powi(count as i32), 0.0);
    if term == 0.0 {
        // More than a thousand values: the normal approximation is exact enough.
        return ((count as f64 / 2.0) - 0.98 * (count as f64).sqrt()).floor() as usize;
    }
    for kept in 0..count {
        sum += term;
        if sum > 0.025 {
            return kept.saturating_sub(1).min(count / 2);
        }
        term *= (count - kept) as f64 / (kept + 1) as f64;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = f64>) -> MedianInterval {
        median_interval(values.into_iter()).unwrap()
    }

    #[test]
    fn few_values_give_their_range_and_say_so() {
        assert_eq!(median_interval(std::iter::empty()), None);
        assert_eq!(median_interval([f64::NAN].into_iter()), None);
        let five = of([3.0, 1.0, 2.0, 5.0, f64::INFINITY, 4.0]);
        assert_eq!(
            (
                five.median,
                five.low,
                five.high,
                five.count,
                five.is_interval
            ),
            (3.0, 1.0, 5.0, 5, false)
        );
        assert!(of((1..=6).map(f64::from)).is_interval);
    }

    #[test]
    fn the_ranks_are_those_of_scipy() {
        for case in crate::golden::statistics("medians").as_array().unwrap() {
            let (count, rank) = (
                case["count"].as_u64().unwrap(),
                case["rank"].as_f64().unwrap(),
            );
            let interval = of((1..=count).map(|value| value as f64));
            assert_eq!(
                (interval.low, interval.high),
                (rank, count as f64 + 1.0 - rank),
                "{count}"
            );
        }
        let many = of((1..=2000).map(f64::from));
        assert!((950.0..960.0).contains(&many.low), "{}", many.low);
    }
}
