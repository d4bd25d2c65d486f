//! A layer whose fresh parameters are multiplied by a constant.

use std::marker::PhantomData;

use super::batch::Batch;
use super::gain::Gain;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::Modules;
use super::tape::Pass;
use super::tensor::{self, Tensor};

/// The layer `L`, whose parameters are multiplied by G when it is made, and never again: a gain of
/// its own where a network's layers differ in theirs, or 0 for residual paths that begin as nothing.
pub struct InitialScale<L, G> {
    layer: L,
    gain: PhantomData<G>,
}

impl<L: Layer, G: Gain> Layer for InitialScale<L, G> {
    type Input = L::Input;
    type Output = L::Output;
    const RANDOM: bool = L::RANDOM;

    fn new(initializer: &mut Initializer) -> Self {
        let mut layer = L::new(initializer);
        layer.visit(&mut Scale(G::VALUE));
        Self {
            layer,
            gain: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<L::Input>, pass: Pass) -> Batch<L::Output> {
        self.layer.forward(input, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.layer.visit(visitor);
    }

    fn describe(&self, modules: &mut Modules) {
        self.layer.describe(modules);
    }
}

struct Scale(f32);

impl TensorVisitor for Scale {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        tensor::slice_mut(values)
            .iter_mut()
            .for_each(|value| *value *= self.0);
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}
