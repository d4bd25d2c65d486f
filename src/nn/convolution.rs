//! Convolution as an operation, which every layer with a strided window shares.

use std::marker::PhantomData;
use std::sync::Arc;

use dfdx::prelude::Shape;

use super::activation::{Activation, activate, activation_gradient, finish};
use super::batch::Batch;
use super::context::Context;
use super::matmul::Finish;
use super::scaled_tensor::ScaledTensor;
use super::shape::BatchShape;
use super::strided_window::StridedWindow;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// The way in which a window is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the big map to the small one.
    Convolve,
    /// From the small map to the big one.
    Transpose,
}

/// activation(window(`input`, scaled `weight`) + scaled `bias`).
pub(super) fn convolve<A: Activation, I: BatchShape, O: BatchShape>(
    input: Batch<I>,
    parameters: (&ScaledTensor, Option<&ScaledTensor>),
    window: (&Arc<StridedWindow>, Direction),
    pass: Pass,
) -> Batch<O> {
    let shape = O::with_rows(input.rows());
    sized_convolve::<A, _, _>(input, (shape, O::LAST_DIM), parameters, window, pass)
}

/// The same for an output whose shape and channels are known at run time.
pub(super) fn sized_convolve<A: Activation, I: Shape, O: Shape>(
    input: Batch<I>,
    (shape, channels): (O, usize),
    parameters: (&ScaledTensor, Option<&ScaledTensor>),
    window: (&Arc<StridedWindow>, Direction),
    pass: Pass,
) -> Batch<O> {
    let operation = ConvolutionBackward::<A>::forward(
        (&input.tensor, &input.context),
        parameters,
        window,
        (shape.num_elements(), channels),
    );
    input.record_as(shape, operation.output.clone(), pass, operation)
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ConvolutionBackward<A> {
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    /// Channels of the output.
    channels: usize,
    weight: ScaledTensor,
    /// The weight as it was used.
    scaled: Tensor,
    bias: Option<ScaledTensor>,
    window: Arc<StridedWindow>,
    direction: Direction,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> ConvolutionBackward<A> {
    /// The output, of `length` values and as many channels, and what its gradient needs.
    fn forward(
        (input, context): (&Tensor, &Context),
        (weight, bias): (&ScaledTensor, Option<&ScaledTensor>),
        (window, direction): (&Arc<StridedWindow>, Direction),
        (length, channels): (usize, usize),
    ) -> Self {
        let (pool, values) = (&context.pool, tensor::slice(input));
        let scaled = weight.scaled(input);
        let scaled_bias = bias.map(|bias| bias.scaled(input));
        let mut output = tensor::unwritten_beside(input, length);
        let rows = tensor::slice_mut(&mut output);
        let weights = tensor::slice(&scaled);
        let finish = finish::<A>(context, scaled_bias.as_ref().map(tensor::slice));
        match direction {
            Direction::Convolve => window.convolve(pool, values, weights, rows, finish),
            Direction::Transpose => window.convolve_transposed(pool, values, weights, rows, finish),
        }
        Self {
            input: input.clone(),
            mask: activate::<A>(context, &mut output, channels),
            output,
            channels,
            weight: weight.clone(),
            scaled,
            bias: bias.cloned(),
            window: window.clone(),
            direction,
            context: context.clone(),
            activation: PhantomData,
        }
    }
}

impl<A: Activation> Operation for ConvolutionBackward<A> {
    const HAS_PARAMETERS: bool = true;
    const ROW_WISE: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (window, pool) = (&*self.window, &self.context.pool);
        let outputs = (&self.output, &self.mask);
        let bias = self.bias.as_ref().filter(|_| wanted.parameters);
        let upstream =
            activation_gradient::<A>(&self.context, gradients, outputs, self.channels, bias);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            let (big, small) = match self.direction {
                Direction::Convolve => (input, upstream),
                Direction::Transpose => (upstream, input),
            };
            self.weight.add_gradient(pool, gradients, |gradient| {
                window.weight_gradient(pool, big, small, gradient.zeroed())
            });
        }
        if wanted.input {
            let weight = tensor::slice(&self.scaled);
            let gradient = gradients.sum(&self.input);
            let finish = Finish::add_if(gradient.add);
            let gradient = gradient.values;
            match self.direction {
                Direction::Convolve => {
                    window.convolve_transposed(pool, upstream, weight, gradient, finish)
                }
                Direction::Transpose => window.convolve(pool, upstream, weight, gradient, finish),
            }
        }
    }
}
