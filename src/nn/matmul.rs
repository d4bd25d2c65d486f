//! Matrix product of row-major slices by the `gemm` crate, on the calling thread.

/// A row-major matrix, or its transpose, without moving anything.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: isize,
    column_stride: isize,
}

impl<'a> Matrix<'a> {
    /// `values` as `rows` x `columns`.
    ///
    /// # Panics
    /// If the number of values is another.
    pub(super) fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(values.len(), rows * columns, "a {rows} x {columns} matrix");
        Self { values, rows, columns, row_stride: columns as isize, column_stride: 1 }
    }

    pub(super) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }
}

/// What happens to the values that `out` already holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Into {
    Overwrite,
    Add,
}

/// `out` (row-major) = or += `left` * `right`.
///
/// # Panics
/// If the sizes do not fit.
pub(super) fn multiply(left: Matrix, right: Matrix, out: &mut [f32], into: Into) {
    let (rows, depth, columns) = (left.rows, left.columns, right.columns);
    assert_eq!(depth, right.rows, "inner sizes differ");
    assert_eq!(out.len(), rows * columns, "the product is {rows} x {columns}");
    debug_assert!(left.values.len() == rows * depth && right.values.len() == depth * columns);
    // SAFETY: `Matrix::new` has checked that each operand holds rows * columns values and its strides stay within them;
    // `out` holds rows * columns values with strides (columns, 1) and, borrowed mutably, overlaps neither operand.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            out.as_mut_ptr(),
            1,
            columns as isize,
            into == Into::Add,
            left.values.as_ptr(),
            left.column_stride,
            left.row_stride,
            right.values.as_ptr(),
            right.column_stride,
            right.row_stride,
            1.0f32,
            1.0f32,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(left: &[f32], right: &[f32], (m, k, n): (usize, usize, usize)) -> Vec<f32> {
        let cell = |i: usize, j: usize| (0..k).map(|p| left[i * k + p] * right[p * n + j]).sum();
        (0..m * n).map(|at| cell(at / n, at % n)).collect()
    }

    #[test]
    fn agrees_with_the_definition_transposed_and_added() {
        for (m, k, n) in [(1, 1, 1), (5, 7, 1), (1, 9, 4), (33, 17, 20), (64, 2, 3)] {
            let left: Vec<f32> = (0..m * k).map(|i| (i as f32 * 0.7).sin()).collect();
            let right: Vec<f32> = (0..k * n).map(|i| (i as f32 * 0.3).cos()).collect();
            let left_transposed: Vec<f32> = (0..m * k).map(|at| left[(at % m) * k + at / m]).collect();
            let expected = reference(&left, &right, (m, k, n));
            let mut out = vec![1.0; m * n];
            multiply(Matrix::new(&left, m, k), Matrix::new(&right, k, n), &mut out, Into::Add);
            let twice = Matrix::new(&left_transposed, k, m).transposed();
            multiply(twice, Matrix::new(&right, k, n), &mut out, Into::Add);
            for (value, expected) in out.iter().zip(&expected) {
                assert!((value - (1.0 + 2.0 * expected)).abs() < 1e-4, "{value} {expected}");
            }
            multiply(twice, Matrix::new(&right, k, n), &mut out, Into::Overwrite);
            assert!(out.iter().zip(&expected).all(|(value, expected)| (value - expected).abs() < 1e-4));
        }
    }
}
