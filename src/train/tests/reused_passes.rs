//! A forward pass that serves twice: the same bits as two passes, for less work.

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::run;
use crate::models::{AnyPair, Dcgan8, Fc8, Player};
use crate::nn::multiply_adds;
use crate::rng::Seed;
use crate::state_dict::{StateDict, StateTensor};

const BATCH: usize = 8;
const STEPS: u64 = 3;

fn wave(count: usize, phase: f32) -> Vec<f32> {
    (0..count)
        .map(|at| (at as f32 * 0.7 + phase).sin())
        .collect()
}

/// The state after some steps in which both gradients are taken at the same point, and the
/// multiply-adds of these steps.
fn trained(pair: &AnyPair, keys: &str, reuses: bool) -> (Vec<StateTensor>, u64) {
    let text = format!("{{data: digits, batch: {BATCH}, balance: simultaneous, {keys}}}");
    let run = run(&text);
    let mut game = PairGame::new(pair, &run, Seed(5));
    if !reuses {
        game.compute_all_passes();
    }
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
