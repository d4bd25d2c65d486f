//! Optimisers against PyTorch.

use serde_json::Value;

use super::super::tensor::GradientAccess;
use super::super::*;
use super::network;
use crate::golden::{assert_close, block, layers, numbers, strategies};

/// Writes a gradient for every parameter.
struct Put<'a>(&'a mut Gradients, &'a [f32]);

impl TensorVisitor for Put<'_> {
    fn parameter(&mut self, _: &'static str, _: &[usize], values: &mut Tensor) {
        let slot = self.0.of(values);
        let (here, rest) = self.1.split_at(slot.len());
        slot.copy_from_slice(here);
        self.1 = rest;
    }
    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}

/// Some steps on seven parameters: six weights that see the input, and a bias; or on five and a
/// bias.
fn trained(golden: &Value, rule: UpdateRule) -> NetworkOptimizer {
    let initial = numbers(&golden["initial"]);
    let weights = initial.len() - 1;
    let values = [initial[..weights].to_vec(), initial[weights..].to_vec()];
    match weights {
        5 => follow(
            network::<Dense<5, 1, Identity>>(&Device::default(), &values),
            golden,
            rule,
        ),
        _ => follow(
            network::<Dense<6, 1, Identity>>(&Device::default(), &values),
            golden,
            rule,
        ),
    }
}

fn follow(mut layer: impl Layer, golden: &Value, rule: UpdateRule) -> NetworkOptimizer {
    let device = Device::default();
    let mut optimizer = NetworkOptimizer::new(rule);
    let steps = golden["grads"]
        .as_array()
        .unwrap()
        .iter()
        .zip(golden["params"].as_array().unwrap());
    for (gradient, expected) in steps {
        let gradient = numbers(gradient);
        let mut gradients = Gradients::leaky();
        layer.visit(&mut Put(&mut gradients, &gradient));
        let norm = optimizer.step(
            &device,
            &mut layer,
            &mut gradients,
            golden["lr"].as_f64().unwrap(),
        );
        let expected_norm = gradient
            .iter()
            .map(|value| value * value)
            .sum::<f32>()
            .sqrt();
        assert_close(&[norm as f32], &[expected_norm], 1e-6);
        let found: Vec<f32> = named_tensors(&mut layer)
            .into_iter()
            .flat_map(|tensor| tensor.values)
            .collect();
        assert_close(&found, &numbers(expected), 2e-6);
    }
    assert_eq!(
        optimizer.steps as usize,
        golden["grads"].as_array().unwrap().len()
    );
    optimizer
}

fn moment(optimizer: &NetworkOptimizer, which: fn(&Moments) -> &Vec<f32>) -> Vec<f32> {
    optimizer.moments.iter().flat_map(which).copied().collect()
}

fn decay(golden: &Value) -> f64 {
    golden["weight_decay"].as_f64().unwrap_or(0.0)
}

#[test]
fn adam_agrees_with_pytorch() {
    for name in ["adam", "adam_weight_decay"] {
        let golden = block(name);
        let adam = UpdateRule::Adam {
            betas: [0.5, 0.999],
            epsilon: 1e-8,
            weight_decay: decay(&golden),
        };
        let optimizer = trained(&golden, adam);
        assert_close(
            &moment(&optimizer, |moments| &moments.first),
            &numbers(&golden["exp_avg"]),
            3e-7,
        );
        assert_close(
            &moment(&optimizer, |moments| &moments.second),
            &numbers(&golden["exp_avg_sq"]),
            3e-7,
        );
    }
}

#[test]
fn optimistic_adam_agrees_with_pytorch() {
    let all = strategies("optimizers");
    for name in ["optimistic_adam", "optimistic_adam_weight_decay"] {
        let golden = &all[name];
        trained(
            golden,
            UpdateRule::OptimisticAdam {
                betas: [0.5, 0.999],
                epsilon: 1e-8,
                weight_decay: decay(golden),
            },
        );
    }
}

#[test]
fn rms_prop_agrees_with_pytorch() {
    for name in ["rmsprop", "rmsprop_weight_decay"] {
        let golden = layers(name);
        let rule = UpdateRule::RmsProp {
            decay: 0.99,
            epsilon: 1e-8,
            momentum: 0.0,
            weight_decay: decay(&golden),
        };
        let optimizer = trained(&golden, rule);
        assert_close(
            &moment(&optimizer, |moments| &moments.second),
            &numbers(&golden["square_avg"]),
            3e-7,
        );
    }
}

#[test]
fn sgd_agrees_with_pytorch() {
    for (name, momentum) in [
        ("sgd", 0.0),
        ("sgd_weight_decay", 0.0),
        ("sgd_momentum", 0.9),
        ("sgd_momentum_weight_decay", 0.9),
    ] {
        let golden = layers(name);
        let optimizer = trained(
            &golden,
            UpdateRule::Sgd {
                momentum,
                weight_decay: decay(&golden),
            },
        );
        if momentum > 0.0 {
            let expected = numbers(&golden["momentum_buffer"]);
            assert_close(
                &moment(&optimizer, |moments| &moments.first),
                &expected,
                3e-6,
            );
        }
    }
}

#[test]
fn rms_prop_with_momentum_follows_its_definition() {
    let device = Device::default();
    let mut layer: Dense<1, 1, Identity, false> = network(&device, &[vec![1.0]]);
    let rule = UpdateRule::RmsProp {
        decay: 0.5,
        epsilon: 0.0,
        momentum: 0.5,
        weight_decay: 0.0,
    };
    let mut optimizer = NetworkOptimizer::new(rule);
    for _ in 0..2 {
        let mut gradients = Gradients::leaky();
        layer.visit(&mut Put(&mut gradients, &[2.0]));
        optimizer.step(&device, &mut layer, &mut gradients, 0.1);
    }
    // Mean squares 2 and 3; momenta 2 / sqrt 2 and half of it plus 2 / sqrt 3.
    let first = 2.0 / 2f32.sqrt();
    let second = 0.5 * first + 2.0 / 3f32.sqrt();
    assert_close(
        &named_tensors(&mut layer)[0].values,
        &[1.0 - 0.1 * (first + second)],
        1e-6,
    );
}
