//! A fully connected layer.

use std::marker::PhantomData;

use super::rows_of;
use crate::nn::activation::Activation;
use crate::nn::batch::Batch;
use crate::nn::initializer::Initializer;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::{Module, Modules};
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::product::sized_product;
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::tape::Pass;

/// [`crate::nn::Dense`] with its numbers of inputs and outputs given.
pub struct SizedDense<A> {
    inputs: usize,
    outputs: usize,
    weight: ScaledTensor,
    bias: ScaledTensor,
    activation: PhantomData<A>,
}

impl<A: Activation> SizedDense<A> {
    /// (N, `inputs`) -> (N, `outputs`).
    pub fn new(initializer: &mut Initializer, inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            weight: ScaledTensor::weight(initializer, inputs * outputs, inputs, inputs),
            bias: ScaledTensor::bias(initializer, outputs, inputs),
            activation: PhantomData,
        }
    }
}

impl<A: Activation> Parameterized for SizedDense<A> {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        let sizes = [self.inputs, self.outputs];
        self.weight.visit(visitor, "weight", &sizes);
        self.bias.visit(visitor, "bias", &sizes[1..]);
    }
}

impl<A: Activation> Network for SizedDense<A> {
    fn input_size(&self) -> usize {
        self.inputs
    }

    fn output_size(&self) -> usize {
        self.outputs
    }

    fn output_channels(&self) -> usize {
        self.outputs
    }

    fn is_random(&self) -> bool {
        false
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        let output = (rows_of(&input, self.outputs), (self.inputs, self.outputs));
        sized_product::<A, _, _>(input, output, (&self.weight, Some(&self.bias)), pass)
    }

    fn describe_modules(&self, modules: &mut Modules) {
        modules.add(Module::Linear {
            weight: self.weight.used(),
            bias: Some(self.bias.used()),
            inputs: self.inputs,
            outputs: self.outputs,
        });
        modules.add_activation(A::MODULE);
    }
}
