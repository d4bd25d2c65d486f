//! Batch normalisation as an operation, whatever the shape of its rows.

use std::marker::PhantomData;

use dfdx::prelude::Shape;

use super::columns::{self, Statistics};
use crate::nn::activation::{Activation, Identity, activate};
use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::initializer::Initializer;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::{Module, Modules};
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

/// The parameters and running statistics of a batch normalisation, for rows of any shape whose last
/// dimension is that of its channels.
pub(in crate::nn) struct Normalizer<A> {
    gamma: Tensor,
    beta: Tensor,
    running_mean: Vec<f32>,
    running_variance: Vec<f32>,
    momentum_percent: u32,
    activation: PhantomData<A>,
}

impl<A: Activation> Normalizer<A> {
    pub fn new(initializer: &mut Initializer, channels: usize, momentum_percent: u32) -> Self {
        let mut gamma = initializer.device.zeros(channels);
        initializer.scale(tensor::slice_mut(&mut gamma));
        Self {
            gamma,
            beta: initializer.device.zeros(channels),
            running_mean: vec![0.0; channels],
            running_variance: vec![1.0; channels],
            momentum_percent,
            activation: PhantomData,
        }
    }

    pub fn apply<S: Shape>(&mut self, input: Batch<S>, pass: Pass) -> Batch<S> {
        let (shape, channels) = (input.shape, self.running_mean.len());
        let pool = &input.context.pool;
        let positions = input.values().len() / channels;
        let statistics = match pass {
            Pass::Eval => Statistics {
                mean: self.running_mean.clone(),
                variance: self.running_variance.clone(),
            },
            Pass::Train | Pass::Frozen => columns::statistics(pool, input.values(), channels),
        };
        // With a parameter tape the network is trained on this batch too.
        if pass == Pass::Train || input.has_parameter_tape() {
            self.update_running(&statistics, positions);
        }
        let mut output = input.unwritten(input.values().len());
        let normalization = statistics.normalization();
        let scales = (tensor::slice(&self.gamma), tensor::slice(&self.beta));
        let mask = normalise::<A>(
            (&input.tensor, &input.context),
            &normalization,
            scales,
            &mut output,
        );
        let operation = BatchNormBackward::<A> {
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
            gamma: self.gamma.clone(),
            beta: self.beta.clone(),
            normalization,
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.record_as(shape, output, pass, operation)
    }

    fn update_running(&mut self, batch: &Statistics, n: usize) {
        let momentum = self.momentum_percent as f32 / 100.0;
        let unbiased = n as f32 / (n as f32 - 1.0).max(1.0);
        for (running, mean) in self.running_mean.iter_mut().zip(&batch.mean) {
            *running += momentum * (mean - *running);
        }
        for (running, variance) in self.running_variance.iter_mut().zip(&batch.variance) {
            *running += momentum * (variance * unbiased - *running);
        }
    }

    pub fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        let channels = [self.running_mean.len()];
        visitor.parameter("gamma", &channels, &mut self.gamma);
        visitor.parameter("beta", &channels, &mut self.beta);
        visitor.buffer("running_mean", &mut self.running_mean);
        visitor.buffer("running_variance", &mut self.running_variance);
    }

    pub fn describe(&self, modules: &mut Modules, is_map: bool) {
        let copy = |values: &Tensor| tensor::slice(values).to_vec();
        modules.add(Module::BatchNorm {
            is_map,
            momentum: self.momentum_percent,
            values: [
                copy(&self.gamma),
                copy(&self.beta),
                self.running_mean.clone(),
                self.running_variance.clone(),
            ],
        });
        modules.add_activation(A::MODULE);
    }
}

/// Normalises and scales `input`, and applies A; returns the tensor from whose values A's derivative
/// is read off.
fn normalise<A: Activation>(
    (input, context): (&Tensor, &Context),
    normalization: &columns::Normalization,
    (gamma, beta): (&[f32], &[f32]),
    output: &mut Tensor,
) -> Tensor {
    let (pool, rows) = (&context.pool, tensor::slice_mut(output));
    let values = tensor::slice(input);
    if context.replays_mask() {
        columns::normalise::<Identity>(pool, values, normalization, gamma, beta, rows);
        return activate::<A>(context, output, gamma.len());
    }
    columns::normalise::<A>(pool, values, normalization, gamma, beta, rows);
    if A::SLOPE.is_some() {
        context.record_mask(output);
    }
    output.clone()
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct BatchNormBackward<A> {
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    gamma: Tensor,
    beta: Tensor,
    normalization: columns::Normalization,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> Operation for BatchNormBackward<A> {
    const HAS_PARAMETERS: bool = true;

    /// With h the normalised input and g the gradient before the activation:
    /// dx = gamma / sigma * (g - mean(g) - h mean(g h)); dgamma = sum(g h); dbeta = sum(g).
    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let pool = &self.context.pool;
        let input = tensor::slice(&self.input);
        let mut upstream = gradients.take(&self.output);
        let upstream = tensor::slice_mut(&mut upstream);
        let sums = columns::gradient_sums::<A>(
            pool,
            input,
            &self.normalization,
            tensor::slice(&self.mask),
            upstream,
        );
        if wanted.parameters {
            let add = |out: &mut [f32], sums: &[f32]| {
                out.iter_mut().zip(sums).for_each(|(out, sum)| *out += sum)
            };
            add(gradients.of(&self.beta), &sums.plain);
            add(gradients.of(&self.gamma), &sums.with_input);
        }
        if wanted.input {
            let gamma = tensor::slice(&self.gamma);
            let gradient = gradients.sum(&self.input);
            columns::input_gradient(
                pool,
                input,
                &self.normalization,
                gamma,
                &sums,
                upstream,
                (gradient.values, gradient.add),
            );
        }
    }
}
