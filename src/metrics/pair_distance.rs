//! How far two rows of a set are from each other, as most pairs are: unlike a standard deviation it hardly changes with
//! a few rows that lie far from all others.

/// The share of pairs that are nearer.
pub const NEARER_PAIRS: f64 = 0.8;

/// The distance that this share of pairs of neighbouring rows keep within, the last and the first row being one; rows are in
/// any order that has no meaning. A row is of two pairs, so that a tenth of all rows may lie anywhere. None of fewer than two
/// rows, or where a value is not finite.
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
    let at = (NEARER_PAIRS * (count - 1) as f64) as usize;
    let (_, within, _) = distances.select_nth_unstable_by(at, f64::total_cmp);
    Some(*within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_rows_may_lie_anywhere() {
        // Rows at 0 and 1 in turn, so that all pairs are 1 apart.
        let mut rows: Vec<f32> = (0..100).flat_map(|at| [(at % 2) as f32, 5.0]).collect();
        assert_eq!(pair_distance(&rows, 2), Some(1.0));
        for at in 0..9 {
            rows[22 * at] = 1e9;
        }
        assert_eq!(pair_distance(&rows, 2), Some(1.0));
        for at in 0..60 {
            rows[2 * at] = 100.0 * at as f32;
        }
        assert_eq!(pair_distance(&rows, 2), Some(100.0));
        assert_eq!(pair_distance(&[3.0; 40], 4), Some(0.0));
        assert_eq!(pair_distance(&[3.0; 4], 4), None);
        assert_eq!(pair_distance(&[3.0, f32::NAN, 1.0], 1), None);
    }
}
