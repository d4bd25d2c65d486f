//! A network's parameters, and gradients by them, as one vector for each parameter.

use super::layer::TensorVisitor;
use super::network::Parameterized;
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Calls a function with every parameter and its number.
struct EachParameter<F> {
    index: usize,
    call: F,
}

impl<F: FnMut(usize, &mut Tensor)> TensorVisitor for EachParameter<F> {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        (self.call)(self.index, values);
        self.index += 1;
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}

fn for_each(network: &mut dyn Parameterized, call: impl FnMut(usize, &mut Tensor)) {
    network.visit_tensors(&mut EachParameter { index: 0, call });
}

/// Copies of all parameters.
pub fn parameter_vectors(network: &mut dyn Parameterized) -> Vec<Vec<f32>> {
    let mut vectors = Vec::new();
    for_each(network, |_, values| {
        vectors.push(tensor::slice(values).to_vec())
    });
    vectors
}

/// Sets every parameter to its vector, moved by `scale` along `direction`.
pub fn set_parameters(
    network: &mut dyn Parameterized,
    vectors: &[Vec<f32>],
    direction: &[Vec<f32>],
    scale: f32,
) {
    for_each(network, |index, values| {
        let moved = vectors[index].iter().zip(&direction[index]);
        let values = tensor::slice_mut(values).iter_mut().zip(moved);
        values.for_each(|(value, (at, along))| *value = at + scale * along);
    });
}

/// Copies of the gradients by all parameters.
pub fn gradient_vectors(
    network: &mut dyn Parameterized,
    gradients: &mut Gradients,
) -> Vec<Vec<f32>> {
    let mut vectors = Vec::new();
    for_each(network, |_, values| {
        vectors.push(gradients.of(values).to_vec())
    });
    vectors
}

/// Adds a vector to the gradient by each parameter.
pub fn add_to_gradients(
    network: &mut dyn Parameterized,
    gradients: &mut Gradients,
    vectors: &[Vec<f32>],
) {
    for_each(network, |index, values| {
        let gradient = gradients.of(values).iter_mut();
        gradient
            .zip(&vectors[index])
            .for_each(|(sum, more)| *sum += more);
    });
}
