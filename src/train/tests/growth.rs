//! A game whose networks grow: interrupted anywhere, it goes on as if it had not been.

use super::super::game::FakeSource;
use super::super::typed_game::build_game;
use super::run;
use crate::models::Player;
use crate::nn::NamedTensor;
use crate::state_dict::StateDict;

/// Step 1 trains at 4 pixels, 2 and 3 fade to 8, and 4 holds them.
const RUN: &str = "{data: {shapes: {side: 32}}, model: pggan-32, loss: wasserstein, batch: 2, \
                   grow: {from: 4, fade: 2, hold: 1}}";
const LAST: u64 = 4;

/// What a game is compared by: both networks, and a sample.
type Outcome = (Vec<NamedTensor>, Vec<NamedTensor>, Vec<f32>);

/// Plays to the last step. After step `stop` another game takes over, from the state alone.
fn outcome(stop: Option<u64>) -> Outcome {
    let run = run(RUN);
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
    let whole = outcome(None);
    for stop in [1, 2, LAST] {
        assert!(outcome(Some(stop)) == whole, "stopped after step {stop}");
    }
}
