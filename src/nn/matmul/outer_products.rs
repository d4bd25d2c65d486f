//! Sums of outer products over many rows: the gradient of every weight.

use super::pack::copy;
use super::tile::{LeftRows, OutputRows, RightPanel, TILE_COLUMNS, TILE_ROWS, panel};
use crate::nn::thread_pool::ThreadPool;

/// Rows that are packed together: a panel of the right operand then fits the L1 cache, all of them
/// the L2 cache.
const DEPTH: usize = 256;

/// Distance of packed blocks of six or sixteen columns. Whole pages apart, they would all fight for
/// the same few places of the L1 cache; one more line sets them side by side.
const BLOCK: usize = DEPTH * TILE_ROWS + TILE_COLUMNS;
const PANEL: usize = DEPTH * TILE_COLUMNS + TILE_COLUMNS;

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
/// The order of the sum is that of samples and pairs, in groups of 256.
pub(in crate::nn) fn add_outer_products(
    pool: &ThreadPool,
    operands: Operands,
    row_pairs: &RowPairs,
    out: &mut [f32],
    row: usize,
) {
    let share = pool.chunk_size(operands.left_width, TILE_ROWS, usize::MAX / row / 2);
    pool.for_each_chunk(out, share * row, |piece, out| {
        let first = piece * share;
        let width = share.min(operands.left_width - first);
        let part = Part {
            operands,
            row_pairs,
            first,
            width,
        };
        let mut interleaved = pool.scratch(width.div_ceil(TILE_ROWS) * BLOCK);
        let mut packed = pool.scratch(operands.right_width.div_ceil(TILE_COLUMNS) * PANEL);
        let count = operands.samples * row_pairs.pairs.len();
        let memory = (&mut *interleaved, &mut *packed);
        if count <= DEPTH {
            part.add(
                pool,
                0..count,
                memory,
                Sums {
                    values: out,
                    row,
                    columns: &row_pairs.columns,
                },
            );
        } else {
            part.add_in_groups(pool, count, memory, (out, row));
        }
    });
}

/// Where sums go: rows of the result, or of a part of it.
struct Sums<'a> {
    values: &'a mut [f32],
    /// Values of a row.
    row: usize,
    /// Where the column blocks begin within a row.
    columns: &'a [usize],
}

/// Some columns of the left operand: rows of the result.
struct Part<'a> {
    operands: Operands<'a>,
    row_pairs: &'a RowPairs,
    first: usize,
    width: usize,
}

impl Part<'_> {
    /// Adds many groups of pairs. Their sums lie close together until they are complete: rows of
    /// the result are far apart, and where their distance is a power of two they would fight for
    /// the same places of the cache.
    fn add_in_groups(
        &self,
        pool: &ThreadPool,
        count: usize,
        (interleaved, packed): (&mut [f32], &mut [f32]),
        (out, row): (&mut [f32], usize),
    ) {
        let block = self.operands.right_width;
        let columns: Vec<usize> = (0..self.row_pairs.columns.len())
            .map(|at| at * block)
            .collect();
        let sums_row = columns.len() * block;
        let mut sums = pool.scratch(self.width * sums_row);
        sums.fill(0.0);
        for start in (0..count).step_by(DEPTH) {
            let to = Sums {
                values: &mut sums,
                row: sums_row,
                columns: &columns,
            };
            self.add(
                pool,
                start..(start + DEPTH).min(count),
                (interleaved, packed),
                to,
            );
        }
        for (sums, out) in sums.chunks_exact(sums_row).zip(out.chunks_exact_mut(row)) {
            for (sums, column) in sums.chunks_exact(block).zip(&self.row_pairs.columns) {
                out[*column..][..block]
                    .iter_mut()
                    .zip(sums)
                    .for_each(|(out, sum)| *out += sum);
            }
        }
    }

    /// Adds the pairs of one group.
    fn add(
        &self,
        pool: &ThreadPool,
        pairs: std::ops::Range<usize>,
        (interleaved, packed): (&mut [f32], &mut [f32]),
        sums: Sums,
    ) {
        let operands = &self.operands;
        let depth = pairs.len();
        let per_sample = self.row_pairs.pairs.len();
        let (left_sample, right_sample) = (
            operands.left.len() / operands.samples,
            operands.right.len() / operands.samples,
        );
        let places = || {
            pairs
                .clone()
                .map(|at| (at / per_sample, &self.row_pairs.pairs[at % per_sample]))
        };
        for (k, (sample, (left, _))) in places().enumerate() {
            let row = &operands.left[sample * left_sample + left + self.first..][..self.width];
            interleave(row, k, interleaved);
        }
        let rows: Vec<usize> = (0..self.width)
            .map(|m| m / TILE_ROWS * BLOCK + m % TILE_ROWS)
            .collect();
        let targets: Vec<usize> = (0..self.width).map(|m| m * sums.row).collect();
        let left = LeftRows {
            values: interleaved,
            rows: &rows,
            segments: 1,
            step: 0,
            segment: depth,
        };
        for (block, place) in sums.columns.iter().enumerate() {
            // All panels of a row at once: it lies in one piece, far from the next one.
            for (k, (sample, (_, rights))) in places().enumerate() {
                let places = packed
                    .chunks_exact_mut(PANEL)
                    .map(|panel| &mut panel[k * TILE_COLUMNS..][..TILE_COLUMNS]);
                match rights[block] {
                    ZEROS => places.for_each(|out| out.fill(0.0)),
                    right => {
                        let row = &operands.right[sample * right_sample + right..]
                            [..operands.right_width];
                        row.chunks(TILE_COLUMNS)
                            .zip(places)
                            .for_each(|(values, out)| copy(values, out));
                    }
                }
            }
            for (at, first) in (0..operands.right_width).step_by(TILE_COLUMNS).enumerate() {
                let width = (operands.right_width - first).min(TILE_COLUMNS);
                let right = RightPanel {
                    values: &packed[at * PANEL..][..depth * TILE_COLUMNS],
                    step: 0,
                };
                let column = place + first;
                let mut target = OutputRows {
                    values: sums.values,
                    rows: &targets,
                    column,
                    width,
                    add: true,
                };
                panel::<TILE_ROWS>(pool.instructions(), &left, &right, &mut target);
            }
        }
    }
}

/// Puts a row's values six by six at place `k` of each block. What stands behind the last value is
/// never read into a target.
fn interleave(row: &[f32], k: usize, out: &mut [f32]) {
    for (six, block) in row.chunks(TILE_ROWS).zip(out.chunks_exact_mut(BLOCK)) {
        let out = &mut block[k * TILE_ROWS..][..TILE_ROWS];
        match <&[f32; TILE_ROWS]>::try_from(six) {
            Ok(six) => out.copy_from_slice(six),
            Err(_) => out
                .iter_mut()
                .zip(six)
                .for_each(|(out, value)| *out = *value),
        }
    }
}
