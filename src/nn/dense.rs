//! A fully connected layer with bias and activation in one operation.

use std::marker::PhantomData;

use dfdx::prelude::Const;

use super::batch::{Batch, Features, GradientAccess, Gradients, Values};
use super::layer::{Initializer, Layer, Pass, Visitor};
use super::matmul::{Into, Matrix, multiply};
use super::{kernels, storage};

/// An elementwise function fused behind a layer, whose derivative can be read off its output.
pub trait Activation: 'static {
    /// Adds `bias` to each row and applies the function, in place.
    fn forward(rows: &mut [f32], bias: &[f32]);
    /// Multiplies `gradient` by the derivative at `output`, in place.
    fn backward(gradient: &mut [f32], output: &[f32]);
}

/// No activation.
pub struct Linear;
/// max(x, 0.2 x), the slope that DCGAN uses (Radford et al. 2016).
pub struct LeakyRelu;
/// Hyperbolic tangent: samples in (-1, 1).
pub struct Tanh;

/// Slope of [`LeakyRelu`] below zero.
pub(super) const SLOPE: f32 = 0.2;

impl Activation for Linear {
    fn forward(rows: &mut [f32], bias: &[f32]) {
        kernels::add_bias_leaky_relu(rows, bias, 1.0);
    }
    fn backward(_: &mut [f32], _: &[f32]) {}
}

impl Activation for LeakyRelu {
    fn forward(rows: &mut [f32], bias: &[f32]) {
        kernels::add_bias_leaky_relu(rows, bias, SLOPE);
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::leaky_relu_backward(gradient, output, SLOPE);
    }
}

impl Activation for Tanh {
    fn forward(rows: &mut [f32], bias: &[f32]) {
        kernels::add_bias_leaky_relu(rows, bias, 1.0);
        rows.iter_mut().for_each(|value| *value = value.tanh());
    }
    fn backward(gradient: &mut [f32], output: &[f32]) {
        kernels::tanh_backward(gradient, output);
    }
}

type Weight<const I: usize, const O: usize> = Values<(Const<I>, Const<O>)>;
type Bias<const O: usize> = Values<(Const<O>,)>;

/// y = activation(x W + b): (N, I) -> (N, O). W is (I, O).
///
/// Initialised as PyTorch's `nn.Linear`: weight and bias uniform in +-1/sqrt(I).
pub struct Dense<const I: usize, const O: usize, A = LeakyRelu> {
    weight: Weight<I, O>,
    bias: Bias<O>,
    activation: PhantomData<A>,
}

impl<const I: usize, const O: usize, A: Activation> Layer for Dense<I, O, A> {
    type Input = Features<I>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(I > 0 && O > 0, "a dense layer needs inputs and outputs") };
        let bound = 1.0 / (I as f32).sqrt();
        let mut weight = initializer.device.zeros();
        let mut bias = initializer.device.zeros();
        (initializer.uniform)(bound, storage::slice_mut(&mut weight));
        (initializer.uniform)(bound, storage::slice_mut(&mut bias));
        Self { weight, bias, activation: PhantomData }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let n = input.rows();
        let mut output = input.zeros((n, Const));
        let rows = storage::slice_mut(&mut output);
        multiply(
            Matrix::new(input.values(), n, I),
            Matrix::new(storage::slice(&self.weight), I, O),
            rows,
            Into::Overwrite,
        );
        A::forward(rows, storage::slice(&self.bias));
        let recorded = Recorded::<I, O> {
            input: input.tensor.clone(),
            output: output.clone(),
            weight: self.weight.clone(),
            bias: self.bias.clone(),
            train: pass == Pass::Train,
            input_needs_gradient: input.needs_gradient,
        };
        let record = pass != Pass::Eval && (recorded.train || recorded.input_needs_gradient);
        input.then(output, record, move |gradients| recorded.backward::<A>(gradients))
    }

    fn visit<V: Visitor>(&mut self, visitor: &mut V) {
        visitor.parameter("weight", &mut self.weight);
        visitor.parameter("bias", &mut self.bias);
    }
}

/// What the backward pass of one application needs: shared storage, no copies.
struct Recorded<const I: usize, const O: usize> {
    input: Values<Features<I>>,
    output: Values<Features<O>>,
    weight: Weight<I, O>,
    bias: Bias<O>,
    train: bool,
    input_needs_gradient: bool,
}

impl<const I: usize, const O: usize> Recorded<I, O> {
    fn backward<A: Activation>(self, gradients: &mut Gradients) {
        let rows = storage::slice(&self.input);
        let n = rows.len() / I;
        gradients.with(&self.output, |gradients, output_gradient| {
            A::backward(output_gradient, storage::slice(&self.output));
            let upstream = Matrix::new(output_gradient, n, O);
            if self.train {
                let input = Matrix::new(rows, n, I);
                multiply(input.transposed(), upstream, gradients.of(&self.weight), Into::Add);
                kernels::add_column_sums(output_gradient, gradients.of(&self.bias));
            }
            if self.input_needs_gradient {
                let weight = Matrix::new(storage::slice(&self.weight), I, O);
                multiply(upstream, weight.transposed(), gradients.of(&self.input), Into::Add);
            }
        });
    }
}
