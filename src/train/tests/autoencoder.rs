//! Variational autoencoders: the first steps against PyTorch (`tests/golden/make_vae.py`), gradients
//! against finite differences, and a run of the loop.

use super::super::autoencoder::AutoencoderGame;
use super::super::game::{FakeSource, Game};
use super::high_resolution::fill;
use super::*;
use crate::golden::{hashed, number, vae};
use crate::models::{AnyAutoencoder, Autoencoder, Vae8, Vae28, Vae32};
use crate::nn::{ConcatRows, Features, Sigmoid, Tanh};

/// Losses agree within 1e-4 of those in f64, or, once PyTorch's own f32 runs with other orders of a
/// batch differ by more, within a few times that spread.
fn follows_pytorch<A: Autoencoder>(case: &str, settings: &str, learning_rate: f64) {
    const BATCH: usize = 16;
    let golden = vae(case);
    let model = case.split(' ').next().expect("the name of a model");
    let data = match model {
        "vae-28" => "{idx: {images: x}}",
        "vae-32" => "{shapes: {side: 32}}",
        _ => "digits",
    };
    let text = format!("{{data: {data}, model: {model}, batch: {BATCH}, {settings}}}");
    let run = run(&text);
    let mut game = AutoencoderGame::new(&AnyAutoencoder::of::<A>(), &run, Seed(0));
    fill(&mut *game.encoder.network, &golden["encoder"]);
    fill(&mut *game.decoder.network, &golden["decoder"]);
    for at in 0..20 {
        let noise = hashed(BATCH * game.latent_size(), 1000 + at as u32, 1.7);
        let real = hashed(BATCH * run.data.kind().row(), 3000 + at as u32, 1.0);
        let loss = game.generator_forward(&real, FakeSource::Latents(&noise));
        let report = game.backward(Player::Generator);
        let terms = report.autoencoder.expect("it is an autoencoder");
        game.step(Player::Generator, learning_rate);
        let expected_loss = terms.reconstruction + run.vae.kl_weight * terms.kl;
        assert!((loss - expected_loss).abs() < 1e-9);
        let allowed = (6.0 * number(&golden["spread"][at])).max(1e-4);
        for (key, found) in [("reconstruction", terms.reconstruction), ("kl", terms.kl)] {
            let expected = number(&golden[key][at]);
            let off = (found - expected).abs() / expected.abs().max(0.1);
            assert!(
                off <= allowed,
                "{case} step {}: {key} is {found}, expected {expected}, allowed {allowed:.1e}",
                at + 1
            );
        }
    }
}

#[test]
fn autoencoders_follow_pytorch() {
    let sgd = "optimizer: {sgd: {momentum: 0.9}}";
    let lesson = "optimizer: rmsprop, vae: {log_variance: lesson, kl_weight: 0.25}";
    follows_pytorch::<Vae8>("vae-8 consistent", sgd, 1e-3);
    follows_pytorch::<Vae8>("vae-8 lesson", lesson, 1e-3);
    let lesson = "optimizer: rmsprop, vae: {log_variance: lesson}";
    follows_pytorch::<Vae28>("vae-28 lesson", lesson, 1e-4);
    follows_pytorch::<Vae32>("vae-32 consistent", "seed: 0", 2e-4);
}

/// A smooth autoencoder, so that differences tell: rows of 64 values, 2 latents.
struct Smooth;

impl Autoencoder for Smooth {
    type Encoder = (
        Dense<64, 5, Tanh>,
        ConcatRows<Dense<5, 2, Identity>, Dense<5, 2, Identity>, Features<4>>,
    );
    type Decoder = (Dense<2, 5, Tanh>, Dense<5, 64, Sigmoid>);
}

fn wave(count: usize, phase: f32) -> Vec<f32> {
    (0..count)
        .map(|at| (at as f32 * 0.7 + phase).sin())
        .collect()
}

/// Puts values into both networks: of the decoder, then of the encoder.
fn load(game: &mut AutoencoderGame, tensors: &[Vec<NamedTensor>; 2]) {
    load_named_tensors(&mut *game.decoder.network, &tensors[0]);
    load_named_tensors(&mut *game.encoder.network, &tensors[1]);
}

#[test]
fn both_networks_have_the_gradient_of_the_whole_loss() {
    for vae in ["{log_variance: lesson, kl_weight: 3}", "{kl_weight: 0.5}"] {
        let text = format!("{{data: digits, model: vae-8, optimizer: {{sgd: {{}}}}, vae: {vae}}}");
        let run = run(&text);
        let mut game = AutoencoderGame::new(&AnyAutoencoder::of::<Smooth>(), &run, Seed(0));
        let (real, noise) = (wave(6 * 64, 0.1), wave(6 * 2, 0.3));
        game.generator_forward(&real, FakeSource::Latents(&noise));
        game.backward(Player::Generator);
        let both = [Player::Generator, Player::Discriminator];
        let before = both.map(|player| game.named_tensors(player));
        game.step(Player::Generator, 1.0);
        let after = both.map(|player| game.named_tensors(player));
        for (side, place) in (0..2).flat_map(|side| (0..4).map(move |place| (side, place))) {
            for at in (0..before[side][place].values.len()).step_by(9) {
                let mut at_distance = |distance: f32| {
                    let mut moved = before.clone();
                    moved[side][place].values[at] += distance;
                    load(&mut game, &moved);
                    game.generator_forward(&real, FakeSource::Latents(&noise))
                };
                let expected = (at_distance(5e-3) - at_distance(-5e-3)) / 1e-2;
                let values = |tensors: &[Vec<NamedTensor>; 2]| tensors[side][place].values[at];
                let found = f64::from(values(&before) - values(&after));
                assert!(
                    (found - expected).abs() < 1e-2 * expected.abs().max(0.1),
                    "{vae}: {} {at}: {found}, expected {expected}",
                    before[side][place].name
                );
            }
        }
    }
}

#[test]
fn a_run_of_an_autoencoder_logs_its_terms_and_nothing_of_a_discriminator() {
    let run = run(
        "{data: digits, model: vae-8, optimizer: rmsprop, batch: 32, steps: 60, evaluate: {every: 30, samples: 100}}",
    );
    let data = crate::data::open(&run.data).unwrap();
    let mut rows = Vec::new();
    let mut spaces = Vec::new();
    let (end, mut game) = train(&run, &*data, None, &mut |event| {
        match event {
            Event::Step(row) => rows.push(*row),
            Event::Evaluated { latent_space, .. } => spaces.extend(latent_space),
            Event::State(_) => {}
        }
        TrainingControl::Continue
    });
    assert_eq!(end, TrainingEnd::Finished);
    for row in &rows {
        assert!(row.reconstruction_loss.unwrap() > 0.0 && row.kl_loss.unwrap() >= 0.0);
        assert!(row.d_loss.is_none() && row.g_loss.is_none() && row.fake_grad_norm.is_none());
        assert_eq!((row.d_stepped, row.g_stepped), (0, 1));
        assert!(row.g_grad_norm.unwrap() > 0.0);
    }
    let total = |row: &StepRow| row.reconstruction_loss.unwrap() + row.kl_loss.unwrap();
    assert!(total(&rows[59]) < 0.8 * total(&rows[0]), "it learns");
    assert!(!spaces[0].reconstructions.is_empty() && !spaces[0].latent_grid.is_empty());
    let samples = game.sample(&wave(8 * 8, 0.2));
    assert!(samples.iter().all(|value| (-1.0..=1.0).contains(value)));
}
