//! Activation functions, fused with the layer before them.

use super::column_sums::change_and_add_column_sums;
use super::context::Context;
use super::kernels;
use super::matmul::Finish;
use super::modules::ActivationModule;
use super::scaled_tensor::ScaledTensor;
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// An elementwise function whose derivative can be read off its output.
pub trait Activation: Clone + 'static {
    /// Slope below zero of a function that is two straight lines, with slope 1 above: an activation
    /// mask then says which of them each unit is on.
    const SLOPE: Option<f32> = None;
    /// What such a function's values are multiplied by.
    const GAIN: f32 = 1.0;
    /// What other frameworks call it; `None`: nothing, it is the identity.
    const MODULE: Option<ActivationModule>;
    /// Applies the function in place.
    fn forward(values: &mut [f32]);
    /// Multiplies `gradient` by the derivative at `output`, in place.
    fn backward(gradient: &mut [f32], output: &[f32]);
}

/// What a product does to its sums on behalf of A: it adds `bias`, and applies A where that is leaky
/// ReLU, unless an activation mask is replayed. [`activate`] does the rest.
pub(super) fn finish<'a, A: Activation>(context: &Context, bias: Option<&'a [f32]>) -> Finish<'a> {
    let slope = A::SLOPE.filter(|_| !context.replays_mask());
    Finish {
        bias,
        slope: slope.unwrap_or(1.0),
        ..Finish::REPLACE
    }
}

/// Applies to each row of `width` values of `output` what [`finish`] has left of A; in a pass that
/// replays an activation mask, each unit stays on the linear piece that the mask says. Returns the
/// tensor from whose values A's derivative is read off.
pub(super) fn activate<A: Activation>(
    context: &Context,
    output: &mut Tensor,
    width: usize,
) -> Tensor {
    if A::SLOPE.is_none() {
        let rows = tensor::slice_mut(output);
        context
            .pool
            .for_each_row_chunk(rows, width, |_, rows| A::forward(rows));
        return output.clone();
    }
    let Some(mask) = context.replayed_mask::<Tensor>() else {
        if A::GAIN != 1.0 {
            let rows = tensor::slice_mut(output);
            context
                .pool
                .for_each_row_chunk(rows, width, |_, rows| kernels::scale(rows, A::GAIN));
        }
        context.record_mask(output);
        return output.clone();
    };
    let (rows, sides) = (tensor::slice_mut(output), tensor::slice(&mask));
    context.pool.for_each_row_chunk(rows, width, |first, rows| {
        // Two straight lines: the value is the derivative times the input.
        A::backward(rows, &sides[first * width..][..rows.len()]);
    });
    mask
}

/// The gradient of what went into an activation, by rows of `width` values: takes the one of its
/// `output` out of the store and multiplies it by A's derivative, which is read off `mask`. Where a
/// `bias` was added before, and is given, adds its gradient, the sum over the rows.
pub(super) fn activation_gradient<A: Activation>(
    context: &Context,
    gradients: &mut Gradients,
    (output, mask): (&Tensor, &Tensor),
    width: usize,
    bias: Option<&ScaledTensor>,
) -> Tensor {
    let pool = &context.pool;
    let mut upstream = gradients.take(output);
    let (rows, mask) = (tensor::slice_mut(&mut upstream), tensor::slice(mask));
    let backward = |first: usize, rows: &mut [f32]| {
        A::backward(rows, &mask[first * width..][..rows.len()]);
    };
    match bias {
        None => pool.for_each_row_chunk(rows, width, backward),
        Some(bias) => bias.add_gradient(pool, gradients, |gradient| {
            let sums = gradient.zeroed();
            assert_eq!(sums.len(), width, "a bias for each column");
            change_and_add_column_sums(pool, rows, sums, backward)
        }),
    }
    upstream
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
/// sqrt(2) max(x, 0.2 x): the activation of StyleGAN2, which keeps the variance of its input (Karras
/// et al. 2020).
#[derive(Clone)]
pub struct ScaledLeakyRelu;
/// Hyperbolic tangent: samples in [-1, 1].
#[derive(Clone)]
pub struct Tanh;
/// 1 / (1 + e^-x): samples in [0, 1].
#[derive(Clone)]
pub struct Sigmoid;

/// Slope of [`LeakyRelu`] below zero.
const SLOPE: f32 = 0.2;

impl Activation for Identity {
    const MODULE: Option<ActivationModule> = None;
    fn forward(_: &mut [f32]) {}
    fn backward(_: &mut [f32], _: &[f32]) {}
}

impl Activation for Relu {
    const MODULE: Option<ActivationModule> = Some(ActivationModule::Relu);
    const SLOPE: Option<f32> = Some(0.0);
    fn forward(values: &mut [f32]) {
        kernels::leaky_relu(values, 0.0);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, 0.0);
    }
}

impl Activation for LeakyRelu {
    const MODULE: Option<ActivationModule> = Some(ActivationModule::LeakyRelu);
    const SLOPE: Option<f32> = Some(SLOPE);
    fn forward(values: &mut [f32]) {
        kernels::leaky_relu(values, SLOPE);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, SLOPE);
    }
}

impl Activation for ScaledLeakyRelu {
    const MODULE: Option<ActivationModule> = Some(ActivationModule::ScaledLeakyRelu);
    const SLOPE: Option<f32> = Some(SLOPE);
    const GAIN: f32 = std::f32::consts::SQRT_2;
    fn forward(values: &mut [f32]) {
        LeakyRelu::forward(values);
        kernels::scale(values, Self::GAIN);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        LeakyRelu::backward(gradient, output);
        kernels::scale(gradient, Self::GAIN);
    }
}

impl Activation for Tanh {
    const MODULE: Option<ActivationModule> = Some(ActivationModule::Tanh);
    fn forward(values: &mut [f32]) {
        kernels::tanh(values);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::tanh_backward(gradient, output);
    }
}

impl Activation for Sigmoid {
    const MODULE: Option<ActivationModule> = Some(ActivationModule::Sigmoid);
    /// 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2.
    fn forward(values: &mut [f32]) {
        kernels::affine(values, 0.5, 0.0);
        kernels::tanh(values);
        kernels::affine(values, 0.5, 0.5);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::sigmoid_backward(gradient, output);
    }
}
