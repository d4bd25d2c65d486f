//! A convolution with a weight that is scaled, as an operation of its own: layers whose weight has
//! other uses too, such as demodulation, share it.

use std::marker::PhantomData;
use std::sync::Arc;

use dfdx::prelude::Shape;

use super::weight::EqualizedTensor;
use crate::nn::activation::{Activation, activate, activation_gradient, finish};
use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::kernels;
use crate::nn::matmul::Finish;
use crate::nn::shape::BatchShape;
use crate::nn::strided_window::StridedWindow;
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

/// The way in which a window is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nn) enum Direction {
    /// From the big map to the small one.
    Convolve,
    /// From the small map to the big one.
    Transpose,
}

/// activation(window(`input`, scaled `weight`) + scaled `bias`).
pub(in crate::nn) fn convolve<A: Activation, I: BatchShape, O: BatchShape, W: Shape, B: Shape>(
    input: Batch<I>,
    (weight, bias): (&EqualizedTensor<W>, Option<&EqualizedTensor<B>>),
    (window, direction): (&Arc<StridedWindow>, Direction),
    pass: Pass,
) -> Batch<O> {
    let pool = &input.context.pool;
    let scaled = weight.scaled(&input);
    let scaled_bias = bias.map(|bias| bias.scaled(&input));
    let mut output = input.zeros(O::with_rows(input.rows()));
    let rows = tensor::slice_mut(&mut output);
    let values = tensor::slice(&scaled);
    let finish = finish::<A>(&input.context, scaled_bias.as_ref().map(tensor::slice));
    match direction {
        Direction::Convolve => window.convolve(pool, input.values(), values, rows, finish),
        Direction::Transpose => {
            window.convolve_transposed(pool, input.values(), values, rows, finish)
        }
    }
    let mask = activate::<A, _>(&input.context, &mut output, O::LAST_DIM);
    let operation = ConvolutionBackward::<I, O, W, B, A> {
        input: input.tensor.clone(),
        output: output.clone(),
        mask,
        weight: weight.clone(),
        scaled,
        bias: bias.cloned(),
        window: window.clone(),
        direction,
        context: input.context.clone(),
        activation: PhantomData,
    };
    input.record(output, pass, operation)
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ConvolutionBackward<I: Shape, O: Shape, W: Shape, B: Shape, A> {
    input: Tensor<I>,
    output: Tensor<O>,
    /// Where the activation's derivative is read off.
    mask: Tensor<O>,
    weight: EqualizedTensor<W>,
    /// The weight as it was used.
    scaled: Tensor<W>,
    bias: Option<EqualizedTensor<B>>,
    window: Arc<StridedWindow>,
    direction: Direction,
    context: Context,
    activation: PhantomData<A>,
}

impl<I: BatchShape, O: BatchShape, W: Shape, B: Shape, A: Activation> Operation
    for ConvolutionBackward<I, O, W, B, A>
{
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (window, pool) = (&*self.window, &self.context.pool);
        let outputs = (&self.output, &self.mask);
        let upstream = activation_gradient::<A, _>(&self.context, gradients, outputs, O::LAST_DIM);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            let (big, small) = match self.direction {
                Direction::Convolve => (input, upstream),
                Direction::Transpose => (upstream, input),
            };
            self.weight.add_gradient(pool, gradients, |gradient| {
                window.weight_gradient(pool, big, small, gradient)
            });
            if let Some(bias) = &self.bias {
                bias.add_gradient(pool, gradients, |gradient| {
                    kernels::add_column_sums(upstream, gradient)
                });
            }
        }
        if wanted.input {
            let weight = tensor::slice(&self.scaled);
            let gradient = gradients.of(&self.input);
            match self.direction {
                Direction::Convolve => {
                    window.convolve_transposed(pool, upstream, weight, gradient, Finish::ADD)
                }
                Direction::Transpose => {
                    window.convolve(pool, upstream, weight, gradient, Finish::ADD)
                }
            }
        }
    }
}
