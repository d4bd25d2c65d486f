//! Frechet distance of two normal distributions, on any features (Heusel et al. 2017, section 3 and
//! appendix):
//! |mu - mu'|^2 + tr(S + S' - 2 (S S')^1/2).
//!
//! With S = A A^T, the eigenvalues of (S S')^1/2 are the square roots of those of A^T S' A, which
//! is symmetric. A has as many columns as there are rows or features, whichever are fewer, so
//! covariances without an inverse are no special case.

use nalgebra::{DMatrix, DVector};

use super::eigenvalues;
use super::measure::{MANY, Measure, RealRows, Rows};

/// Wide rows of each side.
const WIDE_ROWS: usize = 250;

/// Mean and covariance of rows.
struct Gaussian {
    mean: DVector<f64>,
    /// A matrix A (features, rows or features) with A A^T the covariance, over rows - 1.
    root: DMatrix<f64>,
}

impl Gaussian {
    /// Fits whole rows of `width` values. The covariance of a single row is 0. None if a value is
    /// not finite or there is no row.
    fn new(rows: &[f32], width: usize) -> Option<Self> {
        if rows.is_empty() || rows.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut columns = eigenvalues::columns(rows, width);
        let mean = columns.column_mean();
        let scale = 1.0 / ((columns.ncols() - 1).max(1) as f64).sqrt();
        for mut column in columns.column_iter_mut() {
            column -= &mean;
            column *= scale;
        }
        let root = if columns.ncols() <= width {
            columns
        } else {
            root(eigenvalues::smaller_gram(&columns))
        };
        Some(Self { mean, root })
    }

    /// The distance between two fits; 0 where rounding leaves less.
    fn distance(&self, other: &Self) -> f64 {
        let means = (&self.mean - &other.mean).norm_squared();
        let crossed = self.root.transpose() * &other.root;
        let Some(eigenvalues) = eigenvalues::eigenvalues(eigenvalues::smaller_gram(&crossed))
        else {
            return f64::NAN;
        };
        let shared: f64 = eigenvalues.iter().map(|value| value.sqrt()).sum();
        let distance = means + self.root.norm_squared() + other.root.norm_squared() - 2.0 * shared;
        if distance < 0.0 { 0.0 } else { distance }
    }
}

/// A with A A^T = S, from the eigenvectors of S.
fn root(covariance: DMatrix<f64>) -> DMatrix<f64> {
    let eigen = covariance.symmetric_eigen();
    let mut root = eigen.eigenvectors;
    for (mut column, value) in root.column_iter_mut().zip(eigen.eigenvalues.iter()) {
        column *= value.max(0.0).sqrt();
    }
    root
}

/// The Frechet distance of samples from real rows, each of `width` values; NaN if a value is not
/// finite or a side is empty.
pub fn frechet(real: &[f32], samples: &[f32], width: usize) -> f64 {
    match (Gaussian::new(real, width), Gaussian::new(samples, width)) {
        (Some(real), Some(samples)) => real.distance(&samples),
        _ => f64::NAN,
    }
}

/// The metric `frechet`.
pub(super) fn prepare(real: &RealRows) -> Option<Measure> {
    let fit = |rows: Rows| Gaussian::new(rows.first_by_width(MANY, WIDE_ROWS), rows.width);
    let real = fit(real.features);
    Some(Box::new(move |samples| {
        let distance = real
            .as_ref()
            .zip(fit(samples.features))
            .map(|(real, fake)| real.distance(&fake));
        Some(distance.unwrap_or(f64::NAN))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{hashed, metrics, numbers};

    #[test]
    fn it_agrees_with_the_matrix_square_root() {
        for case in metrics("frechet").as_array().unwrap() {
            let width = case["width"].as_u64().unwrap() as usize;
            let found = frechet(&numbers(&case["real"]), &numbers(&case["fake"]), width);
            let expected = case["distance"].as_f64().unwrap();
            assert!(
                (found - expected).abs() < 1e-6 * expected.max(1.0),
                "{}: {found}, expected {expected}",
                case["name"]
            );
        }
    }

    #[test]
    fn equal_rows_are_at_zero_and_moved_ones_at_the_square_of_the_way() {
        for (count, width) in [(200, 3), (3, 20), (1, 4)] {
            let rows = hashed(count * width, 5, 1.0);
            assert!(frechet(&rows, &rows, width) < 1e-6, "{count} {width}");
            let moved: Vec<f32> = rows.iter().map(|value| value + 2.0).collect();
            assert!((frechet(&rows, &moved, width) - 4.0 * width as f64).abs() < 1e-5);
        }
        assert!(frechet(&[1.0; 12], &[1.0; 6], 2) < 1e-20);
        assert!(frechet(&[1.0, f32::INFINITY], &[1.0, 1.0], 2).is_nan());
        assert!(frechet(&[], &[1.0, 1.0], 2).is_nan());
    }
}
