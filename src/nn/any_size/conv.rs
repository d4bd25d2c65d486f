//! Convolution on maps of any size, with bias and activation in the same operation.

use std::marker::PhantomData;

use dfdx::prelude::{Const, HasShape};

use super::window::{Window, side_after};
use super::{AnySize, Maps};
use crate::nn::activation::{Activation, Relu, activate, activation_gradient, finish};
use crate::nn::batch::Batch;
use crate::nn::bias::Bias;
use crate::nn::context::Context;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

type Weight<const CO: usize, const K: usize, const CI: usize> =
    Tensor<(Const<CO>, Const<K>, Const<K>, Const<CI>)>;

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
    weight: Weight<CO, K, CI>,
    bias: Bias<CO, true>,
    activation: PhantomData<A>,
}

fn window<const CI: usize, const CO: usize, const K: usize, const ST: usize, const P: usize>(
    (height, width): (usize, usize),
) -> Window {
    let after = |side| side_after(side, K, ST, P).expect("a map that the kernel fits in");
    Window {
        input: (height, width),
        channels: CI,
        output: (after(height), after(width)),
        out_channels: CO,
        kernel: K,
        stride: ST,
        padding: P,
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
        let mut weight = initializer.device.zeros();
        initializer.weight(K * K * CI, CO, tensor::slice_mut(&mut weight));
        Self {
            weight,
            bias: Bias::new(initializer, K * K * CI),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Maps<CI>>, pass: Pass) -> Batch<Maps<CO>> {
        let window = window::<CI, CO, K, ST, P>(input.map_size());
        let (height, width) = window.output;
        let mut output = input.zeros((input.rows(), height, width, Const));
        let finish = finish::<A>(&input.context, self.bias.values());
        let weight = tensor::slice(&self.weight);
        let (from, to) = lengths(&window);
        let samples = input.values().chunks_exact(from);
        for (input_values, out) in samples.zip(tensor::slice_mut(&mut output).chunks_exact_mut(to))
        {
            window.convolve(&input.context.pool, input_values, weight, out, finish);
        }
        let mask = activate::<A, _>(&input.context, &mut output, CO);
        let operation = AnySizeConv2dBackward::<CI, CO, K, ST, P, A> {
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
            weight: self.weight.clone(),
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.record(output, pass, operation)
    }

    fn visit<V: TensorVisitor>(&mut self, visitor: &mut V) {
        visitor.parameter("weight", &mut self.weight);
        self.bias.visit(visitor);
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
struct AnySizeConv2dBackward<
    const CI: usize,
    const CO: usize,
    const K: usize,
    const ST: usize,
    const P: usize,
    A,
> {
    input: Tensor<Maps<CI>>,
    output: Tensor<Maps<CO>>,
    /// Where the activation's derivative is read off.
    mask: Tensor<Maps<CO>>,
    weight: Weight<CO, K, CI>,
    context: Context,
    activation: PhantomData<A>,
}

impl<const CI: usize, const CO: usize, const K: usize, const ST: usize, const P: usize, A> Operation
    for AnySizeConv2dBackward<CI, CO, K, ST, P, A>
where
    A: Activation,
{
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let outputs = (&self.output, &self.mask);
        let upstream = activation_gradient::<A, _>(&self.context, gradients, outputs, CO);
        let (_, height, width, _) = *self.input.shape();
        let window = window::<CI, CO, K, ST, P>((height, width));
        let (from, to) = lengths(&window);
        let weight = tensor::slice(&self.weight);
        let samples = gradients.of(&self.input).chunks_exact_mut(from);
        for (gradient, upstream) in samples.zip(tensor::slice(&upstream).chunks_exact(to)) {
            window.add_input_gradient(&self.context.pool, upstream, weight, gradient);
        }
    }
}
