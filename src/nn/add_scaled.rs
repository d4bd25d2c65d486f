//! Rows plus values that need no gradient, such as instance noise on what the discriminator sees.

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::kernels;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

impl<S: Shape> Batch<S> {
    /// Adds `scale` * `addend`, as many values as the batch has, row after row. The gradient passes
    /// through unchanged.
    ///
    /// # Panics
    /// If the lengths differ: a defect of the caller.
    pub fn add_scaled(self, scale: f32, addend: &[f32], pass: Pass) -> Batch<S> {
        assert_eq!(
            self.values().len(),
            addend.len(),
            "as many values to add as there are"
        );
        let mut output = self.unwritten(addend.len());
        let sums = tensor::slice_mut(&mut output);
        sums.copy_from_slice(self.values());
        kernels::add_scaled(sums, scale, addend);
        let operation = AdditionBackward {
            input: self.tensor.clone(),
            output: output.clone(),
        };
        let shape = self.shape;
        self.record_as(shape, output, pass, operation)
    }

    /// Adds a number to every value.
    pub(super) fn add_constant(self, addend: f32, pass: Pass) -> Batch<S> {
        let mut output = self.unwritten(self.values().len());
        let sums = tensor::slice_mut(&mut output).iter_mut();
        sums.zip(self.values())
            .for_each(|(sum, value)| *sum = value + addend);
        let operation = AdditionBackward {
            input: self.tensor.clone(),
            output: output.clone(),
        };
        let shape = self.shape;
        self.record_as(shape, output, pass, operation)
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct AdditionBackward {
    input: Tensor,
    output: Tensor,
}

impl Operation for AdditionBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        gradients.sum(&self.input).add_scaled(1.0, upstream);
    }
}
