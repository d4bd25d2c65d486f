//! A parameter that is multiplied by a constant wherever it is used.

use crate::nn::initializer::Initializer;
use crate::nn::kernels;
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};
use crate::nn::thread_pool::ThreadPool;

/// The values that the optimiser moves, and what they are multiplied by.
#[derive(Clone)]
pub(in crate::nn) struct EqualizedTensor {
    values: Tensor,
    scale: f32,
}

impl EqualizedTensor {
    /// A weight of `length` values, whose outputs sum over `fan_in` of them.
    pub fn weight(
        initializer: &mut Initializer,
        length: usize,
        fan_in: usize,
        gain: f32,
        lr_multiplier: f32,
    ) -> Self {
        let mut values = initializer.device.zeros(length);
        initializer.normal_values(1.0 / lr_multiplier, tensor::slice_mut(&mut values));
        Self {
            values,
            scale: (f64::from(gain) * f64::from(lr_multiplier) / (fan_in as f64).sqrt()) as f32,
        }
    }

    /// A bias of `length` values, zeros at first.
    pub fn bias(initializer: &mut Initializer, length: usize, lr_multiplier: f32) -> Self {
        Self {
            values: initializer.device.zeros(length),
            scale: lr_multiplier,
        }
    }

    /// A weight of `length` values, N(0, 1) at first and multiplied by `scale`.
    pub fn scaled_by(initializer: &mut Initializer, length: usize, scale: f32) -> Self {
        let mut values = initializer.device.zeros(length);
        initializer.normal_values(1.0, tensor::slice_mut(&mut values));
        Self { values, scale }
    }

    /// The values that the optimiser moves.
    pub fn values_mut(&mut self) -> &mut Tensor {
        &mut self.values
    }

    /// The values as they are used, in memory from the same cache as `rows`.
    pub fn scaled(&self, rows: &Tensor) -> Tensor {
        if self.scale == 1.0 {
            return self.values.clone();
        }
        let mut scaled = tensor::zeros_beside(rows, tensor::length(&self.values));
        let values = tensor::slice(&self.values);
        kernels::add_scaled(tensor::slice_mut(&mut scaled), self.scale, values);
        scaled
    }

    /// Adds the gradient, given what adds the one of the scaled values to zeros.
    pub fn add_gradient(
        &self,
        pool: &ThreadPool,
        gradients: &mut Gradients,
        of_scaled: impl FnOnce(&mut [f32]),
    ) {
        let gradient = gradients.of(&self.values);
        if self.scale == 1.0 {
            return of_scaled(gradient);
        }
        let mut unscaled = pool.scratch(gradient.len());
        unscaled.fill(0.0);
        of_scaled(&mut unscaled);
        kernels::add_scaled(gradient, self.scale, &unscaled);
    }
}
