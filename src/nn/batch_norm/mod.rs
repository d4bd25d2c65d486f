//! Batch normalisation (Ioffe and Szegedy 2015), with the activation in the same operation.

mod columns;
mod normalizer;

use std::marker::PhantomData;

use super::activation::{Activation, LeakyRelu};
use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::Modules;
use super::shape::{BatchShape, FeatureMaps, Features};
use super::tape::Pass;
pub(super) use normalizer::Normalizer;

/// y = activation(gamma (x - mean) / sqrt(variance + 1e-5) + beta) for each of the C last values of
/// a row of shape S.
///
/// gamma starts at 1 unless the initialisation says otherwise, beta at 0. Running statistics move
/// by `MOMENTUM_PERCENT` / 100 of the difference to each training batch (PyTorch's convention, with
/// the unbiased variance); `Pass::Frozen` uses the batch and leaves them alone, `Pass::Eval` uses
/// them instead of the batch.
pub struct BatchNorm<S: BatchShape, const C: usize, const MOMENTUM_PERCENT: u32, A> {
    normalizer: Normalizer<A>,
    shape: PhantomData<S>,
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
        Self {
            normalizer: Normalizer::new(initializer, C, MOMENTUM_PERCENT),
            shape: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<S>, pass: Pass) -> Batch<S> {
        self.normalizer.apply(input, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.normalizer.visit(visitor);
    }

    fn describe(&self, modules: &mut Modules) {
        self.normalizer.describe(modules, S::ROW_SIZE > C);
    }
}
