//! Every layer's forward and backward pass against PyTorch (`tests/golden/make_layers.py`).

use serde_json::Value;

use super::super::tensor::GradientAccess;
use super::super::*;
use super::{network, requiring_gradient};
use crate::golden::{assert_close, assert_close_or_summary, filled, layers, numbers};

/// Runs one case in all passes.
fn check<L: Layer<Input: BatchShape, Output: BatchShape>>(cases: &[Value], name: &str) {
    let case = cases
        .iter()
        .find(|case| case["name"] == name)
        .unwrap_or_else(|| panic!("no case `{name}`"));
    let device = Device::default();
    let parameters: Vec<Vec<f32>> = ["weight", "bias", "gamma", "beta"]
        .iter()
        .filter_map(|name| case.get(*name))
        .map(filled)
        .collect();
    let mut layer: L = network(&device, &parameters);
    let input = requiring_gradient::<L::Input>(&device, &filled(&case["x"]));
    let handle = input.tensor.clone();
    let frozen = layer.forward(input.detach(), Pass::Frozen);
    let close = |found: &[f32], result: &str, tolerance| {
        assert_close_or_summary(
            found,
            &case[result],
            tolerance,
            &format!("{name}, {result}"),
        );
    };
    close(frozen.values(), "y", 2e-6);
    assert!(
        !frozen.needs_gradient(),
        "nothing of a frozen layer on a constant is recorded: {name}"
    );

    let output = layer.forward(input, Pass::Train);
    close(output.values(), "y", 2e-6);
    let mut gradients = backward(vec![(output, filled(&case["dy"]))]);
    close(gradients.of(&handle), "dx", 1e-5);
    let found = gradient_vectors(&mut layer, &mut gradients);
    let names = ["dweight", "dbias", "dgamma", "dbeta"]
        .iter()
        .filter(|name| case.get(**name).is_some());
    assert_eq!(found.len(), names.clone().count());
    found
        .iter()
        .zip(names)
        .for_each(|(found, name)| close(found, name, 2e-5));

    if let Some(mean) = case.get("running_mean") {
        let state = named_tensors(&mut layer);
        assert_close(&state[2].values, &numbers(mean), 1e-6);
        assert_close(&state[3].values, &numbers(&case["running_var"]), 1e-6);
        let input = requiring_gradient::<L::Input>(&device, &filled(&case["x"]));
        assert_close(
            layer.forward(input, Pass::Eval).values(),
            &numbers(&case["y_eval"]),
            1e-5,
        );
    }
}

#[test]
fn convolutions_agree_with_pytorch() {
    let all = layers("layers");
    let cases = all.as_array().unwrap();
    check::<Conv2d<28, 1, 14, 8, 4, 2, 1, Identity, true>>(
        cases,
        "conv 2x28x28x1 -> 2x14x14x8 kernel=4 stride=2 pad=1, bias",
    );
    check::<Conv2d<14, 8, 7, 12, 4, 2, 1>>(
        cases,
        "conv 3x14x14x8 -> 3x7x7x12 kernel=4 stride=2 pad=1",
    );
    check::<Conv2d<7, 12, 3, 20, 4, 2, 1, Identity, true>>(
        cases,
        "conv 1x7x7x12 -> 1x3x3x20 kernel=4 stride=2 pad=1, bias",
    );
    check::<Conv2d<3, 20, 1, 1, 4, 2, 1>>(
        cases,
        "conv 5x3x3x20 -> 5x1x1x1 kernel=4 stride=2 pad=1",
    );
    check::<Conv2d<5, 3, 5, 7, 3, 1, 1>>(cases, "conv 2x5x5x3 -> 2x5x5x7 kernel=3 stride=1 pad=1");
    check::<Conv2d<6, 2, 4, 5, 3, 1, 0, Identity, true>>(
        cases,
        "conv 1x6x6x2 -> 1x4x4x5 kernel=3 stride=1 pad=0, bias",
    );
    check::<Conv2d<9, 4, 4, 6, 3, 2, 0>>(cases, "conv 2x9x9x4 -> 2x4x4x6 kernel=3 stride=2 pad=0");
    check::<Conv2d<7, 5, 2, 3, 5, 3, 1, Identity, true>>(
        cases,
        "conv 2x7x7x5 -> 2x2x2x3 kernel=5 stride=3 pad=1, bias",
    );
    check::<Conv2d<8, 3, 8, 4, 1, 1, 0>>(cases, "conv 2x8x8x3 -> 2x8x8x4 kernel=1 stride=1 pad=0");
    check::<Conv2d<5, 3, 5, 7, 3, 1, 1, LeakyRelu, true>>(
        cases,
        "conv 2x5x5x3 -> 2x5x5x7 kernel=3 stride=1 pad=1, bias, leaky_relu",
    );
}

/// With even sides and channels enough for Winograd's F(2 x 2, 3 x 3).
#[test]
fn wide_convolutions_agree_with_pytorch() {
    let all = layers("layers");
    let cases = all.as_array().unwrap();
    check::<Conv2d<8, 32, 8, 48, 3, 1, 1, Identity, true>>(
        cases,
        "conv 3x8x8x32 -> 3x8x8x48 kernel=3 stride=1 pad=1, bias",
    );
    check::<Conv2d<10, 40, 10, 32, 3, 1, 1>>(
        cases,
        "conv 2x10x10x40 -> 2x10x10x32 kernel=3 stride=1 pad=1",
    );
}

#[test]
fn transposed_convolutions_agree_with_pytorch() {
    let all = layers("layers");
    let cases = all.as_array().unwrap();
    let check_plain = |name: &str| format!("conv_transpose {name}");
    check::<ConvTranspose2d<1, 10, 3, 8, 3, 2, 0, 0>>(
        cases,
        &check_plain("3x1x1x10 -> 3x3x3x8 kernel=3 stride=2 pad=0 output_padding=0"),
    );
    check::<ConvTranspose2d<3, 8, 7, 6, 3, 2, 0, 0, Identity, true>>(
        cases,
        &check_plain("2x3x3x8 -> 2x7x7x6 kernel=3 stride=2 pad=0 output_padding=0, bias"),
    );
    check::<ConvTranspose2d<7, 6, 15, 4, 3, 2, 0, 0>>(
        cases,
        &check_plain("1x7x7x6 -> 1x15x15x4 kernel=3 stride=2 pad=0 output_padding=0"),
    );
    check::<ConvTranspose2d<4, 5, 8, 3, 4, 2, 1, 0>>(
        cases,
        &check_plain("2x4x4x5 -> 2x8x8x3 kernel=4 stride=2 pad=1 output_padding=0"),
    );
    check::<ConvTranspose2d<5, 3, 5, 4, 3, 1, 1, 0, Identity, true>>(
        cases,
        &check_plain("2x5x5x3 -> 2x5x5x4 kernel=3 stride=1 pad=1 output_padding=0, bias"),
    );
    check::<ConvTranspose2d<2, 3, 7, 2, 5, 3, 1, 1, Identity, true>>(
        cases,
        &check_plain("2x2x2x3 -> 2x7x7x2 kernel=5 stride=3 pad=1 output_padding=1, bias"),
    );
    check::<ConvTranspose2d<1, 6, 4, 5, 4, 1, 0, 0, Identity, true>>(
        cases,
        &check_plain("2x1x1x6 -> 2x4x4x5 kernel=4 stride=1 pad=0 output_padding=0, bias"),
    );
    check::<ConvTranspose2d<15, 4, 28, 1, 3, 2, 2, 1, Tanh, true>>(
        cases,
        &check_plain("2x15x15x4 -> 2x28x28x1 kernel=3 stride=2 pad=2 output_padding=1, bias, tanh"),
    );
    check::<ConvTranspose2d<3, 8, 7, 6, 3, 2, 0, 0, Relu>>(
        cases,
        &check_plain("2x3x3x8 -> 2x7x7x6 kernel=3 stride=2 pad=0 output_padding=0, relu"),
    );
}

#[test]
fn resampling_agrees_with_pytorch() {
    let all = layers("layers");
    let cases = all.as_array().unwrap();
    check::<Upsample<3, 6, 5>>(cases, "upsample 2x3x3x5 -> 2x6x6x5 factor=2");
    check::<Upsample<2, 6, 4>>(cases, "upsample 2x2x2x4 -> 2x6x6x4 factor=3");
    check::<AvgPool2d<6, 3, 3>>(cases, "avg_pool 2x6x6x3 -> 2x3x3x3 kernel=2 stride=2");
    check::<AvgPool2d<7, 3, 3>>(cases, "avg_pool 2x7x7x3 -> 2x3x3x3 kernel=2 stride=2");
    check::<MaxPool2d<6, 3, 3>>(cases, "max_pool 2x6x6x3 -> 2x3x3x3 kernel=2 stride=2");
    check::<MaxPool2d<7, 3, 3>>(cases, "max_pool 2x7x7x3 -> 2x3x3x3 kernel=2 stride=2");
    check::<MaxPool2d<7, 3, 3, 3, 2>>(cases, "max_pool 2x7x7x3 -> 2x3x3x3 kernel=3 stride=2");
}

#[test]
fn normalisation_agrees_with_pytorch() {
    let all = layers("layers");
    let cases = all.as_array().unwrap();
    let maps = |batch: usize, rest: &str| {
        format!("batch_norm {batch}x5x5x6 -> {batch}x5x5x6 momentum=0.1 eps=1e-05{rest}")
    };
    for batch in [3, 1] {
        check::<BatchNorm2d<5, 6, Identity>>(cases, &maps(batch, ""));
        check::<BatchNorm2d<5, 6, LeakyRelu>>(cases, &maps(batch, ", leaky_relu"));
        check::<BatchNorm2d<5, 6, Relu>>(cases, &maps(batch, ", relu"));
    }
    check::<BatchNorm1d<5, 20, Relu>>(cases, "batch_norm 7x5 -> 7x5 momentum=0.2 eps=1e-05, relu");
}

#[test]
fn dense_maxout_and_minibatch_stddev_agree_with_pytorch() {
    let all = layers("layers");
    let cases = all.as_array().unwrap();
    check::<Dense<6, 5, Relu>>(cases, "dense 4x6 -> 4x5, bias, relu");
    check::<Dense<6, 5, Sigmoid>>(cases, "dense 4x6 -> 4x5, bias, sigmoid");
    check::<Dense<6, 5, Identity, false>>(cases, "dense 4x6 -> 4x5");
    check::<Maxout<6, 4, 5>>(cases, "maxout 7x6 -> 7x4 units=4 pieces=5, bias");
    for (batch, group) in [(8, 4), (4, 4), (6, 3), (5, 1)] {
        let name =
            format!("minibatch_stddev {batch}x3x3x5 -> {batch}x3x3x6 eps=1e-08 group={group}");
        check::<MinibatchStddevLayer<FeatureMaps<3, 5>, FeatureMaps<3, 6>>>(cases, &name);
    }
}

#[test]
fn flattening_keeps_values_and_gradients_in_their_order() {
    let device = Device::default();
    let values: Vec<f32> = (0..24).map(|at| at as f32).collect();
    let mut there: Unflatten<12, 2, 3> = network(&device, &[]);
    let mut back: Flatten<2, 3, 12> = network(&device, &[]);
    let input = requiring_gradient::<Features<12>>(&device, &values);
    let handle = input.tensor.clone();
    let output = back.forward(there.forward(input, Pass::Train), Pass::Train);
    assert_eq!(output.values(), values);
    let mut gradients = backward(vec![(output, values.clone())]);
    assert_eq!(gradients.of(&handle), values);
}
