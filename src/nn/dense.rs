//! A fully connected layer with bias and activation in one operation.

use std::marker::PhantomData;

use super::activation::{Activation, LeakyRelu};
use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::product::product;
use super::scaled_tensor::ScaledTensor;
use super::shape::Features;
use super::tape::Pass;

/// y = activation(x W + b): (N, I) -> (N, O). W is (I, O).
pub struct Dense<const I: usize, const O: usize, A = LeakyRelu, const BIAS: bool = true> {
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    activation: PhantomData<A>,
}

impl<const I: usize, const O: usize, A: Activation, const BIAS: bool> Layer
    for Dense<I, O, A, BIAS>
{
    type Input = Features<I>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(I > 0 && O > 0, "a dense layer needs inputs and outputs") };
        Self {
            weight: ScaledTensor::weight(initializer, I * O, I, I),
            bias: BIAS.then(|| ScaledTensor::bias(initializer, O, I)),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        product::<A, I, O>(input, (&self.weight, self.bias.as_ref()), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.weight.visit(visitor, "weight", &[I, O]);
        if let Some(bias) = &mut self.bias {
            bias.visit(visitor, "bias", &[O]);
        }
    }

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::Linear {
            weight: self.weight.used(),
            bias: self.bias.as_ref().map(ScaledTensor::used),
            inputs: I,
            outputs: O,
        });
        modules.add_activation(A::MODULE);
    }
}
