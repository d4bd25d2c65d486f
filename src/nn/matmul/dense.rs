//! Products of row-major matrices, for dense layers.

use super::finish::Finish;
use super::narrow;
use super::outer_products::{Operands, outer_product_sum};
use super::pack::PackedMatrix;
use super::tile::{LeftRows, OutputRows, ROW_GRAIN, multiply_rows};
use crate::nn::thread_pool::ThreadPool;

/// Rows that pass all panels before the next ones, at most: what they need of themselves stays in the
/// L2 cache. 256 rows are two blocks.
pub(super) const BLOCK: usize = 132;

/// Products that are summed before the next ones: a panel of the right operand then stays in the L1
/// cache.
pub(super) const DEPTH: usize = 512;

/// `out` (N, columns) = or += `left` (N, depth) times a packed right operand, finished.
pub(in crate::nn) fn matmul(
    pool: &ThreadPool,
    left: &[f32],
    depth: usize,
    right: &PackedMatrix,
    out: &mut [f32],
    columns: usize,
    finish: Finish,
) {
    // Blocks of one size: a short one at the end would read all panels for a few rows.
    let count = left.len() / depth;
    let block = count.div_ceil(count.div_ceil(BLOCK).max(1));
    let share = pool.chunk_size(count, ROW_GRAIN, block.next_multiple_of(ROW_GRAIN));
    pool.for_each_chunk(out, share * columns, |piece, out| {
        let left = &left[piece * share * depth..];
        let count = out.len() / columns;
        let rows: Vec<usize> = (0..count).map(|row| row * depth).collect();
        let targets: Vec<usize> = (0..count).map(|row| row * columns).collect();
        for start in (0..depth).step_by(DEPTH) {
            let segment = (depth - start).min(DEPTH);
            let left = LeftRows {
                values: &left[start..],
                rows: &rows,
                segments: 1,
                step: 0,
                segment,
            };
            let mut target = OutputRows {
                values: out.into(),
                rows: &targets,
                column: 0,
                width: columns,
                finish: Finish {
                    add: finish.add || start > 0,
                    ..if start + segment == depth {
                        finish
                    } else {
                        Finish::REPLACE
                    }
                },
            };
            multiply_rows(pool, &left, &right.panels(start, 0), &mut target);
        }
    });
}

/// `out` (L, R) += the product of `left` (N, L), transposed, and `right` (N, R).
pub(in crate::nn) fn add_transposed_matmul(
    pool: &ThreadPool,
    (left, left_width): (&[f32], usize),
    (right, right_width): (&[f32], usize),
    out: &mut [f32],
) {
    transposed_matmul(pool, (left, left_width), (right, right_width), (out, true));
}

/// `out` (L, R) = or, if `add`, += the product of `left` (N, L), transposed, and `right` (N, R).
pub(in crate::nn) fn transposed_matmul(
    pool: &ThreadPool,
    (left, left_width): (&[f32], usize),
    (right, right_width): (&[f32], usize),
    (out, add): (&mut [f32], bool),
) {
    if right_width <= narrow::COLUMNS {
        let (left, right) = ((left, left_width), (right, right_width));
        narrow::transposed_matmul(pool, left, right, (out, add));
        return;
    }
    let operands = Operands {
        samples: left.len() / left_width,
        left,
        left_width,
        right,
        right_width,
    };
    outer_product_sum(pool, operands, out, add);
}
