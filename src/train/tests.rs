//! The game against PyTorch, and the freezing of the player that is not updated.

mod augmentation;
mod autoencoder;
mod conditional;
mod dirac;
mod growth;
mod high_resolution;
mod length;
mod look_ahead;
mod patched;
mod path_length;
mod penalties;
mod reused_passes;
mod step_runner;
mod trajectories;
mod unrolled;

use crate::strategies::DiscriminatorMetrics;
use serde_json::Value;

use super::game::{FakeSource, Game};
use super::pair_game::PairGame;
use super::*;
use crate::config::{self, Run};
use crate::golden::{assert_close, block, numbers, transposed};
use crate::metrics::Metric;
use crate::models::Pair;
use crate::nn::{Dense, Identity, LeakyRelu, NamedTensor, load_named_tensors};
use crate::rng::Seed;

/// One update of D: the metrics of its forward pass, and the norm of its gradient.
fn update_discriminator(
    game: &mut dyn Game,
    real: &[f32],
    latents: FakeSource,
    rate: f64,
) -> (DiscriminatorMetrics, f64) {
    let metrics = game.discriminator_forward(real, latents);
    assert_eq!(
        game.backward(Player::Discriminator).penalty,
        None,
        "no penalty was asked for"
    );
    (metrics, game.step(Player::Discriminator, rate))
}

/// One update of G: its loss, and the norm of its gradient.
fn update_generator(game: &mut dyn Game, latents: FakeSource, rate: f64) -> (f64, f64) {
    let loss = game.generator_forward(&[], latents);
    game.backward(Player::Generator);
    (loss, game.step(Player::Generator, rate))
}

struct Tiny;

impl Pair for Tiny {
    type Generator = (Dense<3, 4, LeakyRelu>, Dense<4, 2, Identity>);
    type Discriminator = (Dense<2, 4, LeakyRelu>, Dense<4, 1, Identity>);
}

fn run(text: &str) -> Run {
    let study = format!("study: t\nquestion: what?\nrun: {text}\n");
    config::parse("test", &study, &[])
        .unwrap_or_else(|error| panic!("{error}"))
        .runs[0]
        .run
        .clone()
}

/// Parameters of a golden network in the order of its layers.
fn parameters(golden: &Value) -> [Vec<f32>; 4] {
    [
        transposed(&golden["w0"]),
        numbers(&golden["b0"]),
        transposed(&golden["w1"]),
        numbers(&golden["b1"]),
    ]
}

fn tensors(values: [Vec<f32>; 4]) -> Vec<NamedTensor> {
    values
        .into_iter()
        .map(|values| NamedTensor {
            name: String::new(),
            shape: vec![],
            values,
        })
        .collect()
}

fn assert_parameters(game: &mut dyn Game, player: Player, golden: &Value) {
    for (found, expected) in game.named_tensors(player).iter().zip(parameters(golden)) {
        assert_close(&found.values, &expected, 5e-6);
    }
}

#[test]
fn three_steps_agree_with_pytorch() {
    let golden = block("mlp_step");
    let mut game = PairGame::of::<Tiny>(&run("{}"), Seed(0));
    load_named_tensors(
        &mut *game.generator.network,
        &tensors(parameters(&golden["g_initial"])),
    );
    load_named_tensors(
        &mut *game.discriminator.network,
        &tensors(parameters(&golden["d_initial"])),
    );
    let rate = golden["lr"].as_f64().unwrap();
    for step in golden["steps"].as_array().unwrap() {
        let close =
            |found: f64, name: &str| assert_close(&[found as f32], &numbers(&step[name]), 1e-5);
        let latents = numbers(&step["z_d"]);
        let (d, d_norm) = update_discriminator(
            &mut game,
            &numbers(&step["real"]),
            FakeSource::Latents(&latents),
            rate,
        );
        let (g, g_norm) =
            update_generator(&mut game, FakeSource::Latents(&numbers(&step["z_g"])), rate);
        close(d.loss, "d_loss");
        close(g, "g_loss");
        close(d_norm, "d_grad_norm");
        close(g_norm, "g_grad_norm");
        assert_parameters(&mut game, Player::Discriminator, &step["d"]);
        assert_parameters(&mut game, Player::Generator, &step["g"]);
    }
}

/// A game, a batch of zeros with ones in between, and latents for it.
fn game_and_batch(text: &str) -> (Box<dyn Game>, Vec<f32>, Vec<f32>) {
    let run = run(text);
    let game = build_game(&run);
    let row = run.data.kind().row();
    let real = (0..8 * row).map(|i| (i as f32 * 0.37).sin()).collect();
    let latents = (0..8 * game.latent_size())
        .map(|i| (i as f32 * 0.91).cos())
        .collect();
    (game, real, latents)
}

#[test]
fn each_update_changes_its_player_and_nothing_else() {
    for text in ["{data: ring}", "{data: digits}"] {
        let (mut game, real, latents) = game_and_batch(text);
        let (g, d) = (
            game.named_tensors(Player::Generator),
            game.named_tensors(Player::Discriminator),
        );
        update_discriminator(&mut *game, &real, FakeSource::Latents(&latents), 1e-3);
        assert_eq!(
            game.named_tensors(Player::Generator),
            g,
            "G does not change in D's update: {text}"
        );
        let d_moved = game.named_tensors(Player::Discriminator);
        assert_ne!(d_moved, d);
        update_generator(&mut *game, FakeSource::Latents(&latents), 1e-3);
        assert_eq!(
            game.named_tensors(Player::Discriminator),
            d_moved,
            "D does not change in G's update: {text}"
        );
        assert_ne!(game.named_tensors(Player::Generator), g);
        let g_moved = game.named_tensors(Player::Generator);
        game.sample(&latents);
        assert_eq!(
            game.named_tensors(Player::Generator),
            g_moved,
            "samples change nothing"
        );
    }
}

#[test]
fn a_forward_pass_of_the_discriminator_changes_nothing() {
    let (mut game, real, latents) = game_and_batch("{}");
    let before = game.named_tensors(Player::Discriminator);
    assert!(
        game.discriminator_forward(&real, FakeSource::Latents(&latents))
            .loss
            > 0.0
    );
    assert_eq!(game.named_tensors(Player::Discriminator), before);
}

#[test]
fn shared_fakes_serve_both_players_in_either_order() {
    let ((mut first, real, latents), (mut second, ..)) =
        (game_and_batch("{}"), game_and_batch("{}"));
    first.generate_shared_fakes(&latents);
    let d_first = update_discriminator(&mut *first, &real, FakeSource::Shared, 1e-3);
    let g_second = update_generator(&mut *first, FakeSource::Shared, 1e-3);
    second.generate_shared_fakes(&latents);
    let g_first = update_generator(&mut *second, FakeSource::Shared, 1e-3);
    let d_second = update_discriminator(&mut *second, &real, FakeSource::Shared, 1e-3);
    assert_eq!(
        d_first.0, d_second.0,
        "the fakes were drawn before either moved"
    );
    assert_ne!(
        g_first.0, g_second.0,
        "G learns against the D of this step only when D is updated first"
    );
    assert!(g_second.1 > 0.0);
}

#[test]
fn a_ratio_takes_so_many_updates_and_a_listener_can_interrupt() {
    let run = run(
        "{steps: 5, batch: 4, balance: {ratio: {d: 3, g: 2}}, evaluate: {every: 2, samples: 10, snapshots: 2}}",
    );
    let data = crate::data::open(&run.data).unwrap();
    let (mut steps, mut evaluated, mut snapshots) = (Vec::new(), Vec::new(), Vec::new());
    let (outcome, _) = train(&run, &*data, None, &mut |event| {
        match event {
            Event::Step(row) => steps.push((row.d_stepped, row.g_stepped)),
            Event::Evaluated {
                row,
                is_snapshot,
                samples,
                ..
            } => {
                assert_eq!(samples.len(), 20);
                evaluated.push(row.step);
                snapshots.extend(is_snapshot.then_some(row.step));
            }
            Event::State(_) => panic!("the listener has not asked for it"),
        }
        TrainingControl::Continue
    });
    assert_eq!(outcome, TrainingEnd::Finished);
    assert_eq!(steps, [(3, 2); 5]);
    assert_eq!(evaluated, [0, 2, 4, 5], "the last step is always judged");
    assert_eq!(snapshots, [4, 5]);
    let (outcome, _) = train(&run, &*data, None, &mut |event| match event {
        Event::Step(row) if row.step == 3 => TrainingControl::Interrupt,
        _ => TrainingControl::Continue,
    });
    assert_eq!(outcome, TrainingEnd::Interrupted { step: 3 });
}

#[test]
fn what_has_changed_since_the_last_evaluation_survives_a_resume() {
    let run = run("{steps: 8, batch: 4, evaluate: {every: 2, samples: 10}}");
    let data = crate::data::open(&run.data).unwrap();
    let (mut whole, mut resumed, mut kept) = (Vec::new(), Vec::new(), None);
    let change = |row: &EvalRow| {
        (
            row.step,
            row.measured.get(Metric::FrameChange).map(f64::to_bits),
        )
    };
    train(&run, &*data, None, &mut |event| {
        if let Event::Evaluated { row, .. } = event {
            whole.push(change(row));
        }
        TrainingControl::Continue
    });
    assert!(whole[0].1.is_none() && whole[1..].iter().all(|(_, change)| change.is_some()));
    train(&run, &*data, None, &mut |event| match event {
        Event::Step(row) if row.step == 3 => TrainingControl::Interrupt,
        Event::State(state) => {
            kept = Some(state);
            TrainingControl::Continue
        }
        _ => TrainingControl::Continue,
    });
    let outcome = resume(
        &run,
        &*data,
        None,
        kept.expect("it was stopped"),
        &mut |event| {
            if let Event::Evaluated { row, .. } = event {
                resumed.push(change(row));
            }
            TrainingControl::Continue
        },
    );
    assert_eq!(outcome.unwrap().0, TrainingEnd::Finished);
    assert_eq!(resumed, whole[2..]);
}

/// A ring whose batch of one step holds a NaN.
struct Broken(std::sync::Arc<dyn crate::data::DataSet>);

impl crate::data::DataSet for Broken {
    fn kind(&self) -> crate::data::Kind {
        self.0.kind()
    }
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        self.0.batch(seed, step, part, out);
        if step == 7 {
            out[0] = f32::NAN;
        }
    }
    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        self.0.reference(seed, rows)
    }
}

#[test]
fn a_value_that_is_not_finite_ends_the_run_with_its_row() {
    let run = run("{steps: 20, batch: 8, evaluate: {every: 5, samples: 10}}");
    let data = Broken(crate::data::open(&run.data).unwrap());
    let mut rows = Vec::new();
    let (outcome, _) = train(&run, &data, None, &mut |event| {
        if let Event::Step(row) = event {
            rows.push(*row);
        }
        TrainingControl::Continue
    });
    assert_eq!(
        outcome,
        TrainingEnd::Diverged {
            step: 7,
            value: "d_loss"
        }
    );
    assert_eq!(
        rows.len(),
        7,
        "the step that shows it is recorded, and none after it"
    );
    assert!(rows[6].d_loss.unwrap().is_nan() && rows[5].d_loss.unwrap().is_finite());
}
