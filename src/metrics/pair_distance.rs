//! How far two rows of a set are from each other, most pairs taken: unlike a standard deviation it does not change with
//! a few rows that lie far from all others.

/// The share of pairs, the farthest ones, that are left out.
pub const FARTHEST_PAIRS: f64 = 0.05;

/// The mean distance of neighbouring rows, the last and the first row being a pair too, without the farthest twentieth of
/// pairs; rows are in any order that has no meaning. A row is of two pairs, so that one of forty rows may lie anywhere. None
/// of fewer than two rows, or where a value is not finite.
pub fn pair_distance(rows: &[f32], width: usize) -> Option<f64> {
    let count = rows.len() / width;
    if count < 2 || rows.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let row = |at: usize| &rows[at % count * width..][..width];
    let distance = |at: usize| {
        let pairs = row(at).iter().zip(row(at + 1));
        let squares = pairs.map(|(one, other)| (f64::from(*one) - f64::from(*other)).powi(2));
        squares.sum::<f64>().sqrt()
    };
    let mut distances: Vec<f64> = (0..count).map(distance).collect();
    distances.sort_unstable_by(f64::total_cmp);
    let kept = &distances[..count - (FARTHEST_PAIRS * count as f64) as usize];
    Some(kept.iter().sum::<f64>() / kept.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_forty_rows_may_lie_anywhere() {
        // Rows at 0 and 1 in turn, so that all pairs are 1 apart.
        let mut rows: Vec<f32> = (0..100).flat_map(|at| [(at % 2) as f32, 5.0]).collect();
        assert_eq!(pair_distance(&rows, 2), Some(1.0));
        rows[60] = 1e9;
        rows[160] = -1e9;
        assert_eq!(pair_distance(&rows, 2), Some(1.0));
        rows[20] = 1e9;
        assert!(pair_distance(&rows, 2).unwrap() > 1e6);
        let line: Vec<f32> = (0..40).map(|at| at as f32).collect();
        // 39 pairs are 1 apart, the last and the first 39; two are left out.
        assert_eq!(pair_distance(&line, 1), Some(1.0));
        assert_eq!(pair_distance(&[3.0; 40], 4), Some(0.0));
        assert_eq!(pair_distance(&[3.0; 4], 4), None);
        assert_eq!(pair_distance(&[3.0, f32::NAN, 1.0], 1), None);
    }

    /// Nine of ten rows are zeros: a quantile would be zero, or not, by chance.
    #[test]
    fn rows_that_are_mostly_zeros_have_a_distance() {
        let rows: Vec<f32> = (0..1_000).map(|at| f32::from(at % 10 == 0)).collect();
        let distance = pair_distance(&rows, 1).unwrap();
        assert!((distance - 0.15 / 0.95).abs() < 1e-9, "{distance}");
    }
}
