//! The learned map that a style-based generator begins with.

use std::marker::PhantomData;

use crate::nn::batch::Batch;
use crate::nn::column_sums::add_column_sums;
use crate::nn::context::Context;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::shape::{BatchShape, FeatureMaps};
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

/// The same learned map for every row, whatever the row holds: N rows of shape `I` -> (N, S, S, C),
/// N(0, 1) at first. The rows receive no gradient.
pub struct LearnedConstant<I: BatchShape, const S: usize, const C: usize> {
    map: Tensor,
    input: PhantomData<I>,
}

impl<I: BatchShape, const S: usize, const C: usize> LearnedConstant<I, S, C> {
    /// The map, (S, S, C).
    pub(super) fn values(&self) -> Vec<f32> {
        tensor::slice(&self.map).to_vec()
    }
}

impl<I: BatchShape, const S: usize, const C: usize> Layer for LearnedConstant<I, S, C> {
    type Input = I;
    type Output = FeatureMaps<S, C>;

    fn new(initializer: &mut Initializer) -> Self {
        let mut map = initializer.device.zeros(S * S * C);
        initializer.normal_values(1.0, tensor::slice_mut(&mut map));
        Self {
            map,
            input: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<I>, pass: Pass) -> Batch<Self::Output> {
        let input = input.source();
        let mut output = input.unwritten(input.rows() * S * S * C);
        let samples = tensor::slice_mut(&mut output).chunks_exact_mut(S * S * C);
        samples.for_each(|sample| sample.copy_from_slice(tensor::slice(&self.map)));
        let operation = LearnedConstantBackward {
            map: self.map.clone(),
            output: output.clone(),
            context: input.context.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("weight", &[S, S, C], &mut self.map);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct LearnedConstantBackward {
    map: Tensor,
    output: Tensor,
    context: Context,
}

impl Operation for LearnedConstantBackward {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let (pool, upstream) = (&self.context.pool, tensor::slice(&upstream));
        add_column_sums(pool, upstream, gradients.of(&self.map));
    }
}
