//! A network's parameters and buffers, saved to be restored or averaged.

use super::kernels;
use super::layer::TensorVisitor;
use super::named_tensors::named_tensors;
use super::network::Parameterized;
use super::tensor::{self, Tensor};
use crate::state_dict::StateDict;

/// A copy of all parameters and buffers of one network. Its memory is reused from copy to copy.
#[derive(Clone, Debug, Default)]
pub struct SavedParameters {
    tensors: Vec<Vec<f32>>,
}

impl SavedParameters {
    /// A copy of `network` as it is.
    pub fn copy_of(network: &mut dyn Parameterized) -> Self {
        let mut saved = Self::default();
        saved.save(network);
        saved
    }

    /// Copies `network`.
    pub fn save(&mut self, network: &mut dyn Parameterized) {
        self.for_each_tensor(network, true, |saved, values| {
            saved.resize(values.len(), 0.0);
            saved.copy_from_slice(values);
        });
    }

    /// Puts the copy back into its network.
    pub fn restore(&mut self, network: &mut dyn Parameterized) {
        self.for_each_tensor(network, true, |saved, values| values.copy_from_slice(saved));
    }

    /// Puts the parameters back and leaves running statistics as they are.
    pub fn restore_parameters(&mut self, network: &mut dyn Parameterized) {
        self.for_each_tensor(network, false, |saved, values| {
            values.copy_from_slice(saved)
        });
    }

    /// Exchanges the copy and the network.
    pub fn swap(&mut self, network: &mut dyn Parameterized) {
        self.for_each_tensor(network, true, |saved, values| saved.swap_with_slice(values));
    }

    /// copy <- `beta` copy + (1 - `beta`) network, an exponential moving average. Running statistics
    /// are averaged too: they belong to the weights that made them.
    pub fn update_average(&mut self, network: &mut dyn Parameterized, beta: f64) {
        self.for_each_tensor(network, true, |saved, values| {
            kernels::lerp(saved, values, (1.0 - beta) as f32)
        });
    }

    /// Visits the copy, under the names of its network's tensors.
    pub fn visit_state(&mut self, network: &mut dyn Parameterized, state: &mut StateDict) {
        for (named, saved) in named_tensors(network).iter().zip(&mut self.tensors) {
            state.tensor(&named.name, &named.shape, saved);
        }
    }

    /// Calls `change` with the copy and the network's values of every parameter, and of every buffer
    /// if `buffers`.
    fn for_each_tensor(
        &mut self,
        network: &mut dyn Parameterized,
        buffers: bool,
        change: impl FnMut(&mut Vec<f32>, &mut [f32]),
    ) {
        network.visit_tensors(&mut CopyAndNetwork {
            copy: &mut self.tensors,
            index: 0,
            buffers,
            change,
        });
    }
}

/// Goes through a copy and its network side by side.
struct CopyAndNetwork<'a, F> {
    copy: &'a mut Vec<Vec<f32>>,
    index: usize,
    buffers: bool,
    change: F,
}

impl<F: FnMut(&mut Vec<f32>, &mut [f32])> CopyAndNetwork<'_, F> {
    fn next_tensor(&mut self, is_changed: bool, values: &mut [f32]) {
        if self.index == self.copy.len() {
            self.copy.push(Vec::new());
        }
        if is_changed {
            (self.change)(&mut self.copy[self.index], values);
        }
        self.index += 1;
    }
}

impl<F: FnMut(&mut Vec<f32>, &mut [f32])> TensorVisitor for CopyAndNetwork<'_, F> {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        self.next_tensor(true, tensor::slice_mut(values));
    }

    fn buffer(&mut self, _: &'static str, values: &mut [f32]) {
        self.next_tensor(self.buffers, values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{
        BatchNorm1d, BatchShape, Dense, Device, Features, Identity, Initialization, Initializer,
        Layer, NamedTensor, Pass, clip_weights,
    };
    use crate::rng::{Seed, Stream};
    use crate::state_dict::{Numbers, StateTensor};

    type Network = (Dense<2, 3, Identity>, BatchNorm1d<3>);

    fn network(device: &Device) -> Network {
        let mut draws = Seed(3).at(Stream::GeneratorWeights, 0, 0);
        Layer::new(&mut Initializer::new(
            device,
            Initialization::Uniform,
            &mut draws,
        ))
    }

    /// A copy as tensors of its network.
    fn named(saved: &mut SavedParameters, network: &mut Network) -> Vec<NamedTensor> {
        let all = StateDict::save(|state| saved.visit_state(network, state));
        let tensor = |StateTensor {
                          name,
                          shape,
                          numbers,
                      }| match numbers {
            Numbers::F32(values) => NamedTensor {
                name,
                shape,
                values,
            },
            other => panic!("{other:?}"),
        };
        all.into_iter().map(tensor).collect()
    }

    fn train(network: &mut Network, device: &Device) {
        let batch = device.batch(Features::<2>::with_rows(4), |out| {
            out.iter_mut()
                .enumerate()
                .for_each(|(at, x)| *x = at as f32)
        });
        network.forward(batch, Pass::Train);
        clip_weights(network, 0.1);
    }

    #[test]
    fn what_is_saved_comes_back_and_averages_follow() {
        let device = Device::default();
        let mut network = network(&device);
        let before = named_tensors(&mut network);
        let (mut saved, mut average) = (
            SavedParameters::copy_of(&mut network),
            SavedParameters::copy_of(&mut network),
        );
        train(&mut network, &device);
        let after = named_tensors(&mut network);
        assert!(after[0].values.iter().all(|value| value.abs() <= 0.1) && after[0] != before[0]);
        average.update_average(&mut network, 0.75);
        for ((average, before), after) in named(&mut average, &mut network)
            .iter()
            .zip(&before)
            .zip(&after)
        {
            assert_eq!(average.name, before.name);
            for (at, average) in average.values.iter().enumerate() {
                let expected = 0.75 * before.values[at] + 0.25 * after.values[at];
                assert!(
                    (average - expected).abs() < 1e-6,
                    "statistics are averaged as parameters are"
                );
            }
        }
        saved.restore_parameters(&mut network);
        let parameters = named_tensors(&mut network);
        assert_eq!(parameters[..4], before[..4]);
        assert_eq!(parameters[4..], after[4..], "running statistics stay");
        saved.restore(&mut network);
        assert_eq!(named_tensors(&mut network), before);
        average.swap(&mut network);
        assert_ne!(named_tensors(&mut network), before);
        assert_eq!(named(&mut average, &mut network), before);
    }
}
