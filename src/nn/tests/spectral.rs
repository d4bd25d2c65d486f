//! Spectral normalisation against singular values that are known, and its gradient against finite
//! differences.

use super::super::*;
use super::{network, requiring_gradient};
use crate::golden::assert_close;
use crate::rng::{Draws, Seed, Stream};
use crate::state_dict::{Numbers, StateDict};

fn draws() -> Draws {
    Seed(5).at(Stream::DiscriminatorWeights, 0, 1)
}

fn values(network: &mut impl Layer) -> Vec<Vec<f32>> {
    named_tensors(network)
        .into_iter()
        .map(|tensor| tensor.values)
        .collect()
}

#[test]
fn a_weight_that_begins_at_zero_is_normalised_once_it_is_something() {
    let device = Device::default();
    let zeros = vec![0.0; 6];
    let mut layer: Dense<2, 3, Identity> = network(&device, &[zeros.clone(), vec![0.0; 3]]);
    let mut norm = SpectralNormalizer::new(&mut layer, 1, &mut draws());
    assert_eq!(values(&mut layer)[0], zeros);
    let mut gradients = Gradients::leaky();
    norm.unnormalise(&mut layer, &mut gradients);
    // Singular values 4 and 1.
    set(&mut layer, &[0.0, 4.0, 0.0, 1.0, 0.0, 0.0]);
    for _ in 0..20 {
        norm.normalise(&mut layer);
        norm.unnormalise(&mut layer, &mut gradients);
    }
    norm.normalise(&mut layer);
    let expected = [0.0, 1.0, 0.0, 0.25, 0.0, 0.0];
    assert_close(&values(&mut layer)[0], &expected, 1e-5);
}

/// Puts these values into the first parameter.
fn set(layer: &mut impl Layer, to: &[f32]) {
    struct Set<'a>(Option<&'a [f32]>);
    impl TensorVisitor for Set<'_> {
        fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
            if let Some(to) = self.0.take() {
                tensor::slice_mut(values).copy_from_slice(to);
            }
        }
        fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
    }
    layer.visit(&mut Set(Some(to)));
}

#[test]
fn weights_are_divided_by_their_largest_singular_value() {
    let device = Device::default();
    // Singular values 4 and 1, with a bias that stays.
    let raw = vec![0.0, 4.0, 0.0, 1.0, 0.0, 0.0];
    let mut layer: Dense<2, 3, Identity> = network(&device, &[raw.clone(), vec![1.0, 2.0, 3.0]]);
    let mut norm = SpectralNormalizer::new(&mut layer, 1, &mut draws());
    let mut gradients = Gradients::leaky();
    for _ in 0..5 {
        norm.unnormalise(&mut layer, &mut gradients);
        assert_eq!(
            values(&mut layer),
            [raw.clone(), vec![1.0, 2.0, 3.0]],
            "raw weights are kept to the last bit"
        );
        norm.normalise(&mut layer);
    }
    assert_close(
        &values(&mut layer)[0],
        &[0.0, 1.0, 0.0, 0.25, 0.0, 0.0],
        1e-6,
    );
    let state = StateDict::save(|state| norm.visit_state(state));
    let names: Vec<&str> = state.iter().map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(
        names,
        ["weight_raw", "weight_u", "weight_v", "weight_sigma"]
    );
    assert_eq!(
        (&state[0].numbers, &state[0].shape),
        (&Numbers::F32(raw), &vec![2, 3])
    );
    let Numbers::F32(sigma) = &state[3].numbers else {
        panic!("{state:?}")
    };
    assert_close(sigma, &[4.0], 1e-6);
}

type Network = (
    Conv2d<2, 1, 2, 2, 1, 1, 0>,
    Flatten<2, 2, 8>,
    Maxout<8, 4, 2>,
    MinibatchDiscriminationLayer<4, 2, 3, 6>,
);

#[test]
fn every_kind_of_layer_is_normalised() {
    let device = Device::default();
    let mut chain: (Network, BatchNorm1d<6>, Dense<6, 1, Identity>) = network(&device, &[]);
    let before = named_tensors(&mut chain);
    let mut norm = SpectralNormalizer::new(&mut chain, 1, &mut draws());
    let state = StateDict::save(|state| norm.visit_state(state));
    let names: Vec<String> = state
        .iter()
        .step_by(4)
        .map(|tensor| tensor.name.clone())
        .collect();
    assert_eq!(
        names,
        [
            "0.0.weight_raw",
            "0.2.weight_raw",
            "0.3.kernels_raw",
            "2.weight_raw"
        ]
    );
    for (before, after) in before.iter().zip(named_tensors(&mut chain)) {
        let weight = names.contains(&format!("{}_raw", before.name));
        assert_eq!(before.values == after.values, !weight, "{}", before.name);
    }
    let last: f32 = values(&mut chain)
        .iter()
        .rev()
        .nth(1)
        .unwrap()
        .iter()
        .map(|value| value * value)
        .sum();
    assert_close(&[last], &[1.0], 1e-6);
}

/// Loss and gradients of the raw parameters, after many power iterations.
fn at(device: &Device, raw: &[Vec<f32>]) -> (f64, Vec<Vec<f32>>) {
    let mut network: (Dense<3, 4, Tanh>, Dense<4, 2, Identity>) = network(device, raw);
    let mut norm = SpectralNormalizer::new(&mut network, 200, &mut draws());
    norm.unnormalise(&mut network, &mut Gradients::leaky());
    norm.normalise(&mut network);
    let rows: Vec<f32> = (0..15).map(|at| (at as f32 * 0.9).cos()).collect();
    let output = network.forward(
        requiring_gradient::<Features<3>>(device, &rows),
        Pass::Train,
    );
    let seed = output.values().to_vec();
    let loss = seed
        .iter()
        .map(|value| 0.5 * f64::from(*value).powi(2))
        .sum();
    let mut gradients = backward(vec![(output, seed)]);
    norm.unnormalise(&mut network, &mut gradients);
    (loss, gradient_vectors(&mut network, &mut gradients))
}

#[test]
fn gradients_of_raw_weights_agree_with_finite_differences() {
    let device = Device::default();
    let wave = |count: usize, shift: f32| {
        (0..count)
            .map(|at| (at as f32 * 1.3 + shift).sin())
            .collect::<Vec<f32>>()
    };
    let raw = [wave(12, 0.1), wave(4, 0.7), wave(8, 2.0), wave(2, 3.0)];
    let (_, gradients) = at(&device, &raw);
    let step = 1e-3f32;
    for (place, gradient) in gradients.iter().enumerate() {
        for (value, found) in gradient.iter().enumerate() {
            let moved = |step: f32| {
                let mut raw = raw.clone();
                raw[place][value] += step;
                at(&device, &raw).0
            };
            let difference = (moved(step) - moved(-step)) / f64::from(2.0 * step);
            assert!(
                (f64::from(*found) - difference).abs() < 2e-3,
                "{place} {value}: {found} {difference}"
            );
        }
    }
}

#[test]
fn a_diverged_weight_stays_seen_and_a_zero_one_breaks_nothing_else() {
    let device = Device::default();
    let mut layer: Dense<2, 2, Identity, false> =
        network(&device, &[vec![f32::NAN, 1.0, 0.0, 1.0]]);
    SpectralNormalizer::new(&mut layer, 1, &mut draws());
    assert!(values(&mut layer)[0].iter().all(|value| value.is_nan()));
    let mut layer: Dense<2, 2, Identity, false> = network(&device, &[vec![0.0; 4]]);
    SpectralNormalizer::new(&mut layer, 1, &mut draws());
    assert_eq!(values(&mut layer)[0], [0.0; 4]);
}
