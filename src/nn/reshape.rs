//! Between maps and feature rows; the values stay in their order, channels last.

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::{BatchShape, FeatureMaps, Features};
use super::tape::Pass;

/// (N, S, S, C) -> (N, F), F = S * S * C.
pub struct Flatten<const S: usize, const C: usize, const F: usize>;

/// (N, F) -> (N, S, S, C), F = S * S * C.
pub struct Unflatten<const F: usize, const S: usize, const C: usize>;

impl<const S: usize, const C: usize, const F: usize> Layer for Flatten<S, C, F> {
    type Input = FeatureMaps<S, C>;
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

    fn forward(&mut self, input: Batch<Self::Input>, _: Pass) -> Batch<Self::Output> {
        reshape(input)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

impl<const F: usize, const S: usize, const C: usize> Layer for Unflatten<F, S, C> {
    type Input = Features<F>;
    type Output = FeatureMaps<S, C>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                F > 0 && F == S * S * C,
                "unflattening keeps the number of values"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, _: Pass) -> Batch<Self::Output> {
        reshape(input)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::Unflatten {
            side: S,
            channels: C,
        });
    }
}

/// The same values as rows of another shape.
pub(super) fn reshape<I: BatchShape, O: BatchShape>(input: Batch<I>) -> Batch<O> {
    const { assert!(I::ROW_SIZE == O::ROW_SIZE, "a row keeps its values") };
    let rows = input.rows();
    input.reshape(O::with_rows(rows))
}
