//! Nearest-neighbour upsampling.

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use super::thread_pool::ThreadPool;

/// Every value becomes a square of equal ones: (N, SI, SI, C) -> (N, SO, SO, C), SO a multiple of
/// SI.
pub struct Upsample<const SI: usize, const SO: usize, const C: usize>;

impl<const SI: usize, const SO: usize, const C: usize> Layer for Upsample<SI, SO, C> {
    type Input = FeatureMaps<SI, C>;
    type Output = FeatureMaps<SO, C>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                C > 0 && SI > 0 && SO > 0 && SO.is_multiple_of(SI),
                "upsampling multiplies the side by a whole number"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let sizes = Sizes {
            small: SI,
            big: SO,
            channels: C,
        };
        let mut output = input.unwritten(input.rows() * SO * SO * C);
        let out = tensor::slice_mut(&mut output);
        sizes.repeat(&input.context.pool, input.values(), out);
        let operation = UpsampleBackward {
            sizes,
            input: input.tensor.clone(),
            output: output.clone(),
            context: input.context.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::Upsample { factor: SO / SI });
    }
}

/// Sides and channels of the maps.
#[derive(Clone)]
struct Sizes {
    small: usize,
    big: usize,
    channels: usize,
}

impl Sizes {
    /// The position of the small maps that position `at` of the big ones repeats.
    fn source(&self, at: usize) -> usize {
        let (small, big) = (self.small, self.big);
        let (sample, y, x) = (at / (big * big), at / big % big, at % big);
        (sample * small + y * small / big) * small + x * small / big
    }

    fn big_row(&self) -> usize {
        self.big * self.big * self.channels
    }

    fn small_row(&self) -> usize {
        self.small * self.small * self.channels
    }

    fn repeat(&self, pool: &ThreadPool, small: &[f32], big: &mut [f32]) {
        pool.for_each_row_chunk(big, self.big_row(), |first, big| {
            let small = &small[first * self.small_row()..];
            for (at, out) in big.chunks_exact_mut(self.channels).enumerate() {
                let source = self.source(at) * self.channels;
                out.copy_from_slice(&small[source..][..self.channels]);
            }
        });
    }

    /// Adds the values of `big` to those that they repeat.
    fn add_up(&self, pool: &ThreadPool, big: &[f32], small: &mut [f32]) {
        pool.for_each_row_chunk(small, self.small_row(), |first, small| {
            let rows = small.len() / self.small_row();
            let big = &big[first * self.big_row()..][..rows * self.big_row()];
            for (at, values) in big.chunks_exact(self.channels).enumerate() {
                let source = self.source(at) * self.channels;
                let sums = small[source..][..self.channels].iter_mut();
                sums.zip(values).for_each(|(sum, value)| *sum += value);
            }
        });
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct UpsampleBackward {
    sizes: Sizes,
    input: Tensor,
    output: Tensor,
    context: Context,
}

impl Operation for UpsampleBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let gradient = gradients.of(&self.input);
        let pool = &self.context.pool;
        self.sizes.add_up(pool, tensor::slice(&upstream), gradient);
    }
}
