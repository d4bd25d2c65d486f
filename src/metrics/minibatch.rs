//! Minibatch standard deviation (Karras et al. 2018, section 3), the feature that tells D how much a batch varies.

/// Rows of a group.
const GROUP: usize = 4;
const EPSILON: f64 = 1e-8;

/// The mean over features, and over groups of four rows that follow each other, of sqrt(variance + 1e-8). Rows that fill no
/// group are left out; fewer than four rows are one group. NaN where there is none.
pub fn minibatch_stddev(rows: &[f32], width: usize) -> f64 {
    let group = (rows.len() / width).min(GROUP);
    if group == 0 {
        return f64::NAN;
    }
    let groups = rows.chunks_exact(group * width);
    let count = groups.len() as f64;
    let deviation = |rows: &[f32], feature: usize| {
        let values = || rows.iter().skip(feature).step_by(width).map(|value| f64::from(*value));
        let mean = values().sum::<f64>() / group as f64;
        (values().map(|value| (value - mean).powi(2)).sum::<f64>() / group as f64 + EPSILON).sqrt()
    };
    let sum: f64 = groups.map(|rows| (0..width).map(|feature| deviation(rows, feature)).sum::<f64>()).sum();
    sum / (count * width as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{metrics, numbers};

    #[test]
    fn it_agrees_with_pytorch() {
        let case = metrics("minibatch_stddev");
        let found = minibatch_stddev(&numbers(&case["rows"]), case["width"].as_u64().unwrap() as usize);
        let expected = case["value"].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
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
