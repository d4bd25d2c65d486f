//! Elementwise functions, fused behind the layers that precede them.

use dfdx::prelude::Shape;

use super::batch::{Context, Values};
use super::{kernels, storage};

/// An elementwise function whose derivative can be read off its output.
pub trait Activation: Clone + 'static {
    /// Whether it is made of two straight lines that meet at zero.
    const KINKED: bool = false;
    /// Adds `bias`, if there is one, to each row and applies the function, in place.
    fn forward(rows: &mut [f32], bias: Option<&[f32]>);
    /// Multiplies `gradient` by the derivative at `output`, in place.
    fn backward(gradient: &mut [f32], output: &[f32]);
}

/// Adds `bias` to each row of `width` values of `output` and applies A, on the sides of its kinks
/// that a followed pattern says. Gives the tensor from whose values A's derivative is read off.
pub(super) fn activate<A: Activation, S: Shape>(
    context: &Context,
    output: &mut Values<S>,
    width: usize,
    bias: Option<&[f32]>,
) -> Values<S> {
    let followed = if A::KINKED {
        context.followed::<Values<S>>()
    } else {
        None
    };
    let rows = storage::slice_mut(output);
    let Some(pattern) = followed else {
        context
            .workers
            .rows(rows, width, |_, rows| A::forward(rows, bias));
        return kept::<A, S>(context, output.clone());
    };
    let sides = storage::slice(&pattern);
    context.workers.rows(rows, width, |first, rows| {
        Linear::forward(rows, bias);
        // Two straight lines: the value is the derivative times the input.
        A::backward(rows, &sides[first * width..][..rows.len()]);
    });
    pattern
}

fn kept<A: Activation, S: Shape>(context: &Context, output: Values<S>) -> Values<S> {
    if A::KINKED {
        context.keep(&output);
    }
    output
}

/// No activation.
#[derive(Clone)]
pub struct Linear;
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
pub(super) const SLOPE: f32 = 0.2;

impl Activation for Linear {
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        if let Some(bias) = bias {
            kernels::add_bias_leaky_relu(rows, bias, 1.0);
        }
    }
    fn backward(_: &mut [f32], _: &[f32]) {}
}

/// Leaky ReLU of any slope.
fn rectify(rows: &mut [f32], bias: Option<&[f32]>, slope: f32) {
    match bias {
        Some(bias) => kernels::add_bias_leaky_relu(rows, bias, slope),
        None => kernels::leaky_relu(rows, slope),
    }
}

impl Activation for Relu {
    const KINKED: bool = true;
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        rectify(rows, bias, 0.0);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, 0.0);
    }
}

impl Activation for LeakyRelu {
    const KINKED: bool = true;
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        rectify(rows, bias, SLOPE);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, SLOPE);
    }
}

impl Activation for Tanh {
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        Linear::forward(rows, bias);
        kernels::tanh(rows);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::tanh_backward(gradient, output);
    }
}

impl Activation for Sigmoid {
    /// 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2.
    fn forward(rows: &mut [f32], bias: Option<&[f32]>) {
        Linear::forward(rows, bias);
        kernels::affine(rows, 0.5, 0.0);
        kernels::tanh(rows);
        kernels::affine(rows, 0.5, 0.5);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::sigmoid_backward(gradient, output);
    }
}
