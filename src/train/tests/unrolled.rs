//! G's gradient through D's steps ahead against PyTorch (`tests/golden/make_unroll.py`).

use serde_json::Value;

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::run;
use crate::golden::{filled, number, numbers, transpose, unroll};
use crate::models::{Pair, Player};
use crate::nn::{Dense, Identity, LeakyRelu, NamedTensor, load_named_tensors, named_tensors};
use crate::rng::Seed;

struct Small;

impl Pair for Small {
    type Generator = (Dense<3, 8, LeakyRelu>, Dense<8, 2, Identity>);
    type Discriminator = (Dense<2, 8, LeakyRelu>, Dense<8, 1, Identity>);
}

/// PyTorch's parameters, (out, in), in our layout; `outs` are the rows of each.
fn ours(values: [Vec<f32>; 4], out: usize) -> Vec<Vec<f32>> {
    let rows = [8, 1, out, 1];
    values
        .iter()
        .zip(rows)
        .map(|(values, rows)| transpose(values, rows))
        .collect()
}

fn parameters(golden: &Value, out: usize) -> Vec<NamedTensor> {
    let values = ["w0", "b0", "w1", "b1"].map(|name| filled(&golden[name]));
    let named = |values| NamedTensor {
        name: String::new(),
        shape: vec![],
        values,
    };
    ours(values, out).into_iter().map(named).collect()
}

/// The gradient of one variant.
fn gradient(golden: &Value, variant: &Value, full_unroll: bool) -> Vec<Vec<f32>> {
    let rule = match variant["rule"].as_str().unwrap() {
        "adam" => "{adam: {betas: [0.5, 0.9]}}",
        "adam_weight_decay" => "{adam: {betas: [0.5, 0.9], weight_decay: 0.1}}",
        "sgd" => "sgd",
        "sgd_momentum" => "{sgd: {momentum: 0.5}}",
        other => panic!("{other}"),
    };
    let (loss, steps) = (
        variant["loss"].as_str().unwrap(),
        number(&golden["steps"]) as usize,
    );
    let run = run(&format!(
        "{{batch: 6, loss: {loss}, optimizer: {rule}, unroll: {steps}, full_unroll: {full_unroll}}}"
    ));
    let mut game = PairGame::of::<Small>(&run, Seed(0));
    load_named_tensors(&mut *game.generator.network, &parameters(&golden["g"], 2));
    load_named_tensors(
        &mut *game.discriminator.network,
        &parameters(&golden["d"], 1),
    );
    let batch = |name: String| filled(&golden["batches"][name]);
    let rate = number(&golden["lr"]);
    let update = |game: &mut PairGame, tag: String| {
        let (real, latents) = (batch(format!("real{tag}")), batch(format!("z{tag}")));
        game.discriminator_forward(&real, FakeSource::Latents(&latents));
        game.backward(Player::Discriminator);
        game.step(Player::Discriminator, rate);
    };
    (0..2).for_each(|k| update(&mut game, format!("_w{k}")));
    let before = named_tensors(&mut *game.discriminator.network);
    game.save_player(Player::Discriminator);
    game.set_look_ahead(true);
    (0..steps).for_each(|k| update(&mut game, k.to_string()));
    game.set_look_ahead(false);
    let (real, latents) = (batch("real_g".to_string()), batch("z_g".to_string()));
    game.generator_forward(&real, FakeSource::Latents(&latents));
    game.backward(Player::Generator);
    game.restore_player(Player::Discriminator);
    assert_eq!(named_tensors(&mut *game.discriminator.network), before);
    game.generator_gradient()
}

fn check(golden: &Value, variant: &Value, full_unroll: bool, expected: &str, tolerance: f32) {
    let values: [Vec<f32>; 4] = std::array::from_fn(|at| numbers(&variant[expected][at]));
    let expected = ours(values, 2);
    let found = gradient(golden, variant, full_unroll);
    let largest = expected
        .iter()
        .flatten()
        .fold(0f32, |most, value| most.max(value.abs()));
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!(
            (found - expected).abs() <= tolerance * largest,
            "{} {} {full_unroll}: {found} instead of {expected}",
            variant["loss"],
            variant["rule"]
        );
    }
}

#[test]
fn gradients_go_through_unrolled_steps_as_in_pytorch() {
    let golden = unroll();
    for variant in golden["variants"].as_array().unwrap() {
        check(&golden, variant, false, "stopped", 2e-5);
        check(&golden, variant, true, "gradient", 1e-3);
    }
}
