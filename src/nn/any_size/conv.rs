//! Convolution on maps of any size, with bias and activation in the same operation.

use std::marker::PhantomData;

use super::window::{Window, side_after};
use super::{AnySize, Maps, maps};
use crate::nn::activation::{Activation, Relu, activate, activation_gradient, finish};
use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

/// (N, H, W, CI) -> (N, H', W', CO) with kernel K, stride ST, zero padding P, a bias and ReLU; H' =
/// (H + 2 P - K) / ST + 1. The weight is (CO, K, K, CI).
pub struct AnySizeConv2d<
    const CI: usize,
    const CO: usize,
    const K: usize,
    const ST: usize = 1,
    const P: usize = 0,
    A = Relu,
> {
    weight: ScaledTensor,
    bias: ScaledTensor,
    activation: PhantomData<A>,
}

fn window(
    (height, width): (usize, usize),
    (channels, out_channels): (usize, usize),
    (kernel, stride, padding): (usize, usize, usize),
) -> Window {
    let after =
        |side| side_after(side, kernel, stride, padding).expect("a map that the kernel fits in");
    Window {
        input: (height, width),
        channels,
        output: (after(height), after(width)),
        out_channels,
        kernel,
        stride,
        padding,
    }
}

impl<const CI: usize, const CO: usize, const K: usize, const ST: usize, const P: usize, A> AnySize
    for AnySizeConv2d<CI, CO, K, ST, P, A>
where
    A: Activation,
{
    const CHANNELS: usize = CO;

    fn side_after(side: usize) -> Option<usize> {
        side_after(side, K, ST, P)
    }
}

impl<const CI: usize, const CO: usize, const K: usize, const ST: usize, const P: usize, A> Layer
    for AnySizeConv2d<CI, CO, K, ST, P, A>
where
    A: Activation,
{
    type Input = Maps<CI>;
    type Output = Maps<CO>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(K > 0 && ST > 0 && CI > 0 && CO > 0 && P < K) };
        let fan_in = K * K * CI;
        Self {
            weight: ScaledTensor::weight(initializer, CO * fan_in, fan_in, CO),
            bias: ScaledTensor::bias(initializer, CO, fan_in),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Maps<CI>>, pass: Pass) -> Batch<Maps<CO>> {
        let window = window(input.map_size(), (CI, CO), (K, ST, P));
        let (height, width) = window.output;
        let operation = AnySizeConv2dBackward::<A>::forward(
            (&input.tensor, &input.context),
            (&self.weight, &self.bias),
            window,
        );
        let shape = maps(input.rows(), height, width);
        input.record_as(shape, operation.output.clone(), pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.weight.visit(visitor, "weight", &[CO, K, K, CI]);
        self.bias.visit(visitor, "bias", &[CO]);
    }
}

/// Values of one input and of one output map.
fn lengths(window: &Window) -> (usize, usize) {
    let ((height, width), (rows, columns)) = (window.input, window.output);
    (
        height * width * window.channels,
        rows * columns * window.out_channels,
    )
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct AnySizeConv2dBackward<A> {
    window: Window,
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    weight: Tensor,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> AnySizeConv2dBackward<A> {
    /// The output, and what its gradient needs.
    fn forward(
        (input, context): (&Tensor, &Context),
        (weight, bias): (&ScaledTensor, &ScaledTensor),
        window: Window,
    ) -> Self {
        let (from, to) = lengths(&window);
        let values = tensor::slice(input);
        let (weight, bias) = (weight.scaled(input), bias.scaled(input));
        let mut output = tensor::unwritten_beside(input, values.len() / from * to);
        let finish = finish::<A>(context, Some(tensor::slice(&bias)));
        let outputs = tensor::slice_mut(&mut output).chunks_exact_mut(to);
        for (values, out) in values.chunks_exact(from).zip(outputs) {
            window.convolve(&context.pool, values, tensor::slice(&weight), out, finish);
        }
        Self {
            window,
            input: input.clone(),
            mask: activate::<A>(context, &mut output, window.out_channels),
            output,
            weight,
            context: context.clone(),
            activation: PhantomData,
        }
    }
}

impl<A: Activation> Operation for AnySizeConv2dBackward<A> {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let (window, outputs) = (self.window, (&self.output, &self.mask));
        let channels = window.out_channels;
        let upstream = activation_gradient::<A>(&self.context, gradients, outputs, channels, None);
        let (from, to) = lengths(&window);
        let weight = tensor::slice(&self.weight);
        let samples = gradients.of(&self.input).chunks_exact_mut(from);
        for (gradient, upstream) in samples.zip(tensor::slice(&upstream).chunks_exact(to)) {
            window.add_input_gradient(&self.context.pool, upstream, weight, gradient);
        }
    }
}
