//! Large weights: both operands are packed, a few hundred rows at a time.

use super::operands::{Part, RowPairs, ZEROS};
use crate::nn::matmul::finish::Finish;
use crate::nn::matmul::pack::copy;
use crate::nn::matmul::panel::PANEL_COLUMNS;
use crate::nn::matmul::tile::{INTERLEAVED_ROWS, LeftRows, OutputRows, RightPanels, multiply};
use crate::nn::thread_pool::ThreadPool;

/// Rows that are packed together: two panels of the right operand then fit the L1 cache, all of them
/// the L2 cache.
pub(super) const DEPTH: usize = 256;

/// Distance of packed blocks of six or sixteen columns. Whole pages apart, they would all fight for
/// the same few places of the L1 cache; one more line sets them side by side.
pub(super) const BLOCK: usize = DEPTH * INTERLEAVED_ROWS + PANEL_COLUMNS;
const PANEL: usize = DEPTH * PANEL_COLUMNS + PANEL_COLUMNS;

/// `out`, whose rows have `row` values, += the outer products of all pairs.
pub(super) fn add(
    pool: &ThreadPool,
    part: &Part,
    row_pairs: &RowPairs,
    (out, row): (&mut [f32], usize),
) {
    let operands = &part.operands;
    let mut interleaved = pool.scratch(part.width.div_ceil(INTERLEAVED_ROWS) * BLOCK);
    let mut packed = pool.scratch(operands.right_width.div_ceil(PANEL_COLUMNS) * PANEL);
    let count = operands.samples * row_pairs.pairs.len();
    let memory = (&mut *interleaved, &mut *packed);
    let packing = Packing { part, row_pairs };
    if count <= DEPTH {
        let sums = Sums {
            values: out,
            row,
            columns: &row_pairs.columns,
        };
        packing.add(pool, 0..count, memory, sums);
    } else {
        packing.add_in_groups(pool, count, memory, (out, row));
    }
}

/// Where sums go: rows of the result, or of a part of it.
struct Sums<'a> {
    values: &'a mut [f32],
    /// Values of a row.
    row: usize,
    /// Where the column blocks begin within a row.
    columns: &'a [usize],
}

/// A part of the result, and what is summed to it.
struct Packing<'a> {
    part: &'a Part<'a>,
    row_pairs: &'a RowPairs,
}

impl Packing<'_> {
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
        let block = self.part.operands.right_width;
        let columns: Vec<usize> = (0..self.row_pairs.columns.len())
            .map(|at| at * block)
            .collect();
        let sums_row = columns.len() * block;
        let mut sums = pool.scratch(self.part.width * sums_row);
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
        self.add_sums(&sums, (out, row));
    }

    /// Adds complete sums to the result, whose rows have `row` values.
    fn add_sums(&self, sums: &[f32], (out, row): (&mut [f32], usize)) {
        let block = self.part.operands.right_width;
        let rows = sums.chunks_exact(self.row_pairs.columns.len() * block);
        for (sums, out) in rows.zip(out.chunks_exact_mut(row)) {
            for (sums, column) in sums.chunks_exact(block).zip(&self.row_pairs.columns) {
                let out = &mut out[*column..][..block];
                let pairs = out.iter_mut().zip(sums);
                pairs.for_each(|(out, sum)| *out += sum);
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
        let operands = &self.part.operands;
        let depth = pairs.len();
        let per_sample = self.row_pairs.pairs.len();
        let (left_sample, right_sample) = operands.sample_lengths();
        let places = || {
            pairs
                .clone()
                .map(|at| (at / per_sample, &self.row_pairs.pairs[at % per_sample]))
        };
        for (k, (sample, (left, _))) in places().enumerate() {
            let row =
                &operands.left[sample * left_sample + left + self.part.first..][..self.part.width];
            interleave(row, k, interleaved);
        }
        let rows: Vec<usize> = (0..self.part.width)
            .map(|m| m / INTERLEAVED_ROWS * BLOCK + m % INTERLEAVED_ROWS)
            .collect();
        let targets: Vec<usize> = (0..self.part.width).map(|m| m * sums.row).collect();
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
                    .map(|panel| &mut panel[k * PANEL_COLUMNS..][..PANEL_COLUMNS]);
                match rights[block] {
                    ZEROS => places.for_each(|out| out.fill(0.0)),
                    right => {
                        let row = &operands.right[sample * right_sample + right..]
                            [..operands.right_width];
                        row.chunks(PANEL_COLUMNS)
                            .zip(places)
                            .for_each(|(values, out)| copy(values, out));
                    }
                }
            }
            let right = RightPanels {
                values: packed,
                distance: PANEL,
                step: 0,
            };
            let mut target = OutputRows {
                values: (&mut *sums.values).into(),
                rows: &targets,
                column: *place,
                width: operands.right_width,
                finish: Finish::ADD,
            };
            multiply::<INTERLEAVED_ROWS>(pool.instructions(), &left, &right, &mut target);
        }
    }
}

/// Puts a row's values six by six at place `k` of each block. What stands behind the last value is
/// never read into a target.
pub(super) fn interleave(row: &[f32], k: usize, out: &mut [f32]) {
    for (six, block) in row
        .chunks(INTERLEAVED_ROWS)
        .zip(out.chunks_exact_mut(BLOCK))
    {
        let out = &mut block[k * INTERLEAVED_ROWS..][..INTERLEAVED_ROWS];
        match <&[f32; INTERLEAVED_ROWS]>::try_from(six) {
            Ok(six) => out.copy_from_slice(six),
            Err(_) => out
                .iter_mut()
                .zip(six)
                .for_each(|(out, value)| *out = *value),
        }
    }
}
