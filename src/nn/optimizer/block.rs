//! A parameter in blocks: what a step reads and writes of one stays in the cache, and threads share
//! them.

use super::update_rule::{Moments, MomentsBlock};
use super::update_step::UpdateStep;
use crate::nn::kernels;
use crate::nn::thread_pool::ThreadPool;

/// Values of a block.
const BLOCK: usize = 1 << 13;

/// A block before a step, and its sum of squares after it.
struct Block<'a> {
    values: &'a mut [f32],
    gradient: &'a [f32],
    moments: MomentsBlock<'a>,
    sum_of_squares: &'a mut f64,
}

/// Moves `values` against `gradient`, and returns the sum of squares of the gradient. It is summed
/// block by block, whoever computes them.
pub(super) fn update(
    pool: &ThreadPool,
    step: UpdateStep,
    values: &mut [f32],
    gradient: &[f32],
    moments: &mut Moments,
) -> f64 {
    let count = values.len().div_ceil(BLOCK);
    let mut sums = vec![0.0; count];
    let mut first = moments.first.chunks_mut(BLOCK);
    let mut second = moments.second.chunks_mut(BLOCK);
    let mut direction = moments.direction.chunks_mut(BLOCK);
    let parts = values
        .chunks_mut(BLOCK)
        .zip(gradient.chunks(BLOCK))
        .zip(&mut sums);
    let blocks = parts.map(|((values, gradient), sum_of_squares)| Block {
        values,
        gradient,
        moments: MomentsBlock {
            first: first.next().unwrap_or_default(),
            second: second.next().unwrap_or_default(),
            direction: direction.next().unwrap_or_default(),
        },
        sum_of_squares,
    });
    pool.for_each(blocks.collect(), |block| {
        *block.sum_of_squares = kernels::sum_of_squares(block.gradient);
        step.update(block.values, block.gradient, block.moments);
    });
    sums.iter().sum()
}
