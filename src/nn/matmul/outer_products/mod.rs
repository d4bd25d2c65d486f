//! Sums of outer products over many rows: the gradient of every weight.

mod direct;
mod operands;
mod packed;

use super::panel::PANEL_COLUMNS;
use super::tile::ROW_GRAIN;
use crate::nn::thread_pool::ThreadPool;
use operands::Part;

pub(in crate::nn) use operands::{Operands, RowPairs, ZEROS};

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
    sum_outer_products(pool, operands, row_pairs, (out, row), true);
}

/// out[m][n] = or, if `add`, += sum over samples of left[m] * right[n].
pub(in crate::nn) fn outer_product_sum(
    pool: &ThreadPool,
    operands: Operands,
    out: &mut [f32],
    add: bool,
) {
    let direct = is_direct(&operands);
    if direct && !add {
        out.fill(0.0);
    }
    let row_pairs = [RowPairs::new(vec![(0, vec![0])], vec![0])];
    let row = operands.right_width;
    sum_outer_products(pool, operands, &row_pairs, (out, row), add || direct);
}

/// Sums the products into `out`, whose rows have `row` values. Without `add` they replace it: that needs
/// packed operands and one `RowPairs` whose product covers it.
fn sum_outer_products(
    pool: &ThreadPool,
    operands: Operands,
    row_pairs: &[RowPairs],
    (out, row): (&mut [f32], usize),
    add: bool,
) {
    assert!(
        add || row_pairs.len() == 1 && !is_direct(&operands),
        "only packed products of one pair replace what is there"
    );
    let share = pool.chunk_size(operands.left_width, ROW_GRAIN, usize::MAX / row / 2);
    pool.for_each_chunk(out, share * row, |piece, out| {
        let first = piece * share;
        let width = share.min(operands.left_width - first);
        let part = Part {
            operands,
            first,
            width,
            add,
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
    fn sums_that_replace_are_those_that_are_added_to_zeros() {
        let pool = ThreadPool::new(2);
        // Read where they lie, packed at once, packed in groups, and columns that fill no panel.
        let sizes = [(40, 6, 32), (250, 200, 300), (700, 190, 256), (300, 7, 5)];
        for (samples, left_width, right_width) in sizes {
            let values = |count: usize| (0..count).map(|at| ((at * 7 % 23) as f32 - 11.0) / 8.0);
            let left: Vec<f32> = values(samples * left_width).collect();
            let right: Vec<f32> = values(samples * right_width).collect();
            let operands = Operands {
                samples,
                left: &left,
                left_width,
                right: &right,
                right_width,
            };
            let mut added = vec![0.0; left_width * right_width];
            outer_product_sum(&pool, operands, &mut added, true);
            let mut replaced = vec![f32::NAN; added.len()];
            outer_product_sum(&pool, operands, &mut replaced, false);
            assert_eq!(added, replaced, "{samples} x {left_width} x {right_width}");
            let (row, column) = (left_width - 1, right_width - 2);
            let products = (0..samples)
                .map(|at| left[at * left_width + row] * right[at * right_width + column]);
            let expected: f32 = products.sum();
            let found = added[row * right_width + column];
            assert!(
                (found - expected).abs() < 1e-2,
                "{found}, expected {expected}"
            );
        }
    }
}
