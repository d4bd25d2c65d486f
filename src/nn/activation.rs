//! Activation functions, fused with the layer before them.

use dfdx::prelude::Shape;

use super::context::Context;
use super::kernels;
use super::tensor::{self, Tensor};

/// An elementwise function whose derivative can be read off its output.
pub trait Activation: Clone + 'static {
    /// Whether it is two straight lines that meet at zero, as ReLU is: an activation mask then
    /// says which of them each unit is on.
    const PIECEWISE_LINEAR: bool = false;
    /// Adds `bias`, if there is one, to each row and applies the function, in place.
    fn forward(rows: &mut [f32], bias: Option<&[f32]>);
    /// Multiplies `gradient` by the derivative at `output`, in place.
    fn backward(gradient: &mut [f32], output: &[f32]);
}

/// Adds `bias` to each row of `width` values of `output` and applies A; in a pass that replays an
/// activation mask, each unit stays on the linear piece that the mask says. Returns the tensor from
/// whose values A's derivative is read off.
pub(super) fn activate<A: Activation, S: Shape>(
    context: &Context,
    output: &mut Tensor<S>,
    width: usize,
    bias: Option<&[f32]>,
) -> Tensor<S> {
    let replayed = if A::PIECEWISE_LINEAR {
        context.replayed_mask::<Tensor<S>>()
    } else {
        None
    };
    let rows = tensor::slice_mut(output);
    let Some(mask) = replayed else {
        context
            .pool
            .for_each_row_chunk(rows, width, |_, rows| A::forward(rows, bias));
        if A::PIECEWISE_LINEAR {
            context.record_mask(output);
        }
        return output.clone();
    };
    let sides = tensor::slice(&mask);
    context.pool.for_each_row_chunk(rows, width, |first, rows| {
        Identity::forward(rows, bias);
        // Two straight lines: the value is the derivative times the input.
        A::backward(rows, &sides[first * width..][..rows.len()]);
    });
    mask
}

/// The identity: no activation.
#[derive(Clone)]
pub struct Identity;
/// max(x, 0): DCGAN's G (Radford et al. 2016).
#[derive(Clone)]
pub struct Relu;
/// max(x, 0.2 x), the slope that DCGAN uses (Radford et al. 2016).
#[derive(Clone)]
pub struct LeakyRelu;
/// Hyperbolic tangent: samples in [-1, 1].
#[derive(Clone)]
pub struct Tanh;
/// 1 / (1 + e^-x): samples in [0, 1].
#[derive(Clone)]
pub struct Sigmoid;

/// Slope of [`LeakyRelu`] below zero.
const SLOPE: f32 = 0.2;

impl Activation for Identity {
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        if let Some(bias) = bias {
            kernels::add_bias_leaky_relu(rows, bias, 1.0);
        }
    }
    fn backward(_: &mut [f32], _: &[f32]) {}
}

/// Leaky ReLU of any slope.
fn leaky_relu(rows: &mut [f32], bias: Option<&[f32]>, slope: f32) {
    match bias {
        Some(bias) => kernels::add_bias_leaky_relu(rows, bias, slope),
        None => kernels::leaky_relu(rows, slope),
    }
}

impl Activation for Relu {
    const PIECEWISE_LINEAR: bool = true;
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        leaky_relu(rows, bias, 0.0);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, 0.0);
    }
}

impl Activation for LeakyRelu {
    const PIECEWISE_LINEAR: bool = true;
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        leaky_relu(rows, bias, SLOPE);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, SLOPE);
    }
}

impl Activation for Tanh {
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        Identity::forward(rows, bias);
        kernels::tanh(rows);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::tanh_backward(gradient, output);
    }
}

impl Activation for Sigmoid {
    /// 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2.
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        Identity::forward(rows, bias);
        kernels::affine(rows, 0.5, 0.0);
        kernels::tanh(rows);
        kernels::affine(rows, 0.5, 0.5);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::sigmoid_backward(gradient, output);
    }
}
