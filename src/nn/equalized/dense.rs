//! A fully connected layer with equalized learning rate.

use std::marker::PhantomData;

use crate::nn::activation::{Activation, Identity};
use crate::nn::batch::Batch;
use crate::nn::gain::{Gain, SqrtTwo, Unit};
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::{Module, Modules};
use crate::nn::product::product;
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::shape::Features;
use crate::nn::tape::Pass;

/// y = activation(M (G / sqrt(I) x W + b)): (N, I) -> (N, O). W is (I, O), G the gain, M the
/// multiplier of the learning rate.
pub struct EqualizedDense<
    const I: usize,
    const O: usize,
    A = Identity,
    G = SqrtTwo,
    M = Unit,
    const BIAS: bool = true,
> {
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    types: PhantomData<(A, G, M)>,
}

impl<const I: usize, const O: usize, A: Activation, G: Gain, M: Gain, const BIAS: bool> Layer
    for EqualizedDense<I, O, A, G, M, BIAS>
{
    type Input = Features<I>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(I > 0 && O > 0, "a dense layer needs inputs and outputs") };
        Self {
            weight: ScaledTensor::equalized_weight(initializer, I * O, I, G::VALUE, M::VALUE),
            bias: BIAS.then(|| ScaledTensor::equalized_bias(initializer, O, M::VALUE)),
            types: PhantomData,
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
