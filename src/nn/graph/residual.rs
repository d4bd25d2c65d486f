//! Layers whose paths are summed.

use std::marker::PhantomData;

use crate::nn::batch::Batch;
use crate::nn::gain::{Gain, Unit};
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::{Module, Modules};
use crate::nn::shape::BatchShape;
use crate::nn::tape::Pass;

/// x + f(x), with f the layer `L` (He et al. 2016).
pub struct Residual<L>(L);

impl<S: BatchShape, L: Layer<Input = S, Output = S>> Layer for Residual<L> {
    type Input = S;
    type Output = S;
    const RANDOM: bool = L::RANDOM;

    fn new(initializer: &mut Initializer) -> Self {
        Self(L::new(initializer))
    }

    fn forward(&mut self, input: Batch<S>, pass: Pass) -> Batch<S> {
        let changed = self.0.forward(input.fork(), pass);
        input.weighted_sum(changed, (1.0, 1.0), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.0.visit(visitor);
    }

    fn describe(&self, modules: &mut Modules) {
        let changed = modules.apart(|part| self.0.describe(part));
        modules.add(Module::Residual(changed));
    }
}

/// G (a(x) + b(x)): two paths from the same rows, such as the residual blocks of StyleGAN2's D with
/// G = sqrt(1/2) (Karras et al. 2020).
pub struct Sum<A, B, G = Unit> {
    first: A,
    second: B,
    gain: PhantomData<G>,
}

impl<A, B, G: Gain> Layer for Sum<A, B, G>
where
    A: Layer<Output: BatchShape>,
    B: Layer<Input = A::Input, Output = A::Output>,
{
    type Input = A::Input;
    type Output = A::Output;
    const RANDOM: bool = A::RANDOM || B::RANDOM;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            first: A::new(initializer),
            second: B::new(initializer),
            gain: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<A::Input>, pass: Pass) -> Batch<A::Output> {
        let first = self.first.forward(input.fork(), pass);
        let second = self.second.forward(input, pass);
        first.weighted_sum(second, (G::VALUE, G::VALUE), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.first.visit(visitor));
        visitor.within(1, |visitor| self.second.visit(visitor));
    }
}
