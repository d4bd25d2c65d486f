//! Batch normalisation of features (Ioffe and Szegedy 2015), with the activation in the same operation.

use std::marker::PhantomData;

use dfdx::prelude::Const;

use super::batch::{Batch, Features, GradientAccess, Gradients, Values};
use super::dense::{Activation, LeakyRelu};
use super::layer::{Initializer, Layer, Pass, Visitor};
use super::{kernels, storage};

/// Added to the variance, as in PyTorch.
const EPSILON: f32 = 1e-5;

/// y = activation(gamma (x - mean) / sqrt(variance + 1e-5) + beta): (N, F) -> (N, F).
///
/// gamma starts at 1, beta at 0. Running statistics move by `MOMENTUM_PERCENT` / 100 of the difference to each training
/// batch (PyTorch's convention, with the unbiased variance); `Pass::Frozen` uses the batch and leaves them alone.
pub struct BatchNorm<const F: usize, const MOMENTUM_PERCENT: u32 = 10, A = LeakyRelu> {
    gamma: Values<(Const<F>,)>,
    beta: Values<(Const<F>,)>,
    running_mean: Vec<f32>,
    running_variance: Vec<f32>,
    activation: PhantomData<A>,
}

/// Mean and biased variance of each feature.
fn moments<const F: usize>(rows: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let scale = 1.0 / (rows.len() / F) as f32;
    let mut mean = vec![0.0; F];
    kernels::add_column_sums(rows, &mut mean);
    mean.iter_mut().for_each(|sum| *sum *= scale);
    let mut variance = vec![0.0; F];
    kernels::add_squared_deviations(rows, &mean, &mut variance);
    variance.iter_mut().for_each(|sum| *sum *= scale);
    (mean, variance)
}

impl<const F: usize, const MOMENTUM_PERCENT: u32, A: Activation> BatchNorm<F, MOMENTUM_PERCENT, A> {
    fn update_running(&mut self, mean: &[f32], variance: &[f32], n: usize) {
        let momentum = MOMENTUM_PERCENT as f32 / 100.0;
        let unbiased = n as f32 / (n as f32 - 1.0).max(1.0);
        for (running, mean) in self.running_mean.iter_mut().zip(mean) {
            *running += momentum * (mean - *running);
        }
        for (running, variance) in self.running_variance.iter_mut().zip(variance) {
            *running += momentum * (variance * unbiased - *running);
        }
    }
}

impl<const F: usize, const MOMENTUM_PERCENT: u32, A: Activation> Layer for BatchNorm<F, MOMENTUM_PERCENT, A> {
    type Input = Features<F>;
    type Output = Features<F>;

    fn new(initializer: &mut Initializer) -> Self {
        let mut gamma = initializer.device.zeros();
        storage::slice_mut(&mut gamma).fill(1.0);
        Self {
            gamma,
            beta: initializer.device.zeros(),
            running_mean: vec![0.0; F],
            running_variance: vec![1.0; F],
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Features<F>>, pass: Pass) -> Batch<Features<F>> {
        let n = input.rows();
        let (mean, variance) = match pass {
            Pass::Eval => (self.running_mean.clone(), self.running_variance.clone()),
            Pass::Train | Pass::Frozen => moments::<F>(input.values()),
        };
        if pass == Pass::Train {
            self.update_running(&mean, &variance, n);
        }
        let inverse: Vec<f32> = variance.iter().map(|variance| 1.0 / (variance + EPSILON).sqrt()).collect();
        let mut normalised = input.zeros((n, Const));
        let mut output = input.zeros((n, Const));
        kernels::normalise(input.values(), &mean, &inverse, storage::slice_mut(&mut normalised));
        let rows = storage::slice_mut(&mut output);
        kernels::scale_columns(storage::slice(&normalised), storage::slice(&self.gamma), rows);
        A::forward(rows, storage::slice(&self.beta));
        let recorded = Recorded::<F> {
            input: input.tensor.clone(),
            normalised,
            output: output.clone(),
            gamma: self.gamma.clone(),
            beta: self.beta.clone(),
            inverse,
            train: pass == Pass::Train,
            input_needs_gradient: input.needs_gradient,
        };
        let record = pass != Pass::Eval && (recorded.train || recorded.input_needs_gradient);
        input.then(output, record, move |gradients| recorded.backward::<A>(gradients))
    }

    fn visit<V: Visitor>(&mut self, visitor: &mut V) {
        visitor.parameter("gamma", &mut self.gamma);
        visitor.parameter("beta", &mut self.beta);
        visitor.buffer("running_mean", &mut self.running_mean);
        visitor.buffer("running_variance", &mut self.running_variance);
    }
}

struct Recorded<const F: usize> {
    input: Values<Features<F>>,
    normalised: Values<Features<F>>,
    output: Values<Features<F>>,
    gamma: Values<(Const<F>,)>,
    beta: Values<(Const<F>,)>,
    inverse: Vec<f32>,
    train: bool,
    input_needs_gradient: bool,
}

impl<const F: usize> Recorded<F> {
    /// With h the normalised input and g the gradient before the activation:
    /// dx = gamma / sigma * (g - mean(g) - h mean(g h)); dgamma = sum(g h); dbeta = sum(g).
    fn backward<A: Activation>(self, gradients: &mut Gradients) {
        let normalised = storage::slice(&self.normalised);
        gradients.with(&self.output, |gradients, upstream| {
            A::backward(upstream, storage::slice(&self.output));
            let (mut sum, mut product) = (vec![0.0; F], vec![0.0; F]);
            kernels::add_column_sums(upstream, &mut sum);
            kernels::add_column_products(upstream, normalised, &mut product);
            if self.train {
                kernels::add_column_sums(&product, gradients.of(&self.gamma));
                kernels::add_column_sums(&sum, gradients.of(&self.beta));
            }
            if self.input_needs_gradient {
                let scale = 1.0 / (normalised.len() / F) as f32;
                let gamma = storage::slice(&self.gamma);
                let factor: Vec<f32> =
                    gamma.iter().zip(&self.inverse).map(|(gamma, inverse)| gamma * inverse).collect();
                sum.iter_mut().chain(&mut product).for_each(|sum| *sum *= scale);
                let input_gradient = gradients.of(&self.input);
                kernels::batch_norm_backward(upstream, normalised, &factor, &sum, &product, input_gradient);
            }
        });
    }
}
