//! A fully connected layer with bias and activation in one operation.

use std::marker::PhantomData;

use dfdx::prelude::Const;

use super::activation::{Activation, LeakyRelu, activate};
use super::batch::{
    Batch, Context, Features, GradientAccess, Gradients, Operation, Values, Wanted,
};
use super::bias::Bias;
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::product::{add_product_of_columns, pack_columns, pack_rows, product};
use super::storage;

type Weight<const I: usize, const O: usize> = Values<(Const<I>, Const<O>)>;

/// y = activation(x W + b): (N, I) -> (N, O). W is (I, O).
pub struct Dense<const I: usize, const O: usize, A = LeakyRelu, const BIAS: bool = true> {
    weight: Weight<I, O>,
    bias: Bias<O, BIAS>,
    activation: PhantomData<A>,
}

impl<const I: usize, const O: usize, A: Activation, const BIAS: bool> Layer
    for Dense<I, O, A, BIAS>
{
    type Input = Features<I>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(I > 0 && O > 0, "a dense layer needs inputs and outputs") };
        let mut weight = initializer.device.zeros();
        initializer.weight(I, I, storage::slice_mut(&mut weight));
        Self {
            weight,
            bias: Bias::new(initializer, I),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let workers = &input.context.workers;
        let mut output = input.zeros((input.rows(), Const));
        let rows = storage::slice_mut(&mut output);
        let weight = pack_rows(workers, storage::slice(&self.weight), (I, O), |row| row * O);
        product(workers, input.values(), I, &weight, rows, O, false);
        let pattern = activate::<A, _>(&input.context, &mut output, O, self.bias.values());
        let operation = Recorded::<I, O, A, BIAS> {
            input: input.tensor.clone(),
            output: output.clone(),
            pattern,
            weight: self.weight.clone(),
            bias: self.bias.clone(),
            context: input.context.clone(),
            activation: PhantomData,
        };
        input.then(output, pass, operation)
    }

    fn visit<V: Visitor>(&mut self, visitor: &mut V) {
        visitor.parameter("weight", &mut self.weight);
        self.bias.visit(visitor);
    }
}

/// What the backward pass of one application needs: shared storage, no copies.
#[derive(Clone)]
struct Recorded<const I: usize, const O: usize, A, const BIAS: bool> {
    input: Values<Features<I>>,
    output: Values<Features<O>>,
    /// Where the activation's derivative is read off.
    pattern: Values<Features<O>>,
    weight: Weight<I, O>,
    bias: Bias<O, BIAS>,
    context: Context,
    activation: PhantomData<A>,
}

impl<const I: usize, const O: usize, A: Activation, const BIAS: bool> Operation
    for Recorded<I, O, A, BIAS>
{
    const PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: Wanted) {
        let workers = &self.context.workers;
        let mut upstream = gradients.take(&self.output);
        let upstream = storage::slice_mut(&mut upstream);
        let pattern = storage::slice(&self.pattern);
        workers.rows(upstream, O, |first, rows| {
            A::backward(rows, &pattern[first * O..][..rows.len()])
        });
        if wanted.parameters {
            let input = storage::slice(&self.input);
            add_product_of_columns(
                workers,
                (input, I),
                (upstream, O),
                gradients.of(&self.weight),
            );
            self.bias.backward(upstream, gradients);
        }
        if wanted.input {
            let weight = pack_columns(workers, storage::slice(&self.weight), (O, I));
            product(
                workers,
                upstream,
                O,
                &weight,
                gradients.of(&self.input),
                I,
                true,
            );
        }
    }
}
