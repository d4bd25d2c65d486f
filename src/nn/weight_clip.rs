//! Weight clipping (Arjovsky et al. 2017).

use super::layer::TensorVisitor;
use super::network::Parameterized;
use super::tensor::{self, Tensor};

/// Clamps every parameter of `network` to [-`bound`, `bound`] (Arjovsky et al. 2017, algorithm 1).
/// A NaN stays one.
pub fn clip_weights(network: &mut dyn Parameterized, bound: f32) {
    struct Clip(f32);
    impl TensorVisitor for Clip {
        fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
            tensor::slice_mut(values)
                .iter_mut()
                .for_each(|value| *value = value.clamp(-self.0, self.0));
        }
        fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
    }
    network.visit_tensors(&mut Clip(bound));
}
