//! Small weights: rows are read where they lie.

use std::ops::Range;

use super::operands::{Block, Part, RowPairs};
use crate::nn::matmul::finish::Finish;
use crate::nn::matmul::tile::{OutputRows, PairedRows, multiply_pairs};
use crate::nn::thread_pool::ThreadPool;

/// Pairs of a group: the more, the less often sums are read and written; twice as many are no faster.
const DEPTH: usize = 128;

/// Values of the larger map of the samples that are gone through together: they stay in the L2 cache
/// from one block to the next.
const MAPS: usize = 1 << 16;

/// Values of the sums of the blocks that are gone through together.
const SUMS: usize = 1 << 17;

/// Adds the outer products of all pairs to `out`, whose rows have `row` values.
pub(super) fn add(
    pool: &ThreadPool,
    part: &Part,
    row_pairs: &[RowPairs],
    (out, row): (&mut [f32], usize),
) {
    let blocks: Vec<&Block> = row_pairs.iter().flat_map(|some| &some.blocks).collect();
    let together = samples_together(part, &blocks);
    let width = part.operands.right_width;
    if blocks.len() == 1 && row == width {
        part.add_blocks(pool, &blocks, together, out);
        return;
    }
    // Sums lie close together until they are complete: rows of the result are far apart, and where
    // their distance is a power of two they would fight for the same places of the cache.
    let size = part.width * width;
    let mut sums = pool.scratch(size * blocks.len().min((SUMS / size).max(1)));
    for blocks in blocks.chunks((SUMS / size).max(1)) {
        let sums = &mut sums[..size * blocks.len()];
        sums.fill(0.0);
        part.add_blocks(pool, blocks, together, sums);
        for (block, sums) in blocks.iter().zip(sums.chunks_exact(size)) {
            let rows = out.chunks_exact_mut(row).zip(sums.chunks_exact(width));
            for (out, sums) in rows {
                let out = out[block.column..][..width].iter_mut();
                out.zip(sums).for_each(|(out, sum)| *out += sum);
            }
        }
    }
}

/// Samples that are gone through together: enough to fill a group, and few enough for the cache. All
/// blocks have the same, for how many of them a thread holds must not change how values are summed.
fn samples_together(part: &Part, blocks: &[&Block]) -> usize {
    let (left, right) = part.operands.sample_lengths();
    let most = blocks.iter().map(|block| block.pairs.len()).max();
    let filling = DEPTH.div_ceil(most.unwrap_or(0).max(1));
    filling.max(MAPS / left.max(right))
}

impl Part<'_> {
    /// Adds the outer products of `together` samples to one block after the other, then those of the
    /// next ones. The sums of a block are one matrix of `width` rows.
    fn add_blocks(&self, pool: &ThreadPool, blocks: &[&Block], together: usize, sums: &mut [f32]) {
        let operands = &self.operands;
        let targets: Vec<usize> = (0..self.width).map(|m| m * operands.right_width).collect();
        let size = self.width * operands.right_width;
        for start in (0..operands.samples).step_by(together) {
            let samples = start..(start + together).min(operands.samples);
            for (block, sums) in blocks.iter().zip(sums.chunks_exact_mut(size)) {
                let mut target = OutputRows {
                    values: sums.into(),
                    rows: &targets,
                    column: 0,
                    width: operands.right_width,
                    finish: Finish::ADD,
                };
                self.add_block(pool, block, samples.clone(), &mut target);
            }
        }
    }

    /// Adds the pairs of some samples to one block, a group at a time.
    fn add_block(
        &self,
        pool: &ThreadPool,
        block: &Block,
        samples: Range<usize>,
        target: &mut OutputRows,
    ) {
        let operands = &self.operands;
        let (left_sample, right_sample) = operands.sample_lengths();
        let (mut left_rows, mut right_rows, mut count) = ([0; DEPTH], [0; DEPTH], 0);
        let mut flush = |left_rows: &[usize], right_rows: &[usize]| {
            let pairs = PairedRows {
                left: operands.left,
                left_rows,
                right: operands.right,
                right_rows,
            };
            multiply_pairs(pool.instructions(), &pairs, target);
        };
        for sample in samples {
            let (left, right) = (sample * left_sample + self.first, sample * right_sample);
            let mut rest = block.pairs.as_slice();
            while !rest.is_empty() {
                let (some, others) = rest.split_at(rest.len().min(DEPTH - count));
                for (at, pair) in some.iter().enumerate() {
                    left_rows[count + at] = left + pair.0;
                    right_rows[count + at] = right + pair.1;
                }
                (rest, count) = (others, count + some.len());
                if count == DEPTH {
                    flush(&left_rows, &right_rows);
                    count = 0;
                }
            }
        }
        if count > 0 {
            flush(&left_rows[..count], &right_rows[..count]);
        }
    }
}
