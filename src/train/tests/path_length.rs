//! Path lengths against double backward, and penalties with steps of their own against PyTorch
//! (`tests/golden/make_path_length.py`).

use serde_json::Value;

use super::super::game::{FakeSource, Game};
use super::super::pair_game::{PairGame, PathDraws};
use super::high_resolution::fill;
use super::run;
use crate::golden::{assert_close, assert_summary, hashed, number, numbers, path_length};
use crate::models::{Pair, Player, Stylegan2At32};
use crate::nn::{Dense, Identity, LeakyRelu, NamedTensor, load_named_tensors};
use crate::rng::Seed;

fn draws(rows: usize) -> PathDraws {
    let noise = hashed(rows * 32 * 32 * 3, 502, 1.0);
    PathDraws {
        latents: hashed(rows * 64, 501, 1.7),
        noise: noise.iter().map(|value| value / 32.0).collect(),
    }
}

#[test]
fn the_gradient_of_path_lengths_is_that_of_double_backward() {
    let golden = path_length("path_length");
    let text = "{data: {shapes: {side: 32}}, model: stylegan2-32, optimizer: {sgd: {}}, styles: {mixing: 0}, \
                regularize: [{path_length: {every: 1}}]}";
    let mut game = PairGame::of::<Stylegan2At32>(&run(text), Seed(0));
    fill(&mut *game.generator.network, &golden["tensors"]);
    let rows = number(&golden["rows"]) as usize;
    let (value, gradient) = game.path_length_and_gradient(draws(rows));
    let expected = number(&golden["value"]);
    assert!(
        (value - expected).abs() < 1e-5 * expected,
        "{value} {expected}"
    );
    let summaries = golden["gradients"].as_array().expect("a list");
    assert_eq!(gradient.len(), summaries.len());
    let mut compared = 0;
    for (found, summary) in gradient.iter().zip(summaries) {
        // The strengths of noise have no gradient there, where there is no noise.
        if *summary == Value::Null || found.name.ends_with("strength") {
            continue;
        }
        assert_summary(&found.values, summary, 5e-4, &found.name);
        compared += 1;
    }
    assert!(compared > 30, "{compared} tensors");
}

/// A discriminator of the golden file, and a generator that gives its latents back.
struct Small;

impl Pair for Small {
    type Generator = Dense<2, 2, Identity>;
    type Discriminator = (
        Dense<2, 16, LeakyRelu>,
        Dense<16, 16, LeakyRelu>,
        Dense<16, 1, Identity>,
    );
}

fn tensors(values: Vec<Vec<f32>>) -> Vec<NamedTensor> {
    let tensor = |values| NamedTensor {
        name: String::new(),
        shape: vec![],
        values,
    };
    values.into_iter().map(tensor).collect()
}

#[test]
fn lazy_penalties_take_steps_of_their_own_as_in_pytorch() {
    let golden = path_length("lazy");
    let text = "{batch: 8, optimizer: {adam: {betas: [0.5, 0.9]}}, \
                regularize: [{r1: {gamma: 4, every: 2, own_step: true}}]}";
    let mut game = PairGame::of::<Small>(&run(text), Seed(0));
    let identity = tensors(vec![vec![1.0, 0.0, 0.0, 1.0], vec![0.0; 2]]);
    load_named_tensors(&mut *game.generator.network, &identity);
    let initial = [(16, 2), (16, 1), (16, 16), (16, 1), (1, 16), (1, 1)];
    let initial = initial.iter().enumerate().map(|(number, (rows, columns))| {
        let values = hashed(rows * columns, 600 + number as u32, 0.4);
        match number % 2 {
            0 => crate::golden::transpose(&values, *rows),
            _ => values,
        }
    });
    load_named_tensors(
        &mut *game.discriminator.network,
        &tensors(initial.collect()),
    );
    for step in 0..5 {
        game.begin_step(step + 1, 1.0);
        let rows = |stream: u32| hashed(16, stream + step as u32, 1.0);
        let metrics = game.discriminator_forward(&rows(620), FakeSource::Latents(&rows(640)));
        let joint = game.backward(Player::Discriminator).penalty;
        assert_eq!(joint, Some(0.0), "nothing joins the loss");
        game.step(Player::Discriminator, 1e-2);
        let penalty = game.take_own_penalty().unwrap_or(0.0);
        let at = step as usize;
        for (found, key) in [(metrics.loss, "loss"), (penalty, "penalty")] {
            let expected = number(&golden[key][at]);
            let off = (found - expected).abs();
            assert!(
                off < 2e-5 * expected.abs().max(0.1),
                "{key} {step}: {found} {expected}"
            );
        }
    }
    let after = game.named_tensors(Player::Discriminator);
    let expected = golden["parameters"].as_array().expect("a list");
    for (found, expected) in after.iter().zip(expected) {
        assert_close(&found.values, &numbers(expected), 2e-4);
    }
}

/// R3GAN's second moment: its decay goes from one end to the other within the run, and a run without an end
/// keeps it.
#[test]
fn the_end_of_a_decay_changes_later_steps_only() {
    let played = |end: &str| {
        let text =
            format!("{{batch: 8, steps: 4, optimizer: {{adam: {{betas: [0.5, 0.9]{end}}}}}}}");
        let mut game = PairGame::of::<Small>(&run(&text), Seed(0));
        let weights =
            |game: &mut PairGame| game.named_tensors(Player::Discriminator)[0].values.clone();
        let mut after = Vec::new();
        for step in 1..=4 {
            game.begin_step(step, 1.0);
            let rows = |stream: u32| hashed(16, stream + step as u32, 1.0);
            game.discriminator_forward(&rows(620), FakeSource::Latents(&rows(640)));
            game.backward(Player::Discriminator);
            game.step(Player::Discriminator, 1e-2);
            after.push(weights(&mut game));
        }
        after
    };
    let (plain, moved) = (played(""), played(", beta2_end: 0.99"));
    assert_eq!(plain[0], moved[0]);
    assert_ne!(plain[3], moved[3]);
    assert_eq!(plain, played(", beta2_end: 0.9"));
}
