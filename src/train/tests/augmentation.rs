//! Augmentation within a game: both players see it, G learns through it, and penalties look through
//! it.

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::run;
use crate::models::{Pair, Player};
use crate::nn::{Conv2d, Dense, Flatten, Identity, Tanh, Unflatten, load_named_tensors};
use crate::rng::Seed;

/// Grey images of 8 pixels. A smooth D, so that differences tell.
struct Smooth;

impl Pair for Smooth {
    type Generator = (Dense<3, 64, Tanh>, Unflatten<64, 8, 1>);
    type Discriminator = (
        Conv2d<8, 1, 4, 4, 4, 2, 1, Tanh>,
        Flatten<4, 4, 64>,
        Dense<64, 1, Identity>,
    );
}

const BATCH: usize = 6;

fn wave(count: usize, phase: f32) -> Vec<f32> {
    (0..count)
        .map(|at| (at as f32 * 0.7 + phase).sin())
        .collect()
}

fn game(keys: &str) -> PairGame {
    let text = format!("{{data: digits, batch: {BATCH}, optimizer: {{sgd: {{}}}}, {keys}}}");
    PairGame::of::<Smooth>(&run(&text), Seed(0))
}

/// G's loss in the first step of a game.
fn generator_loss(game: &mut PairGame) -> f64 {
    game.begin_step(1, 1.0);
    game.generator_forward(&[], FakeSource::Latents(&wave(3 * BATCH, 0.3)))
}

/// D's loss in the first step of a game, with penalties.
fn discriminator_loss(game: &mut PairGame) -> f64 {
    game.begin_step(1, 1.0);
    let real = wave(64 * BATCH, 0.1);
    let latents = wave(3 * BATCH, 0.3);
    let metrics = game.discriminator_forward(&real, FakeSource::Latents(&latents));
    let penalty = game.backward(Player::Discriminator).penalty;
    metrics.loss + penalty.unwrap_or(0.0)
}

/// The gradient of a player, as one SGD step with learning rate 1 shows it, against differences of
/// its loss.
fn check(keys: &str, player: Player, loss: fn(&mut PairGame) -> f64, tolerance: f64) {
    let mut game = game(keys);
    loss(&mut game);
    if player == Player::Generator {
        game.backward(player);
    }
    let before = game.named_tensors(player);
    game.step(player, 1.0);
    let after = game.named_tensors(player);
    for place in 0..before.len() {
        for at in (0..before[place].values.len()).step_by(7) {
            let mut at_distance = |distance: f32| {
                let mut moved = before.clone();
                moved[place].values[at] += distance;
                match player {
                    Player::Generator => load_named_tensors(&mut *game.generator.network, &moved),
                    Player::Discriminator => {
                        load_named_tensors(&mut *game.discriminator.network, &moved);
                    }
                }
                loss(&mut game)
            };
            let expected = (at_distance(5e-3) - at_distance(-5e-3)) / 1e-2;
            let found = f64::from(before[place].values[at] - after[place].values[at]);
            assert!(
                (found - expected).abs() < tolerance * expected.abs().max(0.1),
                "{keys}: {} {at}: {found}, expected {expected}",
                before[place].name
            );
        }
    }
}

#[test]
fn the_generator_learns_through_every_augmentation() {
    for augment in [
        "{flip: {probability: 0.5}}",
        "{diff_augment: {flip: 0.5}}",
        "{ada_pipeline: {probability: 1}}",
    ] {
        let keys = format!("augment: {augment}");
        check(&keys, Player::Generator, generator_loss, 2e-2);
    }
}

#[test]
fn penalties_look_at_the_discriminator_through_the_augmentation() {
    for penalty in [
        "r1",
        "r2",
        "{wgan_gp: {target: 0}}",
        "{dragan: {target: 0}}",
    ] {
        let keys =
            format!("augment: {{ada_pipeline: {{probability: 1}}}}, regularize: [{penalty}]");
        check(&keys, Player::Discriminator, discriminator_loss, 2e-2);
    }
}

/// What D sees of the same images has other slopes once they are cut and recoloured.
#[test]
fn augmentation_changes_the_slope_of_the_discriminator() {
    let penalty = |keys: &str| {
        let mut game = game(keys);
        game.begin_step(1, 1.0);
        let latents = wave(3 * BATCH, 0.3);
        game.discriminator_forward(&wave(64 * BATCH, 0.1), FakeSource::Latents(&latents));
        game.backward(Player::Discriminator).penalty.expect("r1")
    };
    let plain = penalty("regularize: [r1]");
    let augmented = penalty("augment: diff_augment, regularize: [r1]");
    assert!(
        (plain - augmented).abs() > 1e-2 * plain,
        "{plain} {augmented}"
    );
}

#[test]
fn both_players_see_augmented_images_and_no_two_batches_alike() {
    let mut plain = game("seed: 0");
    let mut augmented = game("augment: {ada_pipeline: {probability: 1}}");
    assert_ne!(generator_loss(&mut plain), generator_loss(&mut augmented));
    let losses = |game: &mut PairGame| {
        game.begin_step(1, 1.0);
        let latents = wave(3 * BATCH, 0.3);
        let once = game.generator_forward(&[], FakeSource::Latents(&latents));
        let twice = game.generator_forward(&[], FakeSource::Latents(&latents));
        (once, twice)
    };
    let (once, twice) = losses(&mut augmented);
    assert_ne!(once, twice, "two batches of one step");
    assert_eq!((once, twice), losses(&mut augmented), "the same step again");
    let (once, twice) = losses(&mut plain);
    assert_eq!(once, twice);
    // With a strength of 0 nothing is changed.
    augmented.begin_step(1, 0.0);
    let latents = wave(3 * BATCH, 0.3);
    let silent = augmented.generator_forward(&[], FakeSource::Latents(&latents));
    assert_eq!(silent, once);
}
