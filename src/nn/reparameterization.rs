//! Samples of normal distributions whose parameters a network gives (Kingma and Welling 2014).

use dfdx::prelude::Tape as _;

use super::batch::Batch;
use super::kernels;
use super::network::Rows;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

impl Batch<Rows> {
    /// From rows of Z means m and Z values l, and N * Z values e of `noise`: m + exp(`exponent` l) e,
    /// (N, 2 Z) -> (N, Z).
    ///
    /// # Panics
    /// If there is not one value of noise for each output: a defect of the caller.
    pub fn reparameterized(self, noise: &[f32], exponent: f32, pass: Pass) -> Self {
        let (rows, width) = (self.rows(), self.row_size() / 2);
        assert_eq!(noise.len(), rows * width, "one value of noise each");
        let mut output = self.unwritten(noise.len());
        let inputs = self.values().chunks_exact(2 * width);
        let out = tensor::slice_mut(&mut output).chunks_exact_mut(width);
        for ((row, out), noise) in inputs.zip(out).zip(noise.chunks_exact(width)) {
            let (means, spreads) = row.split_at(width);
            let drawn = means.iter().zip(spreads).zip(noise);
            for (out, ((mean, spread), noise)) in out.iter_mut().zip(drawn) {
                *out = mean + (exponent * spread).exp() * noise;
            }
        }
        let operation = ReparameterizationBackward {
            width,
            exponent,
            input: self.tensor.clone(),
            output: output.clone(),
        };
        self.record_as((rows, width), output, pass, operation)
    }

    /// The same rows, whose gradient in [`super::backward`] has these values added to it: that of a loss
    /// which is a function of the rows themselves, beside the one of what follows.
    pub fn adding_gradient(mut self, values: Vec<f32>) -> Self {
        if self.tape.needs_gradient {
            let tensor = self.tensor.clone();
            self.tape.operations.add_backward_op(move |gradients| {
                kernels::add_scaled(gradients.of(&tensor), 1.0, &values);
                Ok(())
            });
        }
        self
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ReparameterizationBackward {
    width: usize,
    exponent: f32,
    input: Tensor,
    output: Tensor,
}

impl Operation for ReparameterizationBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream).chunks_exact(self.width);
        let inputs = tensor::slice(&self.input).chunks_exact(2 * self.width);
        let outputs = tensor::slice(&self.output).chunks_exact(self.width);
        let gradient = gradients.of(&self.input).chunks_exact_mut(2 * self.width);
        for (((gradient, upstream), input), output) in
            gradient.zip(upstream).zip(inputs).zip(outputs)
        {
            let (of_means, of_spreads) = gradient.split_at_mut(self.width);
            kernels::add_scaled(of_means, 1.0, upstream);
            // d output / d l is exponent times what was added to the mean.
            let added = output.iter().zip(&input[..self.width]);
            let added = added.map(|(output, mean)| self.exponent * (output - mean));
            for ((gradient, upstream), added) in of_spreads.iter_mut().zip(upstream).zip(added) {
                *gradient += upstream * added;
            }
        }
    }
}
