//! The product of rows and a weight as an operation, which every fully connected layer shares.

use std::marker::PhantomData;

use dfdx::prelude::Shape;

use super::activation::{Activation, activate, activation_gradient, finish};
use super::batch::Batch;
use super::context::Context;
use super::matmul::{Finish, Matrix, matmul_packing, transposed_matmul};
use super::scaled_tensor::ScaledTensor;
use super::shape::{BatchShape, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// activation(`input` weight + bias): (N, I) -> (N, O), with a weight (I, O).
pub(super) fn product<A: Activation, const I: usize, const O: usize>(
    input: Batch<Features<I>>,
    parameters: (&ScaledTensor, Option<&ScaledTensor>),
    pass: Pass,
) -> Batch<Features<O>> {
    let shape = Features::with_rows(input.rows());
    sized_product::<A, _, _>(input, (shape, (I, O)), parameters, pass)
}

/// The same for rows whose shape, and numbers of inputs and outputs, are known at run time.
pub(super) fn sized_product<A: Activation, I: Shape, O: Shape>(
    input: Batch<I>,
    (shape, sizes): (O, (usize, usize)),
    parameters: (&ScaledTensor, Option<&ScaledTensor>),
    pass: Pass,
) -> Batch<O> {
    let operation =
        ProductBackward::<A>::forward((&input.tensor, &input.context), parameters, sizes);
    input.record_as(shape, operation.output.clone(), pass, operation)
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ProductBackward<A> {
    /// Inputs and outputs.
    sizes: (usize, usize),
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    weight: ScaledTensor,
    /// The weight as it was used.
    scaled: Tensor,
    bias: Option<ScaledTensor>,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> ProductBackward<A> {
    /// The output, and what its gradient needs.
    fn forward(
        (input, context): (&Tensor, &Context),
        (weight, bias): (&ScaledTensor, Option<&ScaledTensor>),
        (inputs, outputs): (usize, usize),
    ) -> Self {
        let (pool, values) = (&context.pool, tensor::slice(input));
        let scaled = weight.scaled(input);
        let scaled_bias = bias.map(|bias| bias.scaled(input));
        let mut output = tensor::unwritten_beside(input, values.len() / inputs * outputs);
        let rows = tensor::slice_mut(&mut output);
        let finish = finish::<A>(context, scaled_bias.as_ref().map(tensor::slice));
        let weight_values = Matrix::RowMajor(tensor::slice(&scaled));
        matmul_packing(
            pool,
            (values, inputs),
            weight_values,
            (rows, outputs),
            finish,
        );
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

impl<A: Activation> Operation for ProductBackward<A> {
    const HAS_PARAMETERS: bool = true;
    const ROW_WISE: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, (inputs, columns)) = (&self.context.pool, self.sizes);
        let outputs = (&self.output, &self.mask);
        let bias = self.bias.as_ref().filter(|_| wanted.parameters);
        let upstream = activation_gradient::<A>(&self.context, gradients, outputs, columns, bias);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            self.weight.add_gradient(pool, gradients, |gradient| {
                let gradient = (gradient.values, gradient.add);
                transposed_matmul(pool, (input, inputs), (upstream, columns), gradient)
            });
        }
        if wanted.input {
            let weight = Matrix::ColumnMajor(tensor::slice(&self.scaled));
            let gradient = gradients.sum(&self.input);
            let (out, finish) = (gradient.values, Finish::add_if(gradient.add));
            matmul_packing(pool, (upstream, columns), weight, (out, inputs), finish);
        }
    }
}
