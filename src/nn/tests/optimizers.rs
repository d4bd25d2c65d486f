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

/// A step of a rule by its plain formula, for one value and its first and second moment.
fn by_formula(rule: UpdateRule, number: i32, [w, m, v]: &mut [f32; 3], gradient: f32, rate: f32) {
    match rule {
        UpdateRule::Adam {
            betas: [beta1, beta2],
            epsilon,
            ..
        } => {
            *m += (1.0 - beta1) as f32 * (gradient - *m);
            *v = beta2 as f32 * *v + (1.0 - beta2) as f32 * gradient * gradient;
            let size = (f64::from(rate) / (1.0 - beta1.powi(number))) as f32;
            let correction = (1.0 - beta2.powi(number)).sqrt() as f32;
            *w -= size * (*m / (v.sqrt() / correction + epsilon as f32));
        }
        UpdateRule::RmsProp {
            decay,
            epsilon,
            momentum,
            ..
        } => {
            *v = decay as f32 * *v + (1.0 - decay) as f32 * gradient * gradient;
            *m = momentum as f32 * *m + gradient / (v.sqrt() + epsilon as f32);
            *w -= rate * *m;
        }
        UpdateRule::Sgd { momentum, .. } => {
            *m = momentum as f32 * *m + gradient;
            *w -= rate * *m;
        }
        _ => unreachable!("no other rule is asked for"),
    }
}

#[test]
fn subnormal_moments_become_zero_and_no_parameter_notices() {
    let (epsilon, weight_decay) = (1e-8, 0.0);
    let rules = [
        UpdateRule::Adam {
            betas: [0.8, 0.9],
            epsilon,
            weight_decay,
        },
        UpdateRule::RmsProp {
            decay: 0.9,
            epsilon,
            momentum: 0.9,
            weight_decay,
        },
        UpdateRule::Sgd {
            momentum: 0.9,
            weight_decay,
        },
    ];
    const RATE: f32 = 1.0 / 1024.0;
    for rule in rules {
        let device = Device::default();
        let initial = [0.05, -0.5, 3.0, 0.01, -1e-3, 1.0];
        let mut layer: Dense<6, 1, Identity, false> = network(&device, &[initial.to_vec()]);
        let mut optimizer = NetworkOptimizer::new(rule);
        let mut expected = initial.map(|value| [value, 0.0, 0.0]);
        let mut step = |number: i32, gradient: [f32; 6]| {
            let mut gradients = Gradients::leaky();
            layer.visit(&mut Put(&mut gradients, &gradient));
            optimizer.step(&device, &mut layer, &mut gradients, f64::from(RATE));
            for (state, gradient) in expected.iter_mut().zip(gradient) {
                by_formula(rule, number, state, gradient, RATE);
            }
            let (found, moments) = (named_tensors(&mut layer), &optimizer.moments[0]);
            let weights = expected.map(|[weight, ..]| weight.to_bits());
            let found: Vec<u32> = found[0]
                .values
                .iter()
                .map(|value| value.to_bits())
                .collect();
            assert_eq!(found, weights, "{rule:?}, step {number}");
            let mut moments = moments.first.iter().chain(&moments.second);
            assert!(moments.all(|moment| *moment == 0.0 || moment.is_normal()));
        };
        // Gradients of all sizes, from 1 to what has no square, then none.
        let size = |number: i32| 10f32.powi(-(number % 40));
        for number in 1..=400 {
            let sign = if number % 3 == 0 { -1.0 } else { 1.0 };
            let gradient = [1.0, -0.5, 0.3, 2.0, -0.01, 0.7].map(|it| it * sign * size(number));
            step(number, gradient);
        }
        (401..2500).for_each(|number| step(number, [0.0; 6]));
        let subnormal = |moment: &f32| moment.is_subnormal();
        assert!(expected.iter().flatten().any(subnormal), "{rule:?}");
        assert_eq!(moment(&optimizer, |moments| &moments.first), [0.0; 6]);
        let second = moment(&optimizer, |moments| &moments.second);
        assert!(second.iter().all(|moment| *moment == 0.0), "{rule:?}");
    }
}
