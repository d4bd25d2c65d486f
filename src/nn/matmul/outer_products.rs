//! Sums of outer products over many rows: the gradient of every weight.

use super::pack::copy;
use super::tile::{
    INTERLEAVED_ROWS, LeftRows, OutputRows, PANEL_COLUMNS, PairedRows, ROW_GRAIN, RightPanels,
    multiply, multiply_pairs,
};
use crate::nn::thread_pool::ThreadPool;

/// Rows that are packed together: a panel of the right operand then fits the L1 cache, all of them
/// the L2 cache.
const DEPTH: usize = 256;

/// Distance of packed blocks of six or sixteen columns. Whole pages apart, they would all fight for
/// the same few places of the L1 cache; one more line sets them side by side.
const BLOCK: usize = DEPTH * INTERLEAVED_ROWS + PANEL_COLUMNS;
const PANEL: usize = DEPTH * PANEL_COLUMNS + PANEL_COLUMNS;

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
/// The order of the sum is that of samples and pairs, in groups of 256.
pub(in crate::nn) fn add_outer_products(
    pool: &ThreadPool,
    operands: Operands,
    row_pairs: &RowPairs,
    out: &mut [f32],
    row: usize,
) {
    let share = pool.chunk_size(operands.left_width, ROW_GRAIN, usize::MAX / row / 2);
    pool.for_each_chunk(out, share * row, |piece, out| {
        let first = piece * share;
        let width = share.min(operands.left_width - first);
        let part = Part {
            operands,
            row_pairs,
            first,
            width,
        };
        if is_direct(&operands) {
            part.add_in_place(pool, (out, row));
            return;
        }
        let mut interleaved = pool.scratch(width.div_ceil(INTERLEAVED_ROWS) * BLOCK);
        let mut packed = pool.scratch(operands.right_width.div_ceil(PANEL_COLUMNS) * PANEL);
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

/// Pairs of a group where rows are read where they lie: a few columns of them stay in the L1 cache.
const DIRECT_DEPTH: usize = 128;

/// Values of a map that are read for one block after the other: they stay in the L2 cache.
const CACHED_VALUES: usize = 1 << 16;

/// Weights up to this size are too small for packing to pay: with it, 64 x 64 reached 60 to 80 % of
/// the speed on an Intel Xeon; 512 x 1024 is faster packed.
const DIRECT_SIZE: usize = 1 << 15;

/// Whether rows are read where they lie.
fn is_direct(operands: &Operands) -> bool {
    operands.right_width.is_multiple_of(PANEL_COLUMNS)
        && operands.left_width * operands.right_width <= DIRECT_SIZE
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
    /// Adds all pairs, reading rows where they lie, and leaving out those that meet zeros.
    fn add_in_place(&self, pool: &ThreadPool, (out, row): (&mut [f32], usize)) {
        let width = self.operands.right_width;
        if row == width {
            self.add_blocks(pool, (out, row), &[0]);
            return;
        }
        // Sums lie close together until they are complete, as in `add_in_groups`.
        let columns: Vec<usize> = (0..self.row_pairs.columns.len())
            .map(|block| block * width)
            .collect();
        let mut sums = pool.scratch(self.width * columns.len() * width);
        sums.fill(0.0);
        self.add_blocks(pool, (&mut sums, columns.len() * width), &columns);
        self.add_sums(&sums, (out, row));
    }

    /// Adds the outer products of a few samples for one block after the other, then those of the next
    /// samples; blocks begin at `columns` of `out`.
    fn add_blocks(&self, pool: &ThreadPool, (out, row): (&mut [f32], usize), columns: &[usize]) {
        let operands = &self.operands;
        let (left_sample, right_sample) = operands.sample_lengths();
        let pairs = &self.row_pairs.pairs;
        let targets: Vec<usize> = (0..self.width).map(|m| m * row).collect();
        let samples = DIRECT_DEPTH
            .div_ceil(pairs.len().max(1))
            .max(CACHED_VALUES / left_sample.max(right_sample));
        let (mut left_rows, mut right_rows) = (Vec::new(), Vec::new());
        for start in (0..operands.samples).step_by(samples) {
            for (block, column) in columns.iter().enumerate() {
                left_rows.clear();
                right_rows.clear();
                for sample in start..(start + samples).min(operands.samples) {
                    for (left, rights) in pairs.iter().filter(|pair| pair.1[block] != ZEROS) {
                        left_rows.push(sample * left_sample + left + self.first);
                        right_rows.push(sample * right_sample + rights[block]);
                    }
                }
                let mut target = OutputRows {
                    values: out,
                    rows: &targets,
                    column: *column,
                    width: operands.right_width,
                    add: true,
                };
                let groups = left_rows.chunks(DIRECT_DEPTH);
                for (left_rows, right_rows) in groups.zip(right_rows.chunks(DIRECT_DEPTH)) {
                    let pairs = PairedRows {
                        left: operands.left,
                        left_rows,
                        right: operands.right,
                        right_rows,
                    };
                    multiply_pairs(pool.instructions(), &pairs, &mut target);
                }
            }
        }
    }

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
        self.add_sums(&sums, (out, row));
    }

    /// Adds complete sums to the result, whose rows have `row` values.
    fn add_sums(&self, sums: &[f32], (out, row): (&mut [f32], usize)) {
        let block = self.operands.right_width;
        let rows = sums.chunks_exact(self.row_pairs.columns.len() * block);
        for (sums, out) in rows.zip(out.chunks_exact_mut(row)) {
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
        let (left_sample, right_sample) = operands.sample_lengths();
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
            .map(|m| m / INTERLEAVED_ROWS * BLOCK + m % INTERLEAVED_ROWS)
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
                values: sums.values,
                rows: &targets,
                column: *place,
                width: operands.right_width,
                add: true,
            };
            multiply::<INTERLEAVED_ROWS>(pool.instructions(), &left, &right, &mut target);
        }
    }
}

/// Puts a row's values six by six at place `k` of each block. What stands behind the last value is
/// never read into a target.
fn interleave(row: &[f32], k: usize, out: &mut [f32]) {
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
