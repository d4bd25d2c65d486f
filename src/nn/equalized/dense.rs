//! A fully connected layer with equalized learning rate.

use std::marker::PhantomData;

use dfdx::prelude::Const;

use super::weight::EqualizedTensor;
use crate::nn::activation::{Activation, Identity, activate, activation_gradient, finish};
use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::gain::{Gain, SqrtTwo, Unit};
use crate::nn::initializer::Initializer;
use crate::nn::kernels;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::matmul::{Finish, add_transposed_matmul, matmul, pack_columns, pack_rows};
use crate::nn::shape::Features;
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

type Weight<const I: usize, const O: usize> = (Const<I>, Const<O>);

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
    weight: EqualizedTensor<Weight<I, O>>,
    bias: Option<EqualizedTensor<(Const<O>,)>>,
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
            weight: EqualizedTensor::weight(initializer, I, G::VALUE, M::VALUE),
            bias: BIAS.then(|| EqualizedTensor::bias(initializer, M::VALUE)),
            types: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let pool = &input.context.pool;
        let scaled = self.weight.scaled(&input);
        let bias = self.bias.as_ref().map(|bias| bias.scaled(&input));
        let mut output = input.zeros((input.rows(), Const));
        let rows = tensor::slice_mut(&mut output);
        let packed = pack_rows(pool, tensor::slice(&scaled), (I, O), |row| row * O);
        let finish = finish::<A>(&input.context, bias.as_ref().map(tensor::slice));
        matmul(pool, input.values(), I, &packed, rows, O, finish);
        let mask = activate::<A, _>(&input.context, &mut output, O);
        let operation = EqualizedDenseBackward::<I, O, A> {
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
            weight: self.weight.clone(),
            scaled,
            bias: self.bias.clone(),
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("weight", self.weight.values_mut());
        if let Some(bias) = &mut self.bias {
            visitor.parameter("bias", bias.values_mut());
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct EqualizedDenseBackward<const I: usize, const O: usize, A> {
    input: Tensor<Features<I>>,
    output: Tensor<Features<O>>,
    /// Where the activation's derivative is read off.
    mask: Tensor<Features<O>>,
    weight: EqualizedTensor<Weight<I, O>>,
    /// The weight as it was used.
    scaled: Tensor<Weight<I, O>>,
    bias: Option<EqualizedTensor<(Const<O>,)>>,
    context: Context,
    activation: PhantomData<A>,
}

impl<const I: usize, const O: usize, A: Activation> Operation for EqualizedDenseBackward<I, O, A> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let pool = &self.context.pool;
        let outputs = (&self.output, &self.mask);
        let upstream = activation_gradient::<A, _>(&self.context, gradients, outputs, O);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            self.weight.add_gradient(pool, gradients, |gradient| {
                add_transposed_matmul(pool, (input, I), (upstream, O), gradient)
            });
            if let Some(bias) = &self.bias {
                bias.add_gradient(pool, gradients, |gradient| {
                    kernels::add_column_sums(upstream, gradient)
                });
            }
        }
        if wanted.input {
            let weight = pack_columns(pool, tensor::slice(&self.scaled), (O, I));
            let gradient = gradients.of(&self.input);
            matmul(pool, upstream, O, &weight, gradient, I, Finish::ADD);
        }
    }
}
