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

/// A value with its first and second moment and the direction of its last step.
#[derive(Clone, Copy, Default)]
struct Plain {
    value: f32,
    first: f32,
    second: f32,
    direction: f32,
}

impl Plain {
    /// A step of a rule by its formula alone.
    fn step(&mut self, rule: UpdateRule, number: i32, gradient: f32, rate: f64) {
        let Self {
            value,
            first: m,
            second: v,
            direction: last,
        } = self;
        // There is no weight decay, but 0 times an infinite weight is not 0.
        let gradient = gradient + 0.0 * *value;
        let square =
            |decay: f64, v: f32| decay as f32 * v + (1.0 - decay) as f32 * gradient * gradient;
        match rule {
            UpdateRule::Adam {
                betas: [beta1, beta2],
                epsilon,
                ..
            }
            | UpdateRule::OptimisticAdam {
                betas: [beta1, beta2],
                epsilon,
                ..
            } => {
                *m += (1.0 - beta1) as f32 * (gradient - *m);
                *v = square(beta2, *v);
                let correction = (1.0 - beta2.powi(number)).sqrt() as f32;
                let direction = *m / (v.sqrt() / correction + epsilon as f32);
                let bias = 1.0 - beta1.powi(number);
                if let UpdateRule::Adam { .. } = rule {
                    *value -= (rate / bias) as f32 * direction;
                    return;
                }
                let direction = (1.0 / bias) as f32 * direction;
                *value -= rate as f32 * (2.0 * direction - *last);
                *last = direction;
            }
            UpdateRule::RmsProp {
                decay,
                epsilon,
                momentum,
                ..
            } => {
                *v = square(decay, *v);
                let scaled = gradient / (v.sqrt() + epsilon as f32);
                *m = momentum as f32 * *m + scaled;
                *value -= rate as f32 * *m;
            }
            UpdateRule::Sgd { momentum, .. } => {
                *m = momentum as f32 * *m + gradient;
                *value -= rate as f32 * *m;
            }
            UpdateRule::OptimisticSgd { .. } => unreachable!("it has no moments"),
        }
    }
}

/// Rules whose moments decay, all to 0 within 2,000 steps.
fn rules_with_moments() -> [UpdateRule; 5] {
    let (betas, epsilon, weight_decay) = ([0.8, 0.9], 1e-8, 0.0);
    let rms_prop = |momentum: f64| UpdateRule::RmsProp {
        decay: 0.9,
        epsilon,
        momentum,
        weight_decay,
    };
    [
        UpdateRule::Adam {
            betas,
            epsilon,
            weight_decay,
        },
        UpdateRule::OptimisticAdam {
            betas,
            epsilon,
            weight_decay,
        },
        rms_prop(0.0),
        rms_prop(0.9),
        UpdateRule::Sgd {
            momentum: 0.9,
            weight_decay,
        },
    ]
}

/// Takes a step for each gradient of one value, in a layer of 19: more than a vector, and a rest.
/// Weights must have the bits of the formula after each.
fn assert_follows_formula(rule: UpdateRule, gradients: impl Iterator<Item = f32>) -> Moments {
    const WIDTH: usize = 19;
    const RATE: f64 = 1.0 / 1024.0;
    let device = Device::default();
    let initial = std::array::from_fn::<f32, WIDTH, _>(|at| [0.0, 0.05, -3.0, 1e-3][at % 4]);
    let mut layer: Dense<WIDTH, 1, Identity, false> = network(&device, &[initial.to_vec()]);
    let mut optimizer = NetworkOptimizer::new(rule);
    let mut expected = initial.map(|value| Plain {
        value,
        ..Plain::default()
    });
    for (number, gradient) in (1..).zip(gradients) {
        let gradient = std::array::from_fn::<f32, WIDTH, _>(|at| gradient * (1.0 + at as f32));
        let mut gradients = Gradients::leaky();
        layer.visit(&mut Put(&mut gradients, &gradient));
        optimizer.step(&device, &mut layer, &mut gradients, RATE);
        for (state, gradient) in expected.iter_mut().zip(gradient) {
            state.step(rule, number, gradient, RATE);
        }
        let found = &named_tensors(&mut layer)[0].values;
        for (found, expected) in found.iter().zip(&expected) {
            let same = found.to_bits() == expected.value.to_bits();
            let both_nan = found.is_nan() && expected.value.is_nan();
            assert!(same || both_nan, "{rule:?}, step {number}: {found}");
        }
    }
    optimizer.moments.remove(0)
}

#[test]
fn moments_of_dead_units_become_zero_and_parameters_keep_their_bits() {
    for rule in rules_with_moments() {
        // All sizes of either sign, then none.
        let sizes = (0..400).map(|step| 10f32.powi(-(step % 40)) * (1 - step % 3) as f32);
        let moments = assert_follows_formula(rule, sizes.chain([0.0; 2100]));
        let mut moments = moments.first.iter().chain(&moments.second);
        assert!(moments.all(|moment| *moment == 0.0), "{rule:?}");
    }
}

#[test]
fn small_gradients_move_parameters_as_the_formula_does() {
    for rule in rules_with_moments() {
        for smallest in [1e-44, 1e-38, 1e-30, 1e-20, 1e-17, 1e-12] {
            let rising = (0..60).map(|step| smallest * 1.3f32.powi(step / 2));
            assert_follows_formula(rule, rising);
        }
    }
}

#[test]
fn gradients_that_are_no_numbers_stay_in_the_moments() {
    for rule in rules_with_moments() {
        for gradient in [f32::NAN, f32::INFINITY] {
            let moments = assert_follows_formula(rule, [1.0, gradient, 0.0, 0.0].into_iter());
            let mut moments = moments.first.iter().chain(&moments.second);
            assert!(moments.any(|moment| !moment.is_finite()), "{rule:?}");
        }
    }
}
