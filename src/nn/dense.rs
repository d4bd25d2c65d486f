//! A fully connected layer with bias and activation in one operation.

use std::marker::PhantomData;

use super::activation::{Activation, LeakyRelu, activate, activation_gradient, finish};
use super::batch::Batch;
use super::bias::Bias;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::matmul::{Finish, add_transposed_matmul, matmul, pack_columns, pack_rows};
use super::shape::Features;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// y = activation(x W + b): (N, I) -> (N, O). W is (I, O).
pub struct Dense<const I: usize, const O: usize, A = LeakyRelu, const BIAS: bool = true> {
    weight: Tensor,
    bias: Bias,
    activation: PhantomData<A>,
}

impl<const I: usize, const O: usize, A: Activation, const BIAS: bool> Layer
    for Dense<I, O, A, BIAS>
{
    type Input = Features<I>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(I > 0 && O > 0, "a dense layer needs inputs and outputs") };
        let mut weight = initializer.device.zeros(I * O);
        initializer.weight(I, I, tensor::slice_mut(&mut weight));
        Self {
            weight,
            bias: Bias::new(initializer, BIAS, O, I),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let pool = &input.context.pool;
        let mut output = input.zeros(input.rows() * O);
        let rows = tensor::slice_mut(&mut output);
        let weight = pack_rows(pool, tensor::slice(&self.weight), (I, O), |row| row * O);
        let finish = finish::<A>(&input.context, self.bias.values());
        matmul(pool, input.values(), I, &weight, rows, O, finish);
        let mask = activate::<A>(&input.context, &mut output, O);
        let operation = DenseBackward::<A> {
            sizes: (I, O),
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
            weight: self.weight.clone(),
            bias: self.bias.clone(),
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("weight", &[I, O], &mut self.weight);
        self.bias.visit(visitor);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct DenseBackward<A> {
    /// Inputs and outputs.
    sizes: (usize, usize),
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    weight: Tensor,
    bias: Bias,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> Operation for DenseBackward<A> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, (inputs, columns)) = (&self.context.pool, self.sizes);
        let outputs = (&self.output, &self.mask);
        let upstream = activation_gradient::<A>(&self.context, gradients, outputs, columns);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            add_transposed_matmul(
                pool,
                (input, inputs),
                (upstream, columns),
                gradients.of(&self.weight),
            );
            self.bias.backward(upstream, gradients);
        }
        if wanted.input {
            let weight = pack_columns(pool, tensor::slice(&self.weight), (columns, inputs));
            matmul(
                pool,
                upstream,
                columns,
                &weight,
                gradients.of(&self.input),
                inputs,
                Finish::ADD,
            );
        }
    }
}
