//! Nearest-neighbour upsampling.

use dfdx::prelude::Const;

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

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
        let mut output = input.zeros((input.rows(), Const, Const, Const));
        let values = input.values();
        input.context.pool.for_each_row_chunk(
            tensor::slice_mut(&mut output),
            SO * SO * C,
            |first, out| {
                for (at, out) in out.chunks_exact_mut(C).enumerate() {
                    out.copy_from_slice(&values[source::<SI, SO>(first * SO * SO + at) * C..][..C]);
                }
            },
        );
        let operation = UpsampleBackward {
            input: input.tensor.clone(),
            output: output.clone(),
            context: input.context.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// The position of the small maps that position `at` of the big ones repeats.
fn source<const SI: usize, const SO: usize>(at: usize) -> usize {
    let (sample, y, x) = (at / (SO * SO), at / SO % SO, at % SO);
    (sample * SI + y * SI / SO) * SI + x * SI / SO
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct UpsampleBackward<const SI: usize, const SO: usize, const C: usize> {
    input: Tensor<FeatureMaps<SI, C>>,
    output: Tensor<FeatureMaps<SO, C>>,
    context: Context,
}

impl<const SI: usize, const SO: usize, const C: usize> Operation for UpsampleBackward<SI, SO, C> {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        self.context.pool.for_each_row_chunk(
            gradients.of(&self.input),
            SI * SI * C,
            |first, gradient| {
                let upstream =
                    &upstream[first * SO * SO * C..][..gradient.len() / (SI * SI) * SO * SO];
                for (at, upstream) in upstream.chunks_exact(C).enumerate() {
                    let gradient = &mut gradient[source::<SI, SO>(at) * C..][..C];
                    gradient
                        .iter_mut()
                        .zip(upstream)
                        .for_each(|(gradient, upstream)| *gradient += upstream);
                }
            },
        );
    }
}
