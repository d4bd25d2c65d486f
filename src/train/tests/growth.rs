//! Games that change in the course of a run: interrupted anywhere, they go on as if they had not been.

use super::super::build_game;
use super::super::game::FakeSource;
use super::super::step_runner::StepRunner;
use super::super::training::is_snapshot;
use super::{StepRow, run};
use crate::models::Player;
use crate::nn::NamedTensor;
use crate::state_dict::StateDict;

/// Step 1 trains at 4 pixels, 2 and 3 fade to 8, and 4 holds them.
const GROWING: &str = "{data: {shapes: {side: 32}}, model: pggan-32, loss: wasserstein, batch: 2, \
                   grow: {from: 4, fade: 2, hold: 1}}";
/// Steps 1 and 3 are followed by steps of penalties, and every step by another probability.
const LAZY: &str = "{data: {shapes: {side: 32}}, model: stylegan2-32, batch: 2, steps: 4, \
                    optimizer: {adam: {beta2_end: 0.9}}, augment: {ada_pipeline: {ramp_up: 1}}, \
                    regularize: [{r1: {every: 2, own_step: true}}, {path_length: {every: 2}}]}";
const LAST: u64 = 4;

/// What a game is compared by: both networks, and a sample.
type Outcome = (Vec<NamedTensor>, Vec<NamedTensor>, Vec<f32>);

/// Plays to the last step. After step `stop` another game takes over, from the state alone.
fn outcome(text: &str, stop: Option<u64>) -> Outcome {
    let run = run(text);
    let mut game = build_game(&run);
    let wave = |count: usize, step: u64| -> Vec<f32> {
        (0..count)
            .map(|at| (at as f32 * 0.37 + step as f32).sin())
            .collect()
    };
    for step in 1..=LAST {
        let latents = wave(2 * game.latent_size(), step);
        let real = wave(2 * run.data.kind().row(), step);
        game.begin_step(step, 1.0);
        game.discriminator_forward(&real, FakeSource::Latents(&latents));
        game.backward(Player::Discriminator);
        game.step(Player::Discriminator, 1e-3);
        game.generator_forward(&real, FakeSource::Latents(&latents));
        game.backward(Player::Generator);
        game.step(Player::Generator, 1e-3);
        if stop == Some(step) {
            let state = StateDict::save(|state| game.visit_state(state));
            game = build_game(&run);
            StateDict::load(state, |state| game.visit_state(state)).unwrap();
            game.resume_after(step);
        }
    }
    let latents = wave(game.latent_size(), 0);
    (
        game.named_tensors(Player::Generator),
        game.named_tensors(Player::Discriminator),
        game.sample(&latents),
    )
}

#[test]
fn between_levels_within_fades_and_at_the_end_a_game_resumes_to_the_same_bits() {
    let whole = outcome(GROWING, None);
    for stop in [1, 2, LAST] {
        assert!(
            outcome(GROWING, Some(stop)) == whole,
            "stopped after step {stop}"
        );
    }
}

#[test]
fn lazy_penalties_and_rising_probabilities_resume_to_the_same_bits() {
    let whole = outcome(LAZY, None);
    for stop in [1, 3] {
        assert!(
            outcome(LAZY, Some(stop)) == whole,
            "stopped after step {stop}"
        );
    }
}

/// The first steps of a run that trains two at 4 pixels, then fades in 8.
fn first_steps(keys: &str, steps: u64) -> Vec<StepRow> {
    let run = run(&format!(
        "{{data: {{shapes: {{side: 32}}}}, model: pggan-32, loss: wasserstein, {keys}}}"
    ));
    let data = crate::data::open(&run.data).unwrap();
    let mut runner = StepRunner::new(&run, &*data, build_game(&run));
    (1..=steps).map(|step| runner.step(step)).collect()
}

#[test]
fn batches_and_rates_follow_the_stages() {
    let keys = "batch: 2, grow: {from: 4, fade: 2, hold: 2, batches: [4, 2], lr_factors: [1, 0.5]}";
    let rows = first_steps(keys, 3);
    let large = first_steps("batch: 4, grow: {from: 4, fade: 2, hold: 2}", 3);
    assert_eq!(rows[..2], large[..2], "the first stage has batches of 4");
    assert_ne!(rows[2].d_loss, large[2].d_loss);
    let rates: Vec<f64> = rows.iter().map(|row| row.lr_d).collect();
    assert_eq!(rates, [1e-3, 1e-3, 5e-4]);
}

#[test]
fn a_snapshot_is_kept_at_the_end_of_each_stage() {
    let kept = |grow: &str| {
        let run = run(&format!(
            "{{data: {{shapes: {{side: 32}}}}, steps: 100, evaluate: {{every: 5, snapshots: 2}}, {grow}}}"
        ));
        let steps = (0..=100).step_by(5);
        steps
            .filter(|step| is_snapshot(&run, *step))
            .collect::<Vec<u64>>()
    };
    assert_eq!(kept("model: r3gan-32"), [50, 100]);
    // Stages end after steps 12, 32, 52 and 100.
    assert_eq!(
        kept("model: pggan-32, grow: {from: 4, fade: 8, hold: 12}"),
        [10, 30, 50, 100]
    );
}
