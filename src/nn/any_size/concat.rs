//! Two paths from the same map, whose channels are put side by side.

use super::{AnySize, Maps, maps};
use crate::nn::batch::Batch;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::tape::{JoinOperation, Pass, WantedFromJoin};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};
use crate::nn::thread_pool::ThreadPool;

/// The CA channels of a(x) and then the CB channels of b(x); CO = CA + CB.
pub struct AnySizeConcat<A, B, const CA: usize, const CB: usize, const CO: usize> {
    first: A,
    second: B,
}

impl<A, B, const CA: usize, const CB: usize, const CO: usize> AnySize
    for AnySizeConcat<A, B, CA, CB, CO>
where
    A: AnySize<Output = Maps<CA>>,
    B: AnySize<Input = A::Input, Output = Maps<CB>>,
{
    const CHANNELS: usize = CO;

    fn side_after(side: usize) -> Option<usize> {
        A::side_after(side)
    }
}

impl<A, B, const CA: usize, const CB: usize, const CO: usize> Layer
    for AnySizeConcat<A, B, CA, CB, CO>
where
    A: AnySize<Output = Maps<CA>>,
    B: AnySize<Input = A::Input, Output = Maps<CB>>,
{
    type Input = A::Input;
    type Output = Maps<CO>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(CO == CA + CB, "the channels of both paths side by side") };
        Self {
            first: A::new(initializer),
            second: B::new(initializer),
        }
    }

    fn forward(&mut self, input: Batch<A::Input>, pass: Pass) -> Batch<Maps<CO>> {
        let first = self.first.forward(input.fork(), pass);
        let second = self.second.forward(input, pass);
        let (height, width) = first.map_size();
        assert_eq!(
            (height, width),
            second.map_size(),
            "paths to maps of one size"
        );
        let mut output = first.unwritten(first.rows() * height * width * CO);
        let (pool, out) = (&first.context.pool, tensor::slice_mut(&mut output));
        let parts = (first.values(), second.values());
        pool.for_each_row_chunk(out, CO, |at, out| {
            let firsts = parts.0[at * CA..].chunks_exact(CA);
            let parts = firsts.zip(parts.1[at * CB..].chunks_exact(CB));
            for (out, (first, second)) in out.chunks_exact_mut(CO).zip(parts) {
                out[..CA].copy_from_slice(first);
                out[CA..].copy_from_slice(second);
            }
        });
        let operation = ConcatBackward {
            channels: (CA, CB),
            first: first.tensor.clone(),
            second: second.tensor.clone(),
            output: output.clone(),
            pool: pool.clone(),
        };
        let shape = maps(first.rows(), height, width);
        first.join_as(second, (shape, output), pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.first.visit(visitor));
        visitor.within(1, |visitor| self.second.visit(visitor));
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ConcatBackward {
    /// Of both paths.
    channels: (usize, usize),
    first: Tensor,
    second: Tensor,
    output: Tensor,
    pool: ThreadPool,
}

impl JoinOperation for ConcatBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, wanted: WantedFromJoin) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let (first, second) = self.channels;
        if wanted.first {
            let part = (0, first, first + second);
            add_part(&self.pool, gradients.of(&self.first), upstream, part);
        }
        if wanted.second {
            let part = (first, second, first + second);
            add_part(&self.pool, gradients.of(&self.second), upstream, part);
        }
    }
}

/// Adds `width` channels from `start` of each position of `all` channels.
fn add_part(
    pool: &ThreadPool,
    gradient: &mut [f32],
    upstream: &[f32],
    (start, width, all): (usize, usize, usize),
) {
    pool.for_each_row_chunk(gradient, width, |first, gradient| {
        let upstream = upstream[first * all..].chunks_exact(all);
        for (gradient, upstream) in gradient.chunks_exact_mut(width).zip(upstream) {
            let part = &upstream[start..][..width];
            let pairs = gradient.iter_mut().zip(part);
            pairs.for_each(|(gradient, upstream)| *gradient += upstream);
        }
    });
}
