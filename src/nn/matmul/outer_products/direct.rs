//! Small weights: rows are read where they lie.

use super::operands::{Part, RowPairs, ZEROS};
use crate::nn::matmul::finish::Finish;
use crate::nn::matmul::tile::{OutputRows, PairedRows, multiply_pairs};
use crate::nn::thread_pool::ThreadPool;

/// Pairs of a group: a few columns of their rows, which may lie half a page apart, stay in the L1
/// cache.
const DEPTH: usize = 64;

/// Values of the larger map of the samples that are gone through together: they stay in the L2 cache
/// from one block to the next.
const MAPS: usize = 1 << 16;

/// Values of the sums of the blocks that are gone through together.
const SUMS: usize = 1 << 17;

/// A column block of the result, with the pairs of one sample that do not meet zeros.
struct Block {
    column: usize,
    pairs: Vec<(usize, usize)>,
}

/// Adds the outer products of all pairs to `out`, whose rows have `row` values.
pub(super) fn add(
    pool: &ThreadPool,
    part: &Part,
    row_pairs: &[RowPairs],
    (out, row): (&mut [f32], usize),
) {
    let blocks = blocks(row_pairs);
    let width = part.operands.right_width;
    if blocks.len() == 1 && row == width {
        part.add_blocks(pool, &blocks, out);
        return;
    }
    // Sums lie close together until they are complete: rows of the result are far apart, and where
    // their distance is a power of two they would fight for the same places of the cache.
    let size = part.width * width;
    let mut sums = pool.scratch(size * blocks.len().min((SUMS / size).max(1)));
    for blocks in blocks.chunks((SUMS / size).max(1)) {
        let sums = &mut sums[..size * blocks.len()];
        sums.fill(0.0);
        part.add_blocks(pool, blocks, sums);
        for (block, sums) in blocks.iter().zip(sums.chunks_exact(size)) {
            let rows = out.chunks_exact_mut(row).zip(sums.chunks_exact(width));
            for (out, sums) in rows {
                let out = out[block.column..][..width].iter_mut();
                out.zip(sums).for_each(|(out, sum)| *out += sum);
            }
        }
    }
}

fn blocks(row_pairs: &[RowPairs]) -> Vec<Block> {
    let blocks = row_pairs.iter().flat_map(|some| {
        some.columns.iter().enumerate().map(|(at, column)| {
            let pairs = some.pairs.iter().map(|(left, rights)| (*left, rights[at]));
            Block {
                column: *column,
                pairs: pairs.filter(|(_, right)| *right != ZEROS).collect(),
            }
        })
    });
    blocks.collect()
}

impl Part<'_> {
    /// Adds the outer products of a few samples to one block after the other, then those of the next
    /// samples. The sums of a block are one matrix of `width` rows.
    fn add_blocks(&self, pool: &ThreadPool, blocks: &[Block], sums: &mut [f32]) {
        let operands = &self.operands;
        let (left_sample, right_sample) = operands.sample_lengths();
        let targets: Vec<usize> = (0..self.width).map(|m| m * operands.right_width).collect();
        let size = self.width * operands.right_width;
        let most = blocks.iter().map(|block| block.pairs.len()).max();
        let samples = DEPTH
            .div_ceil(most.unwrap_or(0).max(1))
            .max(MAPS / left_sample.max(right_sample));
        let (mut left_rows, mut right_rows) = (Vec::new(), Vec::new());
        for start in (0..operands.samples).step_by(samples) {
            for (block, sums) in blocks.iter().zip(sums.chunks_exact_mut(size)) {
                left_rows.clear();
                right_rows.clear();
                for sample in start..(start + samples).min(operands.samples) {
                    let (left, right) = (sample * left_sample + self.first, sample * right_sample);
                    left_rows.extend(block.pairs.iter().map(|pair| left + pair.0));
                    right_rows.extend(block.pairs.iter().map(|pair| right + pair.1));
                }
                let mut target = OutputRows {
                    values: sums,
                    rows: &targets,
                    column: 0,
                    width: operands.right_width,
                    finish: Finish::ADD,
                };
                let groups = left_rows.chunks(DEPTH).zip(right_rows.chunks(DEPTH));
                for (left_rows, right_rows) in groups {
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
}
