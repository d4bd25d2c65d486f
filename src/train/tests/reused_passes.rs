//! Passes that serve twice: as two passes, for less work.

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::run;
use crate::config::Run;
use crate::models::{AnyPair, Dcgan8, Fc8, Player};
use crate::nn::multiply_adds;
use crate::rng::Seed;
use crate::state_dict::{Numbers, StateDict, StateTensor};

const BATCH: usize = 8;
const STEPS: u64 = 3;

fn wave(count: usize, phase: f32) -> Vec<f32> {
    (0..count)
        .map(|at| (at as f32 * 0.7 + phase).sin())
        .collect()
}

/// A game in which passes serve twice, or none.
fn begun(pair: &AnyPair, run: &Run, reuses: bool) -> PairGame {
    let mut game = PairGame::new(pair, run, Seed(5));
    if !reuses {
        game.compute_all_passes();
    }
    game
}

/// The state after some steps in which both gradients are taken at the same point, and the
/// multiply-adds of these steps.
fn trained(pair: &AnyPair, keys: &str, reuses: bool) -> (Vec<StateTensor>, u64) {
    let text = format!("{{data: digits, batch: {BATCH}, balance: simultaneous, {keys}}}");
    let run = run(&text);
    let mut game = begun(pair, &run, reuses);
    let real = wave(64 * BATCH, 0.1);
    let before = multiply_adds();
    for step in 1..=STEPS {
        game.begin_step(step, 1.0);
        let latents = wave(64 * BATCH, 0.2 * step as f32);
        let fakes = || match run.fakes.are_shared() {
            true => FakeSource::Shared,
            false => FakeSource::Latents(&latents),
        };
        if run.fakes.are_shared() {
            game.generate_shared_fakes(&latents);
        }
        game.discriminator_forward(&real, fakes());
        game.backward(Player::Discriminator);
        game.generator_forward(&real, fakes());
        game.backward(Player::Generator);
        game.step(Player::Discriminator, 1e-3);
        game.step(Player::Generator, 1e-3);
    }
    let computed = multiply_adds() - before;
    (StateDict::save(|state| game.visit_state(state)), computed)
}

#[test]
fn one_pass_for_two_uses_gives_the_same_bits_for_less_work() {
    for pair in [AnyPair::of::<Fc8>(), AnyPair::of::<Dcgan8>()] {
        for keys in [
            "regularize: [r1]",
            "regularize: [r1, r2]",
            "regularize: [wgan_gp, r1], packing: 2",
            "fakes: shared",
            "fakes: shared, regularize: [r1, r2]",
            "loss: ra_gan",
            "loss: ra_gan, fakes: shared, regularize: [r1]",
        ] {
            let (state, computed) = trained(&pair, keys, true);
            let (expected, before) = trained(&pair, keys, false);
            assert_eq!(state, expected, "{keys}");
            assert!(computed < before, "{keys}: {computed} and {before}");
        }
    }
}

#[test]
fn nothing_is_reused_where_d_sees_noise() {
    let pair = AnyPair::of::<Fc8>();
    let keys = "fakes: shared, regularize: [r1, instance_noise]";
    assert_eq!(trained(&pair, keys, true), trained(&pair, keys, false));
}

/// The state after some steps of G first and D on the same fakes, and the multiply-adds; where `rests`,
/// G is not updated.
fn trained_in_turn(
    pair: &AnyPair,
    keys: &str,
    reuses: bool,
    rests: bool,
) -> (Vec<StateTensor>, u64) {
    let text = format!(
        "{{data: digits, batch: {BATCH}, order: generator_first, fakes: shared, optimizer: sgd, {keys}}}"
    );
    let mut game = begun(pair, &run(&text), reuses);
    let real = wave(64 * BATCH, 0.1);
    let before = multiply_adds();
    for step in 1..=STEPS {
        game.begin_step(step, 1.0);
        game.generate_shared_fakes(&wave(64 * BATCH, 0.2 * step as f32));
        game.generator_forward(&real, FakeSource::Shared);
        if !rests {
            game.backward(Player::Generator);
            game.step(Player::Generator, 0.1);
        }
        game.discriminator_forward(&real, FakeSource::Shared);
        game.backward(Player::Discriminator);
        game.step(Player::Discriminator, 0.1);
    }
    let computed = multiply_adds() - before;
    (StateDict::save(|state| game.visit_state(state)), computed)
}

/// The values of a tensor that are no counts.
fn values(tensor: &StateTensor) -> Vec<f64> {
    match &tensor.numbers {
        Numbers::F32(values) => values.iter().copied().map(f64::from).collect(),
        Numbers::F64(values) => values.clone(),
        Numbers::U64(_) => Vec::new(),
    }
}

/// Checks that values are within 1e-5 of those expected, relative to the largest.
fn check_near(found: &StateTensor, expected: &StateTensor, keys: &str) {
    let largest = values(expected)
        .iter()
        .fold(0f64, |most, value| most.max(value.abs()));
    for (found_value, expected) in values(found).iter().zip(values(expected)) {
        assert!(
            (found_value - expected).abs() <= 1e-5 * largest,
            "{keys}: {}: {found_value} instead of {expected}",
            found.name
        );
    }
}

#[test]
fn one_backward_pass_for_both_players_is_as_two() {
    let (dense, normalised) = (AnyPair::of::<Fc8>(), AnyPair::of::<Dcgan8>());
    for keys in [
        "loss: non_saturating",
        "loss: hinge",
        "loss: ra_gan",
        "packing: 2",
        "select: {top_k: {decay: 0.5, every: 1}}",
        "regularize: [r1, r2]",
        "regularize: [lecam, spectral_norm]",
    ] {
        let (state, computed) = trained_in_turn(&dense, keys, true, false);
        let (expected, before) = trained_in_turn(&dense, keys, false, false);
        assert!(computed < before, "{keys}: {computed} and {before}");
        for (found, expected) in state.iter().zip(&expected) {
            check_near(found, expected, keys);
        }
        let (state, _) = trained_in_turn(&dense, keys, true, true);
        assert_eq!(
            state,
            trained_in_turn(&dense, keys, false, true).0,
            "{keys}"
        );
        let (state, _) = trained_in_turn(&normalised, keys, true, false);
        let expected = trained_in_turn(&normalised, keys, false, false).0;
        assert_eq!(
            state, expected,
            "{keys}: the same bits with batch normalisation"
        );
    }
}
