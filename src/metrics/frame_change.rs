//! How much the samples of the same latents change from one evaluation to the next.

use super::measure::{Measure, RealRows};

/// Real rows that a change is compared with.
const REAL_ROWS: usize = 1_000;
/// Latents whose samples are tracked from one evaluation to the next.
const TRACKED: usize = 64;

/// The samples, out of whole rows of `width` values, that are tracked.
pub(super) fn tracked_rows(rows: &[f32], width: usize) -> &[f32] {
    &rows[..rows.len().min(TRACKED * width)]
}

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
fn mean_difference_of_successive_rows(rows: &[f32], width: usize) -> f64 {
    mean_absolute_difference(rows, rows.get(width..).unwrap_or_default())
}

/// The metric `frame_change`. Data of a single row, or of one row many times, have nothing to
/// compare it with.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let width = real.data.width;
    let independent = mean_difference_of_successive_rows(real.data.first(REAL_ROWS), width);
    (independent > 0.0).then(|| -> Measure {
        Box::new(move |samples| {
            let now = tracked_rows(samples.data.values, width);
            let before = tracked_rows(samples.previous?, width);
            Some(mean_absolute_difference(now, before) / independent)
        })
    })
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
            mean_difference_of_successive_rows(&[0.0, 0.0, 1.0, 2.0, 1.0, 3.0], 2),
            1.0
        );
        assert!(mean_difference_of_successive_rows(&[0.0, 0.0], 2).is_nan());
        assert!(mean_difference_of_successive_rows(&[], 2).is_nan());
    }
}
