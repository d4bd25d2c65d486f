//! How much the same latents' samples change from one evaluation to the next.

/// The mean absolute difference of two lists of values, as far as both go; NaN where there are
/// none.
pub fn mean_absolute_difference(one: &[f32], other: &[f32]) -> f64 {
    let count = one.len().min(other.len());
    let differences = one
        .iter()
        .zip(other)
        .map(|(one, other)| (f64::from(*one) - f64::from(*other)).abs());
    differences.sum::<f64>() / count as f64
}

/// The mean absolute difference between rows that follow each other; NaN where there are fewer than
/// two. Of independent rows it is what a change to a sample of something else amounts to.
pub fn mean_difference_of_neighbours(rows: &[f32], width: usize) -> f64 {
    mean_absolute_difference(rows, rows.get(width..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_means_of_what_both_have() {
        assert_eq!(mean_absolute_difference(&[0.0, 1.0, 9.0], &[1.0, 3.0]), 1.5);
        assert!(mean_absolute_difference(&[], &[1.0]).is_nan());
        assert!(mean_absolute_difference(&[f32::NAN], &[1.0]).is_nan());
    }

    #[test]
    fn steps_go_from_row_to_row() {
        assert_eq!(
            mean_difference_of_neighbours(&[0.0, 0.0, 1.0, 2.0, 1.0, 3.0], 2),
            1.0
        );
        assert!(mean_difference_of_neighbours(&[0.0, 0.0], 2).is_nan());
        assert!(mean_difference_of_neighbours(&[], 2).is_nan());
    }
}
