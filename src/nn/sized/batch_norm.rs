//! Batch normalisation.

use crate::nn::activation::Activation;
use crate::nn::batch::Batch;
use crate::nn::batch_norm::Normalizer;
use crate::nn::initializer::Initializer;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::Modules;
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::tape::Pass;

/// [`crate::nn::BatchNorm`] with its sizes given.
pub struct SizedBatchNorm<A> {
    positions: usize,
    channels: usize,
    normalizer: Normalizer<A>,
}

impl<A: Activation> SizedBatchNorm<A> {
    /// For rows of `positions` with `channels` values each, one position for features. Running statistics
    /// move by `momentum_percent` / 100 of the difference.
    pub fn new(
        initializer: &mut Initializer,
        (positions, channels): (usize, usize),
        momentum_percent: u32,
    ) -> Self {
        Self {
            positions,
            channels,
            normalizer: Normalizer::new(initializer, channels, momentum_percent),
        }
    }
}

impl<A: Activation> Parameterized for SizedBatchNorm<A> {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        self.normalizer.visit(visitor);
    }
}

impl<A: Activation> Network for SizedBatchNorm<A> {
    fn input_size(&self) -> usize {
        self.positions * self.channels
    }

    fn output_size(&self) -> usize {
        self.input_size()
    }

    fn output_channels(&self) -> usize {
        self.channels
    }

    fn is_random(&self) -> bool {
        false
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        self.normalizer.apply(input, pass)
    }

    fn describe_modules(&self, modules: &mut Modules) {
        self.normalizer.describe(modules, self.positions > 1);
    }
}
