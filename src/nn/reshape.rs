//! Between maps and feature rows; the values stay in their order, channels last.

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::{BatchShape, FeatureMaps, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// (N, S, S, C) -> (N, F), F = S * S * C.
pub struct Flatten<const S: usize, const C: usize, const F: usize>;

/// (N, F) -> (N, S, S, C), F = S * S * C.
pub struct Unflatten<const F: usize, const S: usize, const C: usize>;

impl<const S: usize, const C: usize, const F: usize> Layer for Flatten<S, C, F> {
    type Input = FeatureMaps<S, C>;
    type Output = Features<F>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                F > 0 && F == S * S * C,
                "flattening keeps the number of values"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        reshape(input, pass)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

impl<const F: usize, const S: usize, const C: usize> Layer for Unflatten<F, S, C> {
    type Input = Features<F>;
    type Output = FeatureMaps<S, C>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                F > 0 && F == S * S * C,
                "unflattening keeps the number of values"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        reshape(input, pass)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// The same values as rows of another shape.
pub(super) fn reshape<I: BatchShape, O: BatchShape>(input: Batch<I>, pass: Pass) -> Batch<O> {
    const { assert!(I::ROW_SIZE == O::ROW_SIZE, "a row keeps its values") };
    let mut output = input.zeros(O::with_rows(input.rows()));
    tensor::slice_mut(&mut output).copy_from_slice(input.values());
    let operation = ReshapeBackward {
        input: input.tensor.clone(),
        output: output.clone(),
    };
    input.record(output, pass, operation)
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ReshapeBackward<I: Shape, O: Shape> {
    input: Tensor<I>,
    output: Tensor<O>,
}

impl<I: BatchShape, O: BatchShape> Operation for ReshapeBackward<I, O> {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let sums = gradients
            .of(&self.input)
            .iter_mut()
            .zip(tensor::slice(&upstream));
        sums.for_each(|(gradient, upstream)| *gradient += upstream);
    }
}
