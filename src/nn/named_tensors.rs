//! A network's parameters and buffers by name, and back.

use super::layer::TensorVisitor;
use super::network::Parameterized;
use super::tensor::{self, Tensor};
use crate::state_dict::StateDict;

/// One parameter or buffer: `2.0.weight` is the weight of the first layer within the third.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    /// Its name within the network.
    pub name: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its values, row-major.
    pub values: Vec<f32>,
}

/// Copies of all parameters and buffers of a network, in the order of [`Parameterized::visit_tensors`].
pub fn named_tensors(network: &mut dyn Parameterized) -> Vec<NamedTensor> {
    let mut collect = Collect {
        path: Vec::new(),
        tensors: Vec::new(),
    };
    network.visit_tensors(&mut collect);
    collect.tensors
}

/// Loads values into a network of the same architecture, in the order of [`named_tensors`].
///
/// # Panics
/// If a tensor is missing or has another number of values.
pub fn load_named_tensors(network: &mut dyn Parameterized, tensors: &[NamedTensor]) {
    network.visit_tensors(&mut Load {
        tensors: tensors.iter(),
    });
}

/// Visits all parameters and buffers of a network, to save or to load them.
pub fn visit_state(network: &mut dyn Parameterized, state: &mut StateDict) {
    let mut tensors = named_tensors(network);
    for NamedTensor {
        name,
        shape,
        values,
    } in &mut tensors
    {
        state.tensor(name, shape, values);
    }
    if state.is_loading() {
        load_named_tensors(network, &tensors);
    }
}

struct Collect {
    path: Vec<usize>,
    tensors: Vec<NamedTensor>,
}

impl Collect {
    fn push(&mut self, name: &str, shape: Vec<usize>, values: &[f32]) {
        let path = self.path.iter().map(|index| format!("{index}."));
        let name = path.chain([name.to_string()]).collect();
        self.tensors.push(NamedTensor {
            name,
            shape,
            values: values.to_vec(),
        });
    }
}

impl TensorVisitor for Collect {
    fn parameter(&mut self, name: &'static str, dimensions: &[usize], values: &mut Tensor) {
        self.push(name, dimensions.to_vec(), tensor::slice(values));
    }

    fn buffer(&mut self, name: &'static str, values: &mut [f32]) {
        self.push(name, vec![values.len()], values);
    }

    fn layer(&mut self, index: Option<usize>) {
        match index {
            Some(index) => self.path.push(index),
            None => drop(self.path.pop()),
        }
    }
}

struct Load<'a> {
    tensors: std::slice::Iter<'a, NamedTensor>,
}

impl Load<'_> {
    fn next(&mut self) -> &[f32] {
        &self
            .tensors
            .next()
            .expect("as many tensors as the network has")
            .values
    }
}

impl TensorVisitor for Load<'_> {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        tensor::slice_mut(values).copy_from_slice(self.next());
    }

    fn buffer(&mut self, _: &'static str, values: &mut [f32]) {
        values.copy_from_slice(self.next());
    }
}
