//! Between maps and feature rows; the values stay in their order, channels last.

use dfdx::prelude::Shape;

use super::batch::{
    Batch, Features, GradientAccess, Gradients, Maps, Operation, Rows, Values, Wanted,
};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::storage;

/// (N, S, S, C) -> (N, F), F = S * S * C.
pub struct Flatten<const S: usize, const C: usize, const F: usize>;

/// (N, F) -> (N, S, S, C), F = S * S * C.
pub struct Unflatten<const F: usize, const S: usize, const C: usize>;

impl<const S: usize, const C: usize, const F: usize> Layer for Flatten<S, C, F> {
    type Input = Maps<S, C>;
    type Output = Features<F>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                F > 0 && F == S * S * C,
                "flattening keeps the number of values"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        reshape(input, pass)
    }

    fn visit<V: Visitor>(&mut self, _: &mut V) {}
}

impl<const F: usize, const S: usize, const C: usize> Layer for Unflatten<F, S, C> {
    type Input = Features<F>;
    type Output = Maps<S, C>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                F > 0 && F == S * S * C,
                "unflattening keeps the number of values"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        reshape(input, pass)
    }

    fn visit<V: Visitor>(&mut self, _: &mut V) {}
}

/// The same values as rows of another shape.
pub(super) fn reshape<I: Rows, O: Rows>(input: Batch<I>, pass: Pass) -> Batch<O> {
    const { assert!(I::ROW == O::ROW, "a row keeps its values") };
    let mut output = input.zeros(O::of(input.rows()));
    storage::slice_mut(&mut output).copy_from_slice(input.values());
    let operation = Recorded {
        input: input.tensor.clone(),
        output: output.clone(),
    };
    input.then(output, pass, operation)
}

#[derive(Clone)]
struct Recorded<I: Shape, O: Shape> {
    input: Values<I>,
    output: Values<O>,
}

impl<I: Rows, O: Rows> Operation for Recorded<I, O> {
    const PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: Wanted) {
        let upstream = gradients.take(&self.output);
        let sums = gradients
            .of(&self.input)
            .iter_mut()
            .zip(storage::slice(&upstream));
        sums.for_each(|(gradient, upstream)| *gradient += upstream);
    }
}
