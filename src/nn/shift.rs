//! Rows plus other rows, such as noise on what the discriminator sees.

use dfdx::prelude::Shape;

use super::batch::{Batch, GradientAccess, Gradients, Operation, Rows, Values, Wanted};
use super::layer::Pass;
use super::{kernels, storage};

impl<S: Rows> Batch<S> {
    /// Adds `scale` * `addend`, as many values as the batch has, row after row. The gradient passes
    /// through.
    ///
    /// # Panics
    /// If the lengths differ: a defect of the caller.
    pub fn plus(self, scale: f32, addend: &[f32], pass: Pass) -> Batch<S> {
        assert_eq!(
            self.values().len(),
            addend.len(),
            "as many values to add as there are"
        );
        let mut output = self.zeros(S::of(self.rows()));
        let sums = storage::slice_mut(&mut output);
        sums.copy_from_slice(self.values());
        kernels::add_scaled(sums, scale, addend);
        let operation = Recorded {
            input: self.tensor.clone(),
            output: output.clone(),
        };
        self.then(output, pass, operation)
    }
}

#[derive(Clone)]
struct Recorded<S: Shape> {
    input: Values<S>,
    output: Values<S>,
}

impl<S: Rows> Operation for Recorded<S> {
    const PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: Wanted) {
        let upstream = gradients.take(&self.output);
        kernels::add_scaled(gradients.of(&self.input), 1.0, storage::slice(&upstream));
    }
}
