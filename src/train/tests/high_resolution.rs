//! The first steps of the high-resolution GANs against PyTorch
//! (`tests/golden/make_high_resolution_models.py`): D on real rows and fakes, then G on others, with
//! each model's own loss and penalties.

use serde_json::Value;

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::run;
use crate::golden::{filled, hashed, high_resolution_model, number};
use crate::models::{Msg32, Pair, Pggan32, Player, R3gan32, Stylegan2At32};
use crate::nn::{Parameterized, load_named_tensors, named_tensors};
use crate::rng::Seed;

const BATCH: usize = 4;
const IMAGE: usize = 32 * 32 * 3;

/// Puts the script's values into every parameter.
pub(super) fn fill(network: &mut dyn Parameterized, described: &Value) {
    let mut tensors = named_tensors(network);
    let described = described.as_array().expect("a list");
    let parameters = tensors
        .iter_mut()
        .filter(|tensor| !tensor.name.contains("running"));
    let parameters: Vec<_> = parameters.collect();
    assert_eq!(parameters.len(), described.len());
    for (tensor, described) in parameters.into_iter().zip(described) {
        let values = filled(described);
        assert_eq!(tensor.values.len(), values.len(), "{}", tensor.name);
        tensor.values = values;
    }
    load_named_tensors(network, &tensors);
}

/// Takes the noise back that the update of G has let in: PyTorch does not draw it.
fn silence(network: &mut dyn Parameterized) {
    let mut tensors = named_tensors(network);
    let strengths = tensors
        .iter_mut()
        .filter(|tensor| tensor.name.ends_with("strength"));
    strengths.for_each(|tensor| tensor.values.fill(0.0));
    load_named_tensors(network, &tensors);
}

/// What is compared in a step.
struct Losses {
    discriminator: f64,
    penalty: f64,
    generator: f64,
}

fn play(game: &mut PairGame, step: u64, learning_rate: f64) -> Losses {
    let latents = |stream: u64| hashed(BATCH * 64, (stream + step - 1) as u32, 1.7);
    let real = hashed(BATCH * IMAGE, 3000 + step as u32 - 1, 1.0);
    game.begin_step(step, 1.0);
    let metrics = game.discriminator_forward(&real, FakeSource::Latents(&latents(1000)));
    let report = game.backward(Player::Discriminator);
    game.step(Player::Discriminator, learning_rate);
    let generator = game.generator_forward(&real, FakeSource::Latents(&latents(2000)));
    game.backward(Player::Generator);
    game.step(Player::Generator, learning_rate);
    silence(&mut *game.generator.network);
    Losses {
        discriminator: metrics.loss,
        penalty: report.penalty.unwrap_or(0.0),
        generator,
    }
}

/// Losses and penalties agree within 1e-4 of those in f64, or, once PyTorch's own f32 runs with
/// other orders of a batch differ by more, within a few times that spread.
fn check<P: Pair>(name: &str, settings: &str, learning_rate: f64) {
    let golden = high_resolution_model(name);
    let text = format!("{{data: {{shapes: {{side: 32}}}}, model: {name}, batch: 4, {settings}}}");
    let mut game = PairGame::of::<P>(&run(&text), Seed(0));
    fill(&mut *game.generator.network, &golden["g_tensors"]);
    fill(&mut *game.discriminator.network, &golden["d_tensors"]);
    let steps = golden["d_loss"].as_array().expect("a list").len();
    let mut deviations = Vec::new();
    for at in 0..steps {
        let found = play(&mut game, at as u64 + 1, learning_rate);
        let off = |found: f64, key: &str| {
            let expected = number(&golden[key][at]);
            (found - expected).abs() / expected.abs().max(0.1)
        };
        deviations.push(
            off(found.discriminator, "d_loss")
                .max(off(found.generator, "g_loss"))
                .max(off(found.penalty, "penalty")),
        );
    }
    for (at, deviation) in deviations.iter().enumerate() {
        let allowed = (6.0 * number(&golden["spread"][at])).max(1e-4);
        assert!(
            *deviation <= allowed,
            "{name} step {}: {deviation:.1e}, allowed {allowed:.1e}; all: {deviations:?}",
            at + 1
        );
    }
}

#[test]
fn r3gan_follows_pytorch() {
    let settings = "loss: rsgan, optimizer: {sgd: {momentum: 0.9}}, regularize: [{r1: {gamma: 100}}, {r2: {gamma: 100}}]";
    check::<R3gan32>("r3gan-32", settings, 1e-3);
}

#[test]
fn stylegan2_without_mixing_and_noise_follows_pytorch() {
    let settings =
        "styles: {mixing: 0}, optimizer: {sgd: {momentum: 0.9}}, regularize: [{r1: {gamma: 100}}]";
    check::<Stylegan2At32>("stylegan2-32", settings, 1e-2);
}

#[test]
fn msg_gan_follows_pytorch() {
    let settings = "loss: ra_hinge, optimizer: {adam: {betas: [0, 0.99]}}";
    check::<Msg32>("msg-32", settings, 1e-4);
}

#[test]
fn progressive_growing_follows_pytorch_through_fades_and_levels() {
    let settings = "loss: wasserstein, optimizer: {sgd: {momentum: 0.9}}, grow: {from: 4, fade: 4, hold: 2}, \
                    regularize: [{r1: {gamma: 100}}, {r2: {gamma: 100}}]";
    check::<Pggan32>("pggan-32", settings, 1e-3);
}
