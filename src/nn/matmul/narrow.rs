//! Products with one or two columns, such as that of a discriminator's last layer, and the gradients of
//! its weights: a tile would compute sixteen columns. Products that sum only one or two terms, such as
//! the gradient of that layer's input: a tile would spend its time starting and finishing.
//!
//! None uses fused multiply-add, and the order of every sum depends on the sizes alone: all
//! instructions and all numbers of threads give the same bits.

use std::borrow::Cow;

use multiversion::multiversion;

use super::finish::Finish;
use super::pack::Matrix;
use super::work;
use crate::nn::thread_pool::ThreadPool;

/// Up to this many columns a product is narrow.
pub(super) const COLUMNS: usize = 2;

/// Up to this many terms of each sum a product is shallow.
pub(super) const DEPTH: usize = 2;

/// Values of a row that are multiplied side by side.
const LANES: usize = 32;

/// Rows whose lanes are added up together.
const ROWS: usize = 32;

/// Columns of the left operand whose sums are formed together, in registers. Threads share whole blocks:
/// less is not worth waking one.
const BLOCK: usize = 64;

/// Rows summed in registers before their sum is added to `out`.
const GROUP: usize = 256;

/// `out` (N, columns) = or += `left` (N, depth) times `right` (depth, columns), finished, for at most
/// [`COLUMNS`] columns.
pub(super) fn matmul(
    pool: &ThreadPool,
    (left, depth): (&[f32], usize),
    right: Matrix,
    (out, columns): (&mut [f32], usize),
    finish: Finish,
) {
    let right = match right {
        Matrix::ColumnMajor(values) => Cow::Borrowed(values),
        Matrix::RowMajor(values) => transposed(values, columns),
    };
    pool.for_each_row_chunk(out, columns, |first, out| {
        work::count(out.len() * depth);
        let left = &left[first * depth..][..out.len() / columns * depth];
        row_products(left, &right, depth, finish.add, out);
        finish.apply(out);
    });
}

/// The same for a depth of at most [`DEPTH`].
pub(super) fn shallow_matmul(
    pool: &ThreadPool,
    (left, depth): (&[f32], usize),
    right: Matrix,
    (out, columns): (&mut [f32], usize),
    finish: Finish,
) {
    let right = match right {
        Matrix::RowMajor(values) => Cow::Borrowed(values),
        Matrix::ColumnMajor(values) => transposed(values, depth),
    };
    pool.for_each_row_chunk(out, columns, |first, out| {
        work::count(out.len() * depth);
        let left = left[first * depth..].chunks(ROWS * depth);
        for (left, out) in left.zip(out.chunks_mut(ROWS * columns)) {
            match right.split_at(columns) {
                (right, []) => scaled_rows(left, right, finish.add, out),
                rows => scaled_row_pairs(left, rows, finish.add, out),
            }
            finish.apply(out);
        }
    });
}

/// Rows of `width` values as columns.
fn transposed(rows: &[f32], width: usize) -> Cow<'_, [f32]> {
    if width == 1 {
        return Cow::Borrowed(rows);
    }
    let column = |at: usize| rows[at..].iter().step_by(width);
    (0..width).flat_map(column).copied().collect()
}

/// `out` (L, R) = or, if `add`, += the product of `left` (N, L), transposed, and `right` (N, R).
pub(super) fn transposed_matmul(
    pool: &ThreadPool,
    (left, left_width): (&[f32], usize),
    (right, right_width): (&[f32], usize),
    (out, add): (&mut [f32], bool),
) {
    let share = pool.chunk_size(left_width, BLOCK, usize::MAX);
    pool.for_each_chunk(out, share * right_width, |piece, out| {
        work::count(left.len() / left_width * out.len());
        if !add {
            out.fill(0.0);
        }
        let groups = left.chunks(GROUP * left_width);
        for (left, right) in groups.zip(right.chunks(GROUP * right_width)) {
            for (block, out) in out.chunks_mut(BLOCK * right_width).enumerate() {
                let columns = (left_width, piece * share + block * BLOCK);
                for column in 0..right_width {
                    add_column_products((left, columns), (right, right_width, column), out);
                }
            }
        }
    });
}

/// `sums` (N, columns) = or += the products of all rows of `left` and `right`, of `depth` values.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn row_products(left: &[f32], right: &[f32], depth: usize, add: bool, sums: &mut [f32]) {
    let columns = right.len() / depth;
    // Lanes of many rows, in memory: a compiler that sees how they are added up shortens the vectors
    // that they are computed in.
    let mut lanes = [[0.0; LANES]; ROWS];
    for (left, sums) in left
        .chunks(ROWS * depth)
        .zip(sums.chunks_mut(ROWS * columns))
    {
        for (column, right) in right.chunks_exact(depth).enumerate() {
            for (row, lanes) in left.chunks_exact(depth).zip(&mut lanes) {
                *lanes = products(row, right);
            }
            let sums = sums[column..].iter_mut().step_by(columns);
            for (sum, lanes) in sums.zip(&lanes) {
                let total = total(lanes);
                *sum = if add { *sum + total } else { total };
            }
        }
    }
}

/// The products of two rows, value `at` in lane `at % LANES`.
#[inline(always)]
fn products(left: &[f32], right: &[f32]) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    for (left, right) in left.iter().zip(right) {
        for at in 0..LANES {
            lanes[at] += left[at] * right[at];
        }
    }
    for ((lane, left), right) in lanes.iter_mut().zip(left_rest).zip(right_rest) {
        *lane += left * right;
    }
    lanes
}

#[inline(always)]
fn total(lanes: &[f32; LANES]) -> f32 {
    let sixteen: [f32; 16] = std::array::from_fn(|at| lanes[at] + lanes[at + 16]);
    let eight: [f32; 8] = std::array::from_fn(|at| sixteen[at] + sixteen[at + 8]);
    let four: [f32; 4] = std::array::from_fn(|at| eight[at] + eight[at + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}

/// Each row of `out` = or += `right` times a value of `left`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scaled_rows(left: &[f32], right: &[f32], add: bool, out: &mut [f32]) {
    for (left, out) in left.iter().zip(out.chunks_exact_mut(right.len())) {
        for (out, right) in out.iter_mut().zip(right) {
            let product = left * right;
            *out = if add { *out + product } else { product };
        }
    }
}

/// Each row of `out` = or += two rows, each times a value of `left`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scaled_row_pairs(left: &[f32], rows: (&[f32], &[f32]), add: bool, out: &mut [f32]) {
    for (left, out) in left
        .as_chunks()
        .0
        .iter()
        .zip(out.chunks_exact_mut(rows.0.len()))
    {
        let [first, second] = left;
        for ((out, a), b) in out.iter_mut().zip(rows.0).zip(rows.1) {
            let product = first * a + second * b;
            *out = if add { *out + product } else { product };
        }
    }
}

/// Adds the products of one column of `right` with up to [`BLOCK`] columns of `left` to that column of
/// `out`: rows of `left` have `width` values, of which those from `first` on are meant, rows of `right`
/// and `out` have `right_width`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_column_products(
    (left, (width, first)): (&[f32], (usize, usize)),
    (right, right_width, column): (&[f32], usize, usize),
    out: &mut [f32],
) {
    let mut sums = [0.0; BLOCK];
    let factors = right[column..].iter().step_by(right_width);
    let rows = left
        .chunks_exact(width)
        .map(|row| &row[first..])
        .zip(factors);
    let count = out.len() / right_width;
    if count == BLOCK {
        for (row, factor) in rows {
            let row: &[f32; BLOCK] = row.first_chunk().expect("a whole block");
            for at in 0..BLOCK {
                sums[at] += row[at] * factor;
            }
        }
    } else {
        for (row, factor) in rows {
            let pairs = sums.iter_mut().zip(&row[..count]);
            pairs.for_each(|(sum, value)| *sum += value * factor);
        }
    }
    let out = out[column..].iter_mut().step_by(right_width);
    out.zip(&sums).for_each(|(out, sum)| *out += sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(count: usize, pace: f32) -> Vec<f32> {
        (0..count).map(|at| (at as f32 * pace).sin()).collect()
    }

    fn assert_close(found: &[f32], expected: impl Fn(usize) -> f64, terms: usize, what: &str) {
        for (at, found) in found.iter().enumerate() {
            let expected = expected(at);
            let difference = (f64::from(*found) - expected).abs();
            // Rounding errors of `terms` additions grow like a random walk: four times that, and a
            // little for bias and finish.
            let tolerance = 6e-8 * (terms as f64).sqrt() * 4.0 + 1e-6;
            assert!(
                difference < tolerance,
                "{what}: {found}, expected {expected} at {at}"
            );
        }
    }

    type Product = fn(&ThreadPool, (&[f32], usize), Matrix, (&mut [f32], usize), Finish);

    #[test]
    fn products_are_those_of_the_definition_for_any_number_of_threads() {
        let sizes: [(Product, _); 7] = [
            (matmul, (1, 1, 1)),
            (matmul, (7, 31, 2)),
            (matmul, (40, 32, 1)),
            (matmul, (67, 200, 2)),
            (shallow_matmul, (1, 1, 1)),
            (shallow_matmul, (67, 1, 40)),
            (shallow_matmul, (35, 2, 19)),
        ];
        for (product, (rows, depth, columns)) in sizes {
            let (left, right) = (wave(rows * depth, 0.7), wave(depth * columns, 0.3));
            let transposed: Vec<f32> = (0..columns * depth)
                .map(|at| right[at % depth * columns + at / depth])
                .collect();
            let (before, bias) = (wave(rows * columns, 1.3), wave(columns, 0.9));
            for (add, slope, bias) in [(false, 1.0, None), (true, 0.2, Some(&bias[..]))] {
                let expected = |at: usize| {
                    let (row, column) = (at / columns, at % columns);
                    let terms = (0..depth).map(|k| {
                        f64::from(left[row * depth + k]) * f64::from(right[k * columns + column])
                    });
                    let start = if add { f64::from(before[at]) } else { 0.0 };
                    let bias = bias.map_or(0.0, |bias| f64::from(bias[column]));
                    let sum = start + terms.sum::<f64>() + bias;
                    if sum > 0.0 {
                        sum
                    } else {
                        f64::from(slope) * sum
                    }
                };
                let mut first: Option<Vec<f32>> = None;
                for threads in [1, 2, 3] {
                    let pool = ThreadPool::new(threads);
                    pool.scratch(1 << 12).fill(f32::NAN);
                    for matrix in [Matrix::RowMajor(&right), Matrix::ColumnMajor(&transposed)] {
                        let mut out = before.clone();
                        let finish = Finish { add, bias, slope };
                        product(&pool, (&left, depth), matrix, (&mut out, columns), finish);
                        assert_close(
                            &out,
                            expected,
                            depth,
                            &format!("{rows} x {depth} x {columns}"),
                        );
                        assert_eq!(first.get_or_insert(out.clone()), &out, "{threads} threads");
                    }
                }
            }
        }
    }

    #[test]
    fn transposed_products_are_those_of_the_definition_for_any_number_of_threads() {
        for (rows, width, columns) in [
            (1, 1, 1),
            (5, 63, 2),
            (300, 64, 2),
            (513, 200, 1),
            (40, 129, 2),
        ] {
            let (left, right) = (wave(rows * width, 0.7), wave(rows * columns, 0.3));
            let before = wave(width * columns, 1.3);
            for add in [false, true] {
                let expected = |at: usize| {
                    let terms = (0..rows).map(|row| {
                        f64::from(left[row * width + at / columns])
                            * f64::from(right[row * columns + at % columns])
                    });
                    terms.sum::<f64>() + if add { f64::from(before[at]) } else { 0.0 }
                };
                let mut first: Option<Vec<f32>> = None;
                for threads in [1, 2, 3] {
                    let pool = ThreadPool::new(threads);
                    let mut out = before.clone();
                    transposed_matmul(&pool, (&left, width), (&right, columns), (&mut out, add));
                    assert_close(
                        &out,
                        expected,
                        rows,
                        &format!("{rows} x {width} x {columns}"),
                    );
                    assert_eq!(first.get_or_insert(out.clone()), &out, "{threads} threads");
                }
            }
        }
    }

    /// Whatever instructions the loops are compiled for: plain ones in the same order.
    #[test]
    fn sums_have_the_bits_of_plain_loops_in_the_same_order() {
        let pool = ThreadPool::new(1);
        let (rows, width) = (600, 100);
        let (left, right) = (wave(rows * width, 0.7), wave(rows, 0.3));
        let mut found = vec![0.0; rows];
        let column = Matrix::RowMajor(&right[..width]);
        matmul(
            &pool,
            (&left, width),
            column,
            (&mut found, 1),
            Finish::REPLACE,
        );
        for (row, found) in left.chunks_exact(width).zip(&found) {
            let mut lanes = [0.0f32; 32];
            for (at, (left, right)) in row.iter().zip(&right).enumerate() {
                lanes[at % 32] += left * right;
            }
            for half in [16, 8, 4, 2, 1] {
                (0..half).for_each(|at| lanes[at] += lanes[at + half]);
            }
            assert_eq!(found.to_bits(), lanes[0].to_bits());
        }
        let mut found = vec![0.0; width];
        transposed_matmul(&pool, (&left, width), (&right, 1), (&mut found, false));
        for (column, found) in found.iter().enumerate() {
            let mut expected = 0.0f32;
            for first in (0..rows).step_by(256) {
                let mut sum = 0.0f32;
                for row in first..rows.min(first + 256) {
                    sum += left[row * width + column] * right[row];
                }
                expected += sum;
            }
            assert_eq!(found.to_bits(), expected.to_bits());
        }
    }
}
