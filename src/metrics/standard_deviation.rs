//! How far samples differ from each other, whatever they show: the standard deviation of each
//! feature, and the minibatch standard deviation (Karras et al. 2018, section 3) that tells D how
//! much a batch varies.

use super::measure::{Measure, RealRows};

/// Real rows that samples are compared with.
const REAL_ROWS: usize = 1_000;
/// Rows of a group.
const GROUP: usize = 4;
/// What keeps the square root away from 0.
const EPSILON: f64 = 1e-8;

/// Standard deviation of each feature over the rows, averaged over the features.
pub fn mean_standard_deviation(rows: &[f32], row: usize) -> f64 {
    let n = (rows.len() / row) as f64;
    let (mut sums, mut squares) = (vec![0f64; row], vec![0f64; row]);
    for values in rows.chunks_exact(row) {
        for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(values) {
            *sum += f64::from(*value);
            *square += f64::from(*value).powi(2);
        }
    }
    let deviation = |(sum, square): (&f64, &f64)| {
        let variance = square / n - (sum / n).powi(2);
        // Rounding may leave a constant feature just below zero; a NaN stays one.
        if variance < 0.0 { 0.0 } else { variance.sqrt() }
    };
    sums.iter().zip(&squares).map(deviation).sum::<f64>() / row as f64
}

/// The mean over features, and over groups of four rows that follow each other, of sqrt(variance +
/// 1e-8). Rows that fill no group are left out; fewer than four rows are one group. NaN where there
/// is none.
pub fn minibatch_stddev(rows: &[f32], width: usize) -> f64 {
    let group = (rows.len() / width).min(GROUP);
    if group == 0 {
        return f64::NAN;
    }
    let groups = rows.chunks_exact(group * width);
    let count = groups.len() as f64;
    groups.map(|rows| deviations(rows, width)).sum::<f64>() / (count * width as f64)
}

/// The sum over features of the deviation within one group.
fn deviations(rows: &[f32], width: usize) -> f64 {
    let share = width as f64 / rows.len() as f64;
    let mut means = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        means
            .iter_mut()
            .zip(row)
            .for_each(|(mean, value)| *mean += share * f64::from(*value));
    }
    let mut variances = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        for ((variance, mean), value) in variances.iter_mut().zip(&means).zip(row) {
            *variance += share * (f64::from(*value) - mean).powi(2);
        }
    }
    variances
        .iter()
        .map(|variance| (variance + EPSILON).sqrt())
        .sum()
}

/// The metric `spread`. Data of a single row, or of one row many times, have nothing to compare it
/// with.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let real = mean_standard_deviation(real.data.first(REAL_ROWS), real.data.width);
    (real > 0.0).then(|| -> Measure {
        Box::new(move |samples| {
            Some(mean_standard_deviation(samples.data.values, samples.data.width) / real)
        })
    })
}

/// The metric `minibatch_stddev`, of the same data as [`prepare`].
pub(super) fn prepare_minibatch(real: &RealRows) -> Option<Measure> {
    let (rows, width) = (real.data.first(REAL_ROWS), real.data.width);
    let value = minibatch_stddev(rows, width);
    (mean_standard_deviation(rows, width) > 0.0).then(|| -> Measure {
        Box::new(move |samples| {
            Some(minibatch_stddev(samples.data.values, samples.data.width) / value)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{metrics, numbers};

    #[test]
    fn the_deviation_of_two_rows() {
        assert!((mean_standard_deviation(&[0.0, 5.0, 2.0, 5.0], 2) - 0.5).abs() < 1e-12);
        assert_eq!(mean_standard_deviation(&[0.1; 6], 2), 0.0);
    }

    #[test]
    fn minibatch_stddev_agrees_with_pytorch() {
        let case = metrics("minibatch_stddev");
        let found = minibatch_stddev(
            &numbers(&case["rows"]),
            case["width"].as_u64().unwrap() as usize,
        );
        let expected = case["value"].as_f64().unwrap();
        assert!(
            (found - expected).abs() < 1e-9,
            "{found}, expected {expected}"
        );
    }

    #[test]
    fn few_rows_are_a_group_and_what_is_over_is_left_out() {
        assert!((minibatch_stddev(&[0.0, 2.0], 1) - 1.0).abs() < 1e-8);
        assert!((minibatch_stddev(&[5.0], 1) - 1e-4).abs() < 1e-12);
        assert!((minibatch_stddev(&[0.0, 2.0, 0.0, 2.0, 100.0], 1) - 1.0).abs() < 1e-8);
        assert!(minibatch_stddev(&[], 1).is_nan());
        assert!(minibatch_stddev(&[f32::NAN; 4], 1).is_nan());
    }
}
