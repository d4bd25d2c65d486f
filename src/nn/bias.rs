//! One value per column, added after a matrix product; or none.

use super::initializer::Initializer;
use super::kernels;
use super::layer::TensorVisitor;
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// A bias, or none.
#[derive(Clone)]
pub(super) struct Bias(Option<Tensor>);

impl Bias {
    /// A fresh bias of `length` outputs that sum over `fan_in` values; none unless `is_wanted`.
    pub fn new(
        initializer: &mut Initializer,
        is_wanted: bool,
        length: usize,
        fan_in: usize,
    ) -> Self {
        Self(is_wanted.then(|| {
            let mut values = initializer.device.zeros(length);
            initializer.bias(fan_in, tensor::slice_mut(&mut values));
            values
        }))
    }

    /// Its values, if there is one.
    pub fn values(&self) -> Option<&[f32]> {
        self.0.as_ref().map(tensor::slice)
    }

    /// Shows it to `visitor`.
    pub fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        if let Some(values) = &mut self.0 {
            visitor.parameter("bias", &[tensor::length(values)], values);
        }
    }

    /// Adds its gradient: the sum of each column of `upstream`.
    pub fn backward(&self, upstream: &[f32], gradients: &mut Gradients) {
        if let Some(values) = &self.0 {
            kernels::add_column_sums(upstream, gradients.of(values));
        }
    }
}
