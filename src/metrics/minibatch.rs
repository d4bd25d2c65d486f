//! Minibatch standard deviation (Karras et al. 2018, section 3), the feature that tells D how much
//! a batch varies.

/// Rows of a group.
const GROUP: usize = 4;
const EPSILON: f64 = 1e-8;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{metrics, numbers};

    #[test]
    fn it_agrees_with_pytorch() {
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
