//! A fully connected layer with equalized learning rate.

use std::marker::PhantomData;

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
    weight: EqualizedTensor,
    bias: Option<EqualizedTensor>,
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
            weight: EqualizedTensor::weight(initializer, I * O, I, G::VALUE, M::VALUE),
            bias: BIAS.then(|| EqualizedTensor::bias(initializer, O, M::VALUE)),
            types: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let parameters = (&self.weight, self.bias.as_ref());
        let operation = EqualizedDenseBackward::<A>::forward(
            (&input.tensor, &input.context),
            parameters,
            (I, O),
        );
        input.record(operation.output.clone(), pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("weight", &[I, O], self.weight.values_mut());
        if let Some(bias) = &mut self.bias {
            visitor.parameter("bias", &[O], bias.values_mut());
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct EqualizedDenseBackward<A> {
    /// Inputs and outputs.
    sizes: (usize, usize),
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    weight: EqualizedTensor,
    /// The weight as it was used.
    scaled: Tensor,
    bias: Option<EqualizedTensor>,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> EqualizedDenseBackward<A> {
    /// The output, and what its gradient needs.
    fn forward(
        (input, context): (&Tensor, &Context),
        (weight, bias): (&EqualizedTensor, Option<&EqualizedTensor>),
        (inputs, outputs): (usize, usize),
    ) -> Self {
        let (pool, values) = (&context.pool, tensor::slice(input));
        let scaled = weight.scaled(input);
        let scaled_bias = bias.map(|bias| bias.scaled(input));
        let mut output = tensor::zeros_beside(input, values.len() / inputs * outputs);
        let rows = tensor::slice_mut(&mut output);
        let packed = pack_rows(pool, tensor::slice(&scaled), (inputs, outputs), |row| {
            row * outputs
        });
        let finish = finish::<A>(context, scaled_bias.as_ref().map(tensor::slice));
        matmul(pool, values, inputs, &packed, rows, outputs, finish);
        Self {
            sizes: (inputs, outputs),
            input: input.clone(),
            mask: activate::<A>(context, &mut output, outputs),
            output,
            weight: weight.clone(),
            scaled,
            bias: bias.cloned(),
            context: context.clone(),
            activation: PhantomData,
        }
    }
}

impl<A: Activation> Operation for EqualizedDenseBackward<A> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, (inputs, columns)) = (&self.context.pool, self.sizes);
        let outputs = (&self.output, &self.mask);
        let upstream = activation_gradient::<A>(&self.context, gradients, outputs, columns);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            self.weight.add_gradient(pool, gradients, |gradient| {
                add_transposed_matmul(pool, (input, inputs), (upstream, columns), gradient)
            });
            if let Some(bias) = &self.bias {
                bias.add_gradient(pool, gradients, |gradient| {
                    kernels::add_column_sums(upstream, gradient)
                });
            }
        }
        if wanted.input {
            let weight = pack_columns(pool, tensor::slice(&self.scaled), (columns, inputs));
            let gradient = gradients.of(&self.input);
            matmul(
                pool,
                upstream,
                columns,
                &weight,
                gradient,
                inputs,
                Finish::ADD,
            );
        }
    }
}
