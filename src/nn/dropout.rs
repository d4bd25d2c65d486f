//! Dropout (Srivastava et al. 2014).

use std::marker::PhantomData;

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::BatchShape;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Sets each value of a batch of shape S to zero with probability `PERCENT` / 100 and scales the
/// others by 1 / (1 - probability); in `Pass::Eval` it does nothing. A frozen player drops too, as
/// in PyTorch's train mode.
///
/// Draws come from the batch's `Noise`, new ones for every application.
pub struct Dropout<S: BatchShape, const PERCENT: u32> {
    layer: u16,
    shape: PhantomData<S>,
}

impl<S: BatchShape, const PERCENT: u32> Layer for Dropout<S, PERCENT> {
    type Input = S;
    type Output = S;
    const RANDOM: bool = true;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(PERCENT < 100, "a dropout of 100 percent leaves nothing") };
        Self {
            layer: initializer.random_layer(),
            shape: PhantomData,
        }
    }

    /// # Panics
    /// Outside `Pass::Eval` for a batch without noise: a defect of the caller.
    fn forward(&mut self, input: Batch<S>, pass: Pass) -> Batch<S> {
        if pass == Pass::Eval {
            return input;
        }
        let noise = input
            .context
            .noise
            .expect("a network with random layers is applied with noise");
        let probability = PERCENT as f32 / 100.0;
        let mut mask = input.unwritten(input.values().len());
        let factors = tensor::slice_mut(&mut mask);
        noise.draws(self.layer).uniform(0.5, factors);
        let factor = |draw: f32| {
            if draw + 0.5 < probability {
                0.0
            } else {
                1.0 / (1.0 - probability)
            }
        };
        factors.iter_mut().for_each(|value| *value = factor(*value));
        let mut output = input.zeros(input.values().len());
        add_masked(
            tensor::slice_mut(&mut output),
            input.values(),
            tensor::slice(&mask),
        );
        let operation = DropoutBackward {
            input: input.tensor.clone(),
            output: output.clone(),
            mask,
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// `out` += `values` * `mask`.
fn add_masked(out: &mut [f32], values: &[f32], mask: &[f32]) {
    out.iter_mut()
        .zip(values)
        .zip(mask)
        .for_each(|((out, value), mask)| *out += value * mask);
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct DropoutBackward {
    input: Tensor,
    output: Tensor,
    mask: Tensor,
}

impl Operation for DropoutBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        add_masked(
            gradients.of(&self.input),
            tensor::slice(&upstream),
            tensor::slice(&self.mask),
        );
    }
}
