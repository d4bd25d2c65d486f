//! Batch normalisation (Ioffe and Szegedy 2015), with the activation in the same operation.

mod columns;

use std::marker::PhantomData;

use super::activation::{Activation, Identity, LeakyRelu, activate};
use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::{BatchShape, FeatureMaps, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use columns::Statistics;

/// y = activation(gamma (x - mean) / sqrt(variance + 1e-5) + beta) for each of the C last values of
/// a row of shape S.
///
/// gamma starts at 1 unless the initialisation says otherwise, beta at 0. Running statistics move
/// by `MOMENTUM_PERCENT` / 100 of the difference to each training batch (PyTorch's convention, with
/// the unbiased variance); `Pass::Frozen` uses the batch and leaves them alone, `Pass::Eval` uses
/// them instead of the batch.
pub struct BatchNorm<S: BatchShape, const C: usize, const MOMENTUM_PERCENT: u32, A> {
    gamma: Tensor,
    beta: Tensor,
    running_mean: Vec<f32>,
    running_variance: Vec<f32>,
    shape: PhantomData<S>,
    activation: PhantomData<A>,
}

/// Batch normalisation of features: (N, F) -> (N, F).
pub type BatchNorm1d<const F: usize, const MOMENTUM_PERCENT: u32 = 10, A = LeakyRelu> =
    BatchNorm<Features<F>, F, MOMENTUM_PERCENT, A>;

/// Batch normalisation of feature maps, over samples and positions: (N, S, S, C) -> (N, S, S, C).
pub type BatchNorm2d<
    const S: usize,
    const C: usize,
    A = LeakyRelu,
    const MOMENTUM_PERCENT: u32 = 10,
> = BatchNorm<FeatureMaps<S, C>, C, MOMENTUM_PERCENT, A>;

impl<S: BatchShape, const C: usize, const MOMENTUM_PERCENT: u32, A>
    BatchNorm<S, C, MOMENTUM_PERCENT, A>
{
    fn update_running(&mut self, batch: &Statistics, n: usize) {
        let momentum = MOMENTUM_PERCENT as f32 / 100.0;
        let unbiased = n as f32 / (n as f32 - 1.0).max(1.0);
        for (running, mean) in self.running_mean.iter_mut().zip(&batch.mean) {
            *running += momentum * (mean - *running);
        }
        for (running, variance) in self.running_variance.iter_mut().zip(&batch.variance) {
            *running += momentum * (variance * unbiased - *running);
        }
    }
}

impl<S: BatchShape, const C: usize, const MOMENTUM_PERCENT: u32, A: Activation> Layer
    for BatchNorm<S, C, MOMENTUM_PERCENT, A>
{
    type Input = S;
    type Output = S;

    fn new(initializer: &mut Initializer) -> Self {
        const {
            assert!(
                C > 0 && S::ROW_SIZE % C == 0,
                "a row holds the channels of whole positions"
            )
        };
        let mut gamma = initializer.device.zeros(C);
        initializer.scale(tensor::slice_mut(&mut gamma));
        Self {
            gamma,
            beta: initializer.device.zeros(C),
            running_mean: vec![0.0; C],
            running_variance: vec![1.0; C],
            shape: PhantomData,
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<S>, pass: Pass) -> Batch<S> {
        let pool = &input.context.pool;
        let positions = input.values().len() / C;
        let statistics = match pass {
            Pass::Eval => Statistics {
                mean: self.running_mean.clone(),
                variance: self.running_variance.clone(),
            },
            Pass::Train | Pass::Frozen => columns::statistics(pool, input.values(), C),
        };
        // With a parameter tape the network is trained on this batch too.
        if pass == Pass::Train || input.has_parameter_tape() {
            self.update_running(&statistics, positions);
        }
        let mut output = input.zeros(input.values().len());
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
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("gamma", &[C], &mut self.gamma);
        visitor.parameter("beta", &[C], &mut self.beta);
        visitor.buffer("running_mean", &mut self.running_mean);
        visitor.buffer("running_variance", &mut self.running_variance);
    }

    fn describe(&self, modules: &mut Modules) {
        let copy = |values: &Tensor| tensor::slice(values).to_vec();
        modules.add(Module::BatchNorm {
            is_map: S::ROW_SIZE > C,
            momentum: MOMENTUM_PERCENT,
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
            columns::input_gradient(
                pool,
                input,
                &self.normalization,
                gamma,
                &sums,
                upstream,
                gradients.of(&self.input),
            );
        }
    }
}
