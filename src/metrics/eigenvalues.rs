//! Eigenvalues of symmetric matrices, and the matrices of rows that have them.

use nalgebra::DMatrix;

/// Whole rows as the columns of a matrix (width, rows).
pub fn columns(rows: &[f32], width: usize) -> DMatrix<f64> {
    DMatrix::from_iterator(
        width,
        rows.len() / width,
        rows.iter().map(|value| f64::from(*value)),
    )
}

/// The smaller of A A^T and A^T A, which have the same eigenvalues except for zeros.
pub fn smaller_gram(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let transposed = matrix.transpose();
    if matrix.nrows() <= matrix.ncols() {
        matrix * transposed
    } else {
        transposed * matrix
    }
}

/// Eigenvalues of a symmetric matrix that has no negative ones, in no particular order; what
/// rounding leaves of a zero is 0. None if a value is not finite.
pub fn eigenvalues(matrix: DMatrix<f64>) -> Option<Vec<f64>> {
    if matrix.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let rounding = f64::EPSILON * matrix.nrows() as f64 * matrix.trace();
    let kept = |value: &f64| if *value > rounding { *value } else { 0.0 };
    Some(matrix.symmetric_eigenvalues().iter().map(kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gram_matrices_share_their_eigenvalues() {
        let matrix = columns(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.5], 3);
        let mut small = eigenvalues(smaller_gram(&matrix)).unwrap();
        let mut large = eigenvalues(&matrix * matrix.transpose()).unwrap();
        small.sort_by(f64::total_cmp);
        large.sort_by(f64::total_cmp);
        assert_eq!((small.len(), large[0]), (2, 0.0));
        small
            .iter()
            .zip(&large[1..])
            .for_each(|(small, large)| assert!((small - large).abs() < 1e-10));
    }

    #[test]
    fn zeros_are_zeros_and_what_is_not_finite_is_refused() {
        assert_eq!(eigenvalues(DMatrix::zeros(4, 4)), Some(vec![0.0; 4]));
        assert_eq!(eigenvalues(DMatrix::from_element(2, 2, f64::NAN)), None);
    }
}
