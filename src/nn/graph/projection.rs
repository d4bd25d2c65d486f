//! The projection discriminator (Miyato and Koyama 2018).

use crate::nn::batch::Batch;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::shape::{BatchShape, Features};
use crate::nn::tape::Pass;

/// psi(phi(x)) + <V y, phi(x) summed over positions>: (N, F) -> (N, 1), with x and the labels y in
/// one row. `B` is phi, `H` is psi, and `E` takes the labels out of the row and embeds them.
pub struct Projection<B, H, E> {
    body: B,
    head: H,
    embedding: E,
}

impl<B, H, E> Layer for Projection<B, H, E>
where
    B: Layer<Output: BatchShape>,
    H: Layer<Input = B::Output, Output = Features<1>>,
    E: Layer<Input = B::Input, Output: BatchShape>,
{
    type Input = B::Input;
    type Output = Features<1>;
    const RANDOM: bool = B::RANDOM || H::RANDOM || E::RANDOM;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            body: B::new(initializer),
            head: H::new(initializer),
            embedding: E::new(initializer),
        }
    }

    fn forward(&mut self, input: Batch<B::Input>, pass: Pass) -> Batch<Features<1>> {
        let features = self.body.forward(input.fork(), pass);
        let embedded = self.embedding.forward(input, pass);
        let projected = features.fork().inner_product(embedded, pass);
        let logits = self.head.forward(features, pass);
        logits.weighted_sum(projected, (1.0, 1.0), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.body.visit(visitor));
        visitor.within(1, |visitor| self.head.visit(visitor));
        visitor.within(2, |visitor| self.embedding.visit(visitor));
    }
}
