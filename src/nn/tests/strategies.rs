//! Spectral norm and what D is told about its batch against PyTorch
//! (`tests/golden/make_strategies.py`).

use super::super::tensor::GradientAccess;
use super::super::*;
use super::{network, requiring_gradient};
use crate::golden::{assert_close, filled, numbers, strategies, transpose};
use crate::rng::{Seed, Stream};

#[test]
fn minibatch_features_agree_with_pytorch() {
    let device = Device::default();
    let golden = strategies("minibatch_stddev");
    let mut layer: MinibatchStddevLayer<Features<5>, Features<6>> = network(&device, &[]);
    let input = requiring_gradient::<Features<5>>(&device, &filled(&golden["f"]));
    let handle = input.detach();
    let output = layer.forward(input, Pass::Train);
    assert_close(output.values(), &numbers(&golden["output"]), 1e-6);
    let mut gradients = backward(vec![(output, filled(&golden["c"]))]);
    assert_close(
        handle.gradient(&mut gradients).values(),
        &numbers(&golden["d_f"]),
        1e-6,
    );

    let golden = strategies("minibatch_discrimination");
    let mut layer: MinibatchDiscriminationLayer<5, 3, 2, 8> =
        network(&device, &[filled(&golden["t"])]);
    let input = requiring_gradient::<Features<5>>(&device, &filled(&golden["f"]));
    let handle = input.detach();
    let output = layer.forward(input, Pass::Train);
    assert_close(output.values(), &numbers(&golden["output"]), 1e-6);
    let mut gradients = backward(vec![(output, filled(&golden["c"]))]);
    assert_close(
        handle.gradient(&mut gradients).values(),
        &numbers(&golden["d_f"]),
        2e-6,
    );
    assert_close(
        &gradient_vectors(&mut layer, &mut gradients)[0],
        &numbers(&golden["d_t"]),
        2e-6,
    );
}

/// Sigma and the gradient of sum(c W / sigma) by the raw W, after power iterations that have
/// converged.
fn check_spectral(
    mut layer: impl Layer,
    case: &serde_json::Value,
    order: impl Fn(&[f32]) -> Vec<f32>,
) {
    struct Put<'a>(&'a mut Gradients, Vec<f32>);
    impl TensorVisitor for Put<'_> {
        fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
            self.0.of(values).copy_from_slice(&self.1);
        }
        fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
    }
    let raw = order(&filled(&case["weight"]));
    let mut norm =
        SpectralNormalizer::new(&mut layer, 60, &mut Seed(0).at(Stream::SpectralNorm, 0, 0));
    norm.unnormalise(&mut layer, &mut Gradients::leaky());
    assert_eq!(
        named_tensors(&mut layer)[0].values,
        raw,
        "the raw weights come back for the optimiser"
    );
    norm.normalise(&mut layer);
    let normalised = named_tensors(&mut layer)[0].values.clone();
    let golden = &case["after"]["50"];
    let sigma = golden["sigma"].as_f64().expect("a number") as f32;
    let expected: Vec<f32> = raw.iter().map(|value| value / sigma).collect();
    assert_close(&normalised, &expected, 2e-5);
    let mut gradients = Gradients::leaky();
    layer.visit(&mut Put(&mut gradients, order(&filled(&case["c"]))));
    norm.unnormalise(&mut layer, &mut gradients);
    let found = gradient_vectors(&mut layer, &mut gradients);
    assert_close(&found[0], &order(&numbers(&golden["gradient"])), 5e-4);
}

#[test]
fn spectral_norm_agrees_with_pytorch() {
    let device = Device::default();
    let all = strategies("spectral_norm");
    let cases = all.as_array().expect("a list");
    let dense: Dense<5, 6, Identity, false> =
        network(&device, &[transpose(&filled(&cases[0]["weight"]), 6)]);
    check_spectral(dense, &cases[0], |values| transpose(values, 6));
    // (out, in, y, x) there, (out, y, x, in) here.
    let last = |values: &[f32]| {
        values
            .chunks(48)
            .flat_map(|row| transpose(row, 3))
            .collect::<Vec<f32>>()
    };
    let conv: Conv2d<4, 3, 1, 4, 4, 1, 0> = network(&device, &[last(&filled(&cases[1]["weight"]))]);
    check_spectral(conv, &cases[1], last);
}
