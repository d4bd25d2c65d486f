//! Sums of outer products over many rows: the gradient of every weight.

mod dense;
mod direct;
mod operands;
mod packed;

use super::panel::PANEL_COLUMNS;
use super::tile::ROW_GRAIN;
use crate::nn::thread_pool::ThreadPool;
use operands::Part;

pub(in crate::nn) use operands::{Operands, RowPairs, ZEROS};

/// out[m][n] = or, if `add`, += sum over samples of left[m] * right[n].
pub(in crate::nn) fn outer_product_sum(
    pool: &ThreadPool,
    operands: Operands,
    out: &mut [f32],
    add: bool,
) {
    if !is_direct(&operands) {
        dense::sum(pool, &operands, out, add);
        return;
    }
    if !add {
        out.fill(0.0);
    }
    let row_pairs = [RowPairs::new(vec![(0, vec![0])], vec![0])];
    add_outer_products(pool, operands, &row_pairs, out, operands.right_width);
}

/// out[m][columns[b] + n] += sum over samples and pairs of left[m] * right_b[n]; a row of `out` has
/// `row` values.
///
/// The order of the sum depends on the sizes alone.
pub(in crate::nn) fn add_outer_products(
    pool: &ThreadPool,
    operands: Operands,
    row_pairs: &[RowPairs],
    out: &mut [f32],
    row: usize,
) {
    let share = pool.chunk_size(operands.left_width, ROW_GRAIN, usize::MAX / row / 2);
    pool.for_each_chunk(out, share * row, |piece, out| {
        let first = piece * share;
        let width = share.min(operands.left_width - first);
        let part = Part {
            operands,
            first,
            width,
        };
        if is_direct(&operands) {
            direct::add(pool, &part, row_pairs, (out, row));
        } else {
            for row_pairs in row_pairs {
                packed::add(pool, &part, row_pairs, (out, row));
            }
        }
    });
}

/// Weights up to this size are too small for packing to pay: on an Intel Xeon 64 x 64 reached 60 to
/// 80 % of the speed with it, while 512 x 1024 is faster packed.
const DIRECT_SIZE: usize = 1 << 15;

/// Whether rows are read where they lie.
fn is_direct(operands: &Operands) -> bool {
    operands.right_width.is_multiple_of(PANEL_COLUMNS)
        && operands.left_width * operands.right_width <= DIRECT_SIZE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_that_replace_are_those_that_are_added_to_zeros_with_the_same_bits_for_all_threads() {
        // Read where they lie; packed at once; packed in groups; columns that fill no panel.
        let sizes = [(40, 6, 32), (250, 200, 300), (700, 190, 256), (300, 7, 5)];
        for (samples, left_width, right_width) in sizes {
            let values = |count: usize| (0..count).map(|at| ((at * 7 % 23) as f32 - 11.0) / 7.0);
            let left: Vec<f32> = values(samples * left_width).collect();
            let right: Vec<f32> = values(samples * right_width).collect();
            let operands = Operands {
                samples,
                left: &left,
                left_width,
                right: &right,
                right_width,
            };
            let sum = |threads: usize, add: bool| {
                let first = if add { 0.0 } else { f32::NAN };
                let mut out = vec![first; left_width * right_width];
                let pool = ThreadPool::new(threads);
                // What scratch buffers hold must not matter.
                let buffers = [1 << 17, 1 << 18, 1 << 19].map(|length| pool.scratch(length));
                buffers
                    .into_iter()
                    .for_each(|mut buffer| buffer.fill(f32::NAN));
                outer_product_sum(&pool, operands, &mut out, add);
                out
            };
            let replaced = sum(1, false);
            for (threads, add) in [(1, true), (2, true), (2, false), (3, true), (3, false)] {
                let size = format!("{samples} x {left_width} x {right_width}, {threads} threads");
                assert!(sum(threads, add) == replaced, "{size}, add: {add}");
            }
            for (row, column) in [(0, 0), (left_width - 1, right_width - 2)] {
                let product = |at: usize| {
                    let (left, right) = (
                        left[at * left_width + row],
                        right[at * right_width + column],
                    );
                    f64::from(left) * f64::from(right)
                };
                let expected: f64 = (0..samples).map(product).sum();
                let found = f64::from(replaced[row * right_width + column]);
                assert!(
                    (found - expected).abs() < 1e-3,
                    "{found}, expected {expected}"
                );
            }
        }
    }
}
