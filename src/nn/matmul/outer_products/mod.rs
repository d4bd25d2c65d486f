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
