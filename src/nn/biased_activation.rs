//! A bias per channel with the activation after it, where no convolution of its own stands before.

use std::marker::PhantomData;

use super::activation::{Activation, LeakyRelu, activate, activation_gradient, finish};
use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::scaled_tensor::ScaledTensor;
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// activation(x + b), with b zero at first: (N, S, S, C) -> (N, S, S, C).
pub struct BiasedActivation<const S: usize, const C: usize, A = LeakyRelu> {
    bias: ScaledTensor,
    activation: PhantomData<A>,
}

impl<const S: usize, const C: usize, A> BiasedActivation<S, C, A> {
    /// b.
    pub(super) fn bias(&self) -> Vec<f32> {
        self.bias.used()
    }
}

impl<const S: usize, const C: usize, A: Activation> Layer for BiasedActivation<S, C, A> {
    type Input = FeatureMaps<S, C>;
    type Output = FeatureMaps<S, C>;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            bias: ScaledTensor::equalized_bias(initializer, C, 1.0),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let mut output = input.unwritten(input.values().len());
        let bias = self.bias.scaled(&input.tensor);
        let finish = finish::<A>(&input.context, Some(tensor::slice(&bias)));
        let rows = tensor::slice_mut(&mut output);
        rows.copy_from_slice(input.values());
        finish.apply(rows);
        let mask = activate::<A>(&input.context, &mut output, C);
        let operation = BiasedActivationBackward::<A> {
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
            bias: self.bias.clone(),
            channels: C,
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.bias.visit(visitor, "bias", &[C]);
    }

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::ChannelBias(self.bias()));
        modules.add_activation(A::MODULE);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct BiasedActivationBackward<A> {
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    bias: ScaledTensor,
    channels: usize,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> Operation for BiasedActivationBackward<A> {
    const HAS_PARAMETERS: bool = true;
    const ROW_WISE: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let outputs = (&self.output, &self.mask);
        let bias = wanted.parameters.then_some(&self.bias);
        let upstream =
            activation_gradient::<A>(&self.context, gradients, outputs, self.channels, bias);
        if wanted.input {
            let upstream = tensor::slice(&upstream);
            gradients.sum(&self.input).add_scaled(1.0, upstream);
        }
    }
}
