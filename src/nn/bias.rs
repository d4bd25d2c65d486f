//! One value per column, added after a matrix product; or none.

use dfdx::prelude::Const;

use super::initializer::Initializer;
use super::kernels;
use super::layer::TensorVisitor;
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// A bias of `O` values if `BIAS`, else nothing.
pub(super) struct Bias<const O: usize, const BIAS: bool>(Option<Tensor<(Const<O>,)>>);

impl<const O: usize, const BIAS: bool> Clone for Bias<O, BIAS> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<const O: usize, const BIAS: bool> Bias<O, BIAS> {
    /// A fresh bias of outputs that sum over `fan_in` values.
    pub fn new(initializer: &mut Initializer, fan_in: usize) -> Self {
        Self(BIAS.then(|| {
            let mut values = initializer.device.zeros();
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
            visitor.parameter("bias", values);
        }
    }

    /// Adds its gradient: the sum of each column of `upstream`.
    pub fn backward(&self, upstream: &[f32], gradients: &mut Gradients) {
        if let Some(values) = &self.0 {
            kernels::add_column_sums(upstream, gradients.of(values));
        }
    }
}
