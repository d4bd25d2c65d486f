//! Large weights of fully connected layers: both operands are packed. All threads pack the right one
//! together, then share rows of the result.

use super::operands::Operands;
use super::packed::{BLOCK, DEPTH, interleave};
use crate::nn::matmul::finish::Finish;
use crate::nn::matmul::pack::{PackedMatrix, pack_rows};
use crate::nn::matmul::tile::{INTERLEAVED_ROWS, LeftRows, OutputRows, multiply};
use crate::nn::thread_pool::ThreadPool;

/// Rows of the result that are computed together, at most: what they read of the left operand stays in
/// the L2 cache beside two panels of the right one, and threads share the rows evenly.
const ROWS: usize = 96;

/// Tiles divide this number of rows well.
const GRAIN: usize = 12;

/// `out` = or, if `add`, += the sum of all outer products.
pub(super) fn sum(pool: &ThreadPool, operands: &Operands, out: &mut [f32], add: bool) {
    assert!(operands.samples > 0, "at least one sample");
    let columns = operands.right_width;
    let size = (operands.samples, columns);
    let right = pack_rows(pool, operands.right, size, |sample| sample * columns);
    let rows = pool.chunk_size(operands.left_width, GRAIN, ROWS);
    pool.for_each_chunk(out, rows * columns, |piece, out| {
        sum_rows(pool, operands, &right, (out, piece * rows), add)
    });
}

/// Some rows of the result, from `first` on.
fn sum_rows(
    pool: &ThreadPool,
    operands: &Operands,
    right: &PackedMatrix,
    (out, first): (&mut [f32], usize),
    add: bool,
) {
    let columns = right.columns();
    let width = out.len() / columns;
    let rows: Vec<usize> = (0..width)
        .map(|m| m / INTERLEAVED_ROWS * BLOCK + m % INTERLEAVED_ROWS)
        .collect();
    let targets: Vec<usize> = (0..width).map(|m| m * columns).collect();
    let mut interleaved = pool.scratch(width.div_ceil(INTERLEAVED_ROWS) * BLOCK);
    for start in (0..operands.samples).step_by(DEPTH) {
        let depth = (operands.samples - start).min(DEPTH);
        for k in 0..depth {
            let row = &operands.left[(start + k) * operands.left_width + first..][..width];
            interleave(row, k, &mut interleaved);
        }
        let left = LeftRows {
            values: &interleaved,
            rows: &rows,
            segments: 1,
            step: 0,
            segment: depth,
        };
        let mut target = OutputRows {
            values: (&mut *out).into(),
            rows: &targets,
            column: 0,
            width: columns,
            finish: Finish::add_if(add || start > 0),
        };
        let right = right.panels(start, 0);
        multiply::<INTERLEAVED_ROWS>(pool.instructions(), &left, &right, &mut target);
    }
}
