//! The sum of two paths with weights: residual connections, and the fade of a growing network.

use crate::nn::batch::Batch;
use crate::nn::kernels;
use crate::nn::shape::BatchShape;
use crate::nn::tape::{JoinOperation, Pass, WantedFromJoin};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

impl<S: BatchShape> Batch<S> {
    /// `weights.0` times these rows + `weights.1` times those of another path.
    ///
    /// # Panics
    /// If the numbers of rows differ: a defect of the caller.
    pub(in crate::nn) fn weighted_sum(
        self,
        other: Batch<S>,
        weights: (f32, f32),
        pass: Pass,
    ) -> Batch<S> {
        assert_eq!(self.rows(), other.rows(), "both paths have the same rows");
        let mut output = self.unwritten(self.values().len());
        let sums = tensor::slice_mut(&mut output);
        kernels::write_scaled(sums, weights.0, self.values());
        kernels::add_scaled(sums, weights.1, other.values());
        let operation = WeightedSumBackward {
            inputs: [self.tensor.clone(), other.tensor.clone()],
            weights,
            output: output.clone(),
        };
        self.join(other, output, pass, operation)
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct WeightedSumBackward {
    inputs: [Tensor; 2],
    weights: (f32, f32),
    output: Tensor,
}

impl JoinOperation for WeightedSumBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, wanted: WantedFromJoin) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let [first, second] = &self.inputs;
        if wanted.first {
            gradients.sum(first).add_scaled(self.weights.0, upstream);
        }
        if wanted.second {
            gradients.sum(second).add_scaled(self.weights.1, upstream);
        }
    }
}
