//! A path of a graph without a layer on it.

use std::marker::PhantomData;

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::Modules;
use super::shape::BatchShape;
use super::tape::Pass;

/// Gives batches of shape `S` on as they are.
pub struct Unchanged<S: BatchShape>(PhantomData<S>);

impl<S: BatchShape> Layer for Unchanged<S> {
    type Input = S;
    type Output = S;

    fn new(_: &mut Initializer) -> Self {
        Self(PhantomData)
    }

    fn forward(&mut self, input: Batch<S>, _: Pass) -> Batch<S> {
        input
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}

    fn describe(&self, _: &mut Modules) {}
}
