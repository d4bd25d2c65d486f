//! Sums of outer products over many rows: the gradient of every weight.

mod direct;
mod packed;

use super::tile::{PANEL_COLUMNS, ROW_GRAIN};
use crate::nn::thread_pool::ThreadPool;

/// In place of a right row that is all zeros.
pub(in crate::nn) const ZEROS: usize = usize::MAX;

/// The operands' values and widths: both hold `samples` samples.
#[derive(Clone, Copy)]
pub(in crate::nn) struct Operands<'a> {
    /// Number of samples.
    pub samples: usize,
    /// Values of the left operand.
    pub left: &'a [f32],
    /// Number of values in a row of it.
    pub left_width: usize,
    /// Values of the right operand.
    pub right: &'a [f32],
    /// Number of values in a row of it.
    pub right_width: usize,
}

impl Operands<'_> {
    /// Number of values of a sample, left and right.
    fn sample_lengths(&self) -> (usize, usize) {
        let Self {
            samples,
            left,
            right,
            ..
        } = self;
        (left.len() / samples, right.len() / samples)
    }
}

/// Which rows of a sample are multiplied: each left row with one right row for every column block of
/// the result.
#[derive(Clone, Debug)]
pub(in crate::nn) struct RowPairs {
    /// Where the left row begins, and where each right row does.
    pub pairs: Vec<(usize, Vec<usize>)>,
    /// First column of each block.
    pub columns: Vec<usize>,
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

/// Some columns of the left operand: rows of the result.
struct Part<'a> {
    operands: Operands<'a>,
    first: usize,
    width: usize,
}
