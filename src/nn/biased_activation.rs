//! A bias per channel with the activation after it, where no convolution of its own stands before.

use std::marker::PhantomData;

use super::activation::{Activation, LeakyRelu, activate, activation_gradient, finish};
use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// activation(x + b), with b zero at first: (N, S, S, C) -> (N, S, S, C).
pub struct BiasedActivation<const S: usize, const C: usize, A = LeakyRelu> {
    bias: Tensor,
    activation: PhantomData<A>,
}

impl<const S: usize, const C: usize, A> BiasedActivation<S, C, A> {
    /// b.
    pub(super) fn bias(&self) -> Vec<f32> {
        tensor::slice(&self.bias).to_vec()
    }
}

impl<const S: usize, const C: usize, A: Activation> Layer for BiasedActivation<S, C, A> {
    type Input = FeatureMaps<S, C>;
    type Output = FeatureMaps<S, C>;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            bias: initializer.device.zeros(C),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let mut output = input.unwritten(input.values().len());
        let finish = finish::<A>(&input.context, Some(tensor::slice(&self.bias)));
        let rows = tensor::slice_mut(&mut output);
        rows.copy_from_slice(input.values());
        finish.apply(rows);
        let mask = activate::<A>(&input.context, &mut output, C);
        let operation = BiasedActivationBackward::<A> {
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
            bias: self.bias.clone(),
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("bias", &[C], &mut self.bias);
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
    bias: Tensor,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> Operation for BiasedActivationBackward<A> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let outputs = (&self.output, &self.mask);
        let width = tensor::length(&self.bias);
        let upstream = activation_gradient::<A>(&self.context, gradients, outputs, width);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            kernels::add_column_sums(upstream, gradients.of(&self.bias));
        }
        if wanted.input {
            gradients.sum(&self.input).add_scaled(1.0, upstream);
        }
    }
}
