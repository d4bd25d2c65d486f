//! Layers and optimisers against PyTorch and against finite differences.

mod differences;
mod graphs;
mod high_resolution;
mod layers;
mod minibatch;
mod optimizers;
mod shared_backward;
mod spectral;
mod strategies;

use super::tensor::GradientAccess;
use super::*;
use crate::golden::{assert_close, block, numbers, transposed};
use crate::rng::{Seed, Stream};

/// A network with these values in its parameters and buffers.
fn network<L: Layer>(device: &Device, values: &[Vec<f32>]) -> L {
    let mut draws = Seed(0).at(Stream::GeneratorWeights, 0, 0);
    let mut network = L::new(&mut Initializer::new(
        device,
        Initialization::Uniform,
        &mut draws,
    ));
    let mut tensors = named_tensors(&mut network);
    tensors
        .iter_mut()
        .zip(values)
        .for_each(|(tensor, values)| tensor.values.clone_from(values));
    load_named_tensors(&mut network, &tensors);
    network
}

/// A batch that requires a gradient.
fn requiring_gradient<S: BatchShape>(device: &Device, values: &[f32]) -> Batch<S> {
    let shape = S::with_rows(values.len() / S::ROW_SIZE);
    let batch = device.batch(shape, |out| out.copy_from_slice(values));
    batch.requiring_gradient()
}

fn dense<A: Activation>(name: &str) {
    let golden = block(name);
    let device = Device::default();
    let values = [transposed(&golden["weight"]), numbers(&golden["bias"])];
    let mut layer: Dense<4, 3, A> = network(&device, &values);
    let input = requiring_gradient::<Features<4>>(&device, &numbers(&golden["x"]));
    let handle = input.tensor.clone();
    let output = layer.forward(input, Pass::Train);
    assert_close(output.values(), &numbers(&golden["y"]), 1e-6);
    let mut gradients = backward(vec![(output, numbers(&golden["dy"]))]);
    assert_close(gradients.of(&handle), &numbers(&golden["dx"]), 1e-6);
    let found = gradient_vectors(&mut layer, &mut gradients);
    assert_close(&found[0], &transposed(&golden["dweight"]), 1e-6);
    assert_close(&found[1], &numbers(&golden["dbias"]), 1e-6);
}

#[test]
fn dense_agrees_with_pytorch() {
    dense::<LeakyRelu>("dense_leaky_relu");
    dense::<Tanh>("dense_tanh");
}

#[test]
fn batch_norm_agrees_with_pytorch_in_every_pass() {
    let golden = block("batch_norm");
    let device = Device::default();
    let values = [
        numbers(&golden["gamma"]),
        numbers(&golden["beta"]),
        vec![0.0; 3],
        vec![1.0; 3],
    ];
    let mut layer: BatchNorm1d<3, 20> = network(&device, &values);
    let input = requiring_gradient::<Features<3>>(&device, &numbers(&golden["x"]));
    let handle = input.tensor.clone();

    let frozen = layer.forward(input.detach(), Pass::Frozen);
    assert_close(frozen.values(), &numbers(&golden["y_train"]), 1e-5);
    assert_eq!(
        named_tensors(&mut layer)[2].values,
        vec![0.0; 3],
        "a frozen pass leaves the statistics alone"
    );

    let output = layer.forward(input, Pass::Train);
    assert_close(output.values(), &numbers(&golden["y_train"]), 1e-5);
    let after = named_tensors(&mut layer);
    assert_close(&after[2].values, &numbers(&golden["running_mean"]), 1e-6);
    assert_close(&after[3].values, &numbers(&golden["running_var"]), 1e-6);
    let mut gradients = backward(vec![(output, numbers(&golden["dy"]))]);
    assert_close(gradients.of(&handle), &numbers(&golden["dx"]), 1e-5);
    let found = gradient_vectors(&mut layer, &mut gradients);
    assert_close(&found[0], &numbers(&golden["dgamma"]), 1e-5);
    assert_close(&found[1], &numbers(&golden["dbeta"]), 1e-5);

    let rows = requiring_gradient::<Features<3>>(&device, &numbers(&golden["x"]));
    assert_close(
        layer.forward(rows, Pass::Eval).values(),
        &numbers(&golden["y_eval"]),
        1e-5,
    );
}

type Network = (
    (Dense<3, 5, Identity>, BatchNorm1d<5, 10>),
    Dense<5, 4, LeakyRelu>,
    Dense<4, 2, Tanh>,
);

/// Values of every parameter and buffer of [`Network`] by a closed formula.
fn values_of_network(device: &Device) -> Vec<Vec<f32>> {
    let mut fresh: Network = network(device, &[]);
    let wave = |(at, tensor): (usize, NamedTensor)| {
        let value = |i: usize| ((i + 7 * at) as f32 * 1.3).sin() * 0.8 + 0.1;
        let shown = tensor.name.contains("running").then_some(1.0);
        (0..tensor.values.len())
            .map(|i| shown.unwrap_or(value(i)))
            .collect()
    };
    named_tensors(&mut fresh)
        .into_iter()
        .enumerate()
        .map(wave)
        .collect()
}

/// Half the sum of squares of the outputs: its gradient is the output itself.
fn half_square(device: &Device, values: &[Vec<f32>], rows: &[f32]) -> f64 {
    let mut network: Network = network(device, values);
    let output = network.forward(
        requiring_gradient::<Features<3>>(device, rows),
        Pass::Frozen,
    );
    output
        .values()
        .iter()
        .map(|value| 0.5 * f64::from(*value).powi(2))
        .sum()
}

#[test]
fn a_chain_agrees_with_finite_differences() {
    let device = Device::default();
    let values = values_of_network(&device);
    let rows: Vec<f32> = (0..18).map(|i| (i as f32 * 0.9).cos()).collect();
    let mut network: Network = network(&device, &values);
    let input = requiring_gradient::<Features<3>>(&device, &rows);
    let handle = input.tensor.clone();
    let output = network.forward(input, Pass::Train);
    let seed = output.values().to_vec();
    let mut gradients = backward(vec![(output, seed)]);
    let step = 1e-3f32;
    let check = |found: f32, up: f64, down: f64| {
        let difference = (up - down) / f64::from(2.0 * step);
        assert!(
            (f64::from(found) - difference).abs() < 2e-3,
            "{found} {difference}"
        );
    };
    for at in 0..rows.len() {
        let (mut up, mut down) = (rows.clone(), rows.clone());
        up[at] += step;
        down[at] -= step;
        let found = gradients.of(&handle)[at];
        check(
            found,
            half_square(&device, &values, &up),
            half_square(&device, &values, &down),
        );
    }
    let found = gradient_vectors(&mut network, &mut gradients);
    // The running statistics stand in the snapshot behind gamma and beta of the second layer, and
    // have no gradient.
    let places = [0, 1, 2, 3, 6, 7, 8, 9];
    for (found, place) in found.iter().zip(places) {
        for at in 0..found.len() {
            let (mut up, mut down) = (values.clone(), values.clone());
            up[place][at] += step;
            down[place][at] -= step;
            check(
                found[at],
                half_square(&device, &up, &rows),
                half_square(&device, &down, &rows),
            );
        }
    }
}

#[test]
fn a_frozen_network_passes_gradients_on_and_gets_none() {
    let device = Device::default();
    let mut network: Network = network(&device, &values_of_network(&device));
    let rows: Vec<f32> = (0..18).map(|i| (i as f32 * 0.9).cos()).collect();
    let input = requiring_gradient::<Features<3>>(&device, &rows);
    let handle = input.tensor.clone();
    let output = network.forward(input, Pass::Frozen);
    let seed = output.values().to_vec();
    let mut gradients = backward(vec![(output, seed)]);
    assert!(
        gradients
            .of(&handle)
            .iter()
            .any(|gradient| gradient.abs() > 1e-3)
    );
    let found = gradient_vectors(&mut network, &mut gradients);
    assert!(found.iter().flatten().all(|gradient| *gradient == 0.0));

    let constant = network.forward(
        requiring_gradient::<Features<3>>(&device, &rows).detach(),
        Pass::Frozen,
    );
    assert!(
        !constant.needs_gradient(),
        "nobody needs a gradient, so nothing is recorded"
    );
}

/// A batch of ones through Dropout.
fn dropped(pass: Pass, step: u64) -> Vec<f32> {
    let device = Device::default();
    let mut layer: Dropout<Features<400>, 30> = network(&device, &[]);
    let noise = LayerNoise {
        seed: Seed(1),
        stream: Stream::DiscriminatorNoise,
        step,
        pass: 0,
    };
    let input = requiring_gradient::<Features<400>>(&device, &vec![1.0; 4000]).with_noise(noise);
    let handle = input.tensor.clone();
    let output = layer.forward(input, pass);
    let values = output.values().to_vec();
    if pass != Pass::Eval {
        let mut gradients = backward(vec![(output, vec![1.0; 4000])]);
        assert_eq!(
            gradients.of(&handle),
            values,
            "the gradient passes where the value did"
        );
    }
    values
}

#[test]
fn dropout_keeps_the_mean_draws_anew_each_step_and_rests_in_eval() {
    let values = dropped(Pass::Train, 1);
    let kept = values.iter().filter(|value| **value > 0.0).count() as f32 / 4000.0;
    assert!((kept - 0.7).abs() < 0.03, "{kept}");
    assert!(
        values
            .iter()
            .all(|value| *value == 0.0 || (*value - 1.0 / 0.7).abs() < 1e-6)
    );
    assert_eq!(
        values,
        dropped(Pass::Frozen, 1),
        "the same draws for the same step, whatever the pass"
    );
    assert_ne!(values, dropped(Pass::Train, 2));
    assert_eq!(dropped(Pass::Eval, 1), vec![1.0; 4000]);
}

#[test]
fn one_forward_pass_recorded_twice_serves_both_updates() {
    let device = Device::default();
    let rows: Vec<f32> = (0..18).map(|i| (i as f32 * 0.9).cos()).collect();
    let values = values_of_network(&device);
    let seed = vec![0.5; 12];

    let mut separate: Network = network(&device, &values);
    let mut output = separate.forward(
        requiring_gradient::<Features<3>>(&device, &rows).detach(),
        Pass::Train,
    );
    let expected_output = output.values().to_vec();
    let mut gradients = backward(vec![(output, seed.clone())]);
    let expected = gradient_vectors(&mut separate, &mut gradients);
    let statistics = named_tensors(&mut separate);

    let mut shared: Network = network(&device, &values);
    let input = requiring_gradient::<Features<3>>(&device, &rows);
    let handle = input.tensor.clone();
    output = shared.forward(input.with_parameter_tape(), Pass::Frozen);
    let own = output.take_parameter_tape();
    assert_eq!(own.values(), expected_output);
    let mut through = backward(vec![(output, seed.clone())]);
    assert!(
        through
            .of(&handle)
            .iter()
            .any(|gradient| gradient.abs() > 1e-3)
    );
    assert!(
        gradient_vectors(&mut shared, &mut through)
            .iter()
            .flatten()
            .all(|gradient| *gradient == 0.0)
    );
    let mut gradients = backward(vec![(own, seed)]);
    assert_eq!(gradient_vectors(&mut shared, &mut gradients), expected);
    assert!(
        gradients
            .of(&handle)
            .iter()
            .all(|gradient| *gradient == 0.0),
        "the rows are a constant in this update"
    );
    assert_eq!(
        named_tensors(&mut shared),
        statistics,
        "the batch is counted once in the running statistics"
    );
}
