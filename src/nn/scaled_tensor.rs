//! A parameter, which may be multiplied by a constant wherever it is used.

use super::initializer::Initializer;
use super::kernels;
use super::layer::TensorVisitor;
use super::tensor::{self, GradientAccess, GradientSum, Gradients, Tensor};
use super::thread_pool::ThreadPool;

/// The values that the optimiser moves, and what they are multiplied by: 1 for most layers, another
/// constant where learning rates are equalized.
#[derive(Clone)]
pub(super) struct ScaledTensor {
    values: Tensor,
    scale: f32,
}

impl ScaledTensor {
    /// A weight of `rows` x values / rows, `length` in all, as the network is initialised; each output
    /// sums over `fan_in` of them.
    pub fn weight(
        initializer: &mut Initializer,
        length: usize,
        fan_in: usize,
        rows: usize,
    ) -> Self {
        let mut values = initializer.device.zeros(length);
        initializer.weight(fan_in, rows, tensor::slice_mut(&mut values));
        Self { values, scale: 1.0 }
    }

    /// A bias of `length` outputs that sum over `fan_in` values, as the network is initialised.
    pub fn bias(initializer: &mut Initializer, length: usize, fan_in: usize) -> Self {
        let mut values = initializer.device.zeros(length);
        initializer.bias(fan_in, tensor::slice_mut(&mut values));
        Self { values, scale: 1.0 }
    }

    /// A weight of `length` values with equalized learning rate, whose outputs sum over `fan_in` of
    /// them.
    pub fn equalized_weight(
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

    /// A bias of `length` values with equalized learning rate, zeros at first.
    pub fn equalized_bias(
        initializer: &mut Initializer,
        length: usize,
        lr_multiplier: f32,
    ) -> Self {
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

    /// Shows the values that the optimiser moves to `visitor`.
    pub fn visit(
        &mut self,
        visitor: &mut dyn TensorVisitor,
        name: &'static str,
        dimensions: &[usize],
    ) {
        visitor.parameter(name, dimensions, &mut self.values);
    }

    /// The values as they are used, in memory from the same cache as `rows`.
    pub fn scaled(&self, rows: &Tensor) -> Tensor {
        if self.scale == 1.0 {
            return self.values.clone();
        }
        let mut scaled = tensor::unwritten_beside(rows, tensor::length(&self.values));
        let values = tensor::slice(&self.values);
        kernels::write_scaled(tensor::slice_mut(&mut scaled), self.scale, values);
        scaled
    }

    /// A copy of the values as they are used.
    pub fn used(&self) -> Vec<f32> {
        let values = tensor::slice(&self.values).iter();
        values.map(|value| self.scale * value).collect()
    }

    /// Adds the gradient, given what adds, or writes first, that of the scaled values.
    pub fn add_gradient(
        &self,
        pool: &ThreadPool,
        gradients: &mut Gradients,
        of_scaled: impl FnOnce(GradientSum),
    ) {
        let gradient = gradients.sum(&self.values);
        if self.scale == 1.0 {
            return of_scaled(gradient);
        }
        let mut unscaled = pool.scratch(gradient.values.len());
        of_scaled(GradientSum {
            values: &mut unscaled,
            add: false,
        });
        gradient.add_scaled(self.scale, &unscaled);
    }
}
