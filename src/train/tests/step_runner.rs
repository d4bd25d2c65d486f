//! Whole steps of the loop with each kind of move against PyTorch (`tests/golden/make_moves.py`).

use crate::strategies::DiscriminatorMetrics;
use std::collections::VecDeque;

use serde_json::Value;

use super::super::game::{BackwardReport, FakeSource, Game};
use super::super::pair_game::PairGame;
use super::super::step_runner::StepRunner;
use super::run;
use crate::golden::{assert_close, filled, moves, numbers, transpose};
use crate::models::{Pair, Player};
use crate::nn::{Dense, Identity, LeakyRelu, Module, NamedTensor, load_named_tensors};
use crate::rng::Seed;
use crate::state_dict::{Numbers, StateDict};

struct Small;

impl Pair for Small {
    type Generator = (Dense<3, 8, LeakyRelu>, Dense<8, 2, Identity>);
    type Discriminator = (Dense<2, 8, LeakyRelu>, Dense<8, 1, Identity>);
}

/// A game that is shown the script's batches, in the order in which it is asked to judge.
struct Scripted {
    game: PairGame,
    script: VecDeque<(Vec<f32>, Vec<f32>)>,
}

impl Scripted {
    fn next(&mut self) -> (Vec<f32>, Vec<f32>) {
        self.script
            .pop_front()
            .expect("the script has a batch for each metrics")
    }
}

impl Game for Scripted {
    fn take_own_penalty(&mut self) -> Option<f64> {
        self.game.take_own_penalty()
    }

    fn resume_after(&mut self, _: u64) {}

    fn latent_size(&self) -> usize {
        3
    }
    fn begin_step(&mut self, step: u64, strength: f64) {
        self.game.begin_step(step, strength);
    }
    fn set_look_ahead(&mut self, ahead: bool) {
        self.game.set_look_ahead(ahead);
    }
    fn generate_shared_fakes(&mut self, latents: &[f32]) {
        self.game.generate_shared_fakes(latents);
    }
    fn discriminator_forward(&mut self, _: &[f32], _: FakeSource) -> DiscriminatorMetrics {
        let (real, latents) = self.next();
        self.game
            .discriminator_forward(&real, FakeSource::Latents(&latents))
    }
    fn generator_forward(&mut self, _: &[f32], _: FakeSource) -> f64 {
        let (real, latents) = self.next();
        self.game
            .generator_forward(&real, FakeSource::Latents(&latents))
    }
    fn backward(&mut self, player: Player) -> BackwardReport {
        self.game.backward(player)
    }
    fn step(&mut self, player: Player, rate: f64) -> f64 {
        self.game.step(player, rate)
    }
    fn sample_mixed(&mut self, latents: &[f32], layers: usize) -> Vec<f32> {
        self.game.sample_mixed(latents, layers)
    }
    fn save_player(&mut self, player: Player) {
        self.game.save_player(player);
    }
    fn restore_player(&mut self, player: Player) {
        self.game.restore_player(player);
    }
    fn restore_parameters(&mut self, player: Player) {
        self.game.restore_parameters(player);
    }
    fn sample(&mut self, latents: &[f32]) -> Vec<f32> {
        self.game.sample(latents)
    }
    fn generator_modules(&mut self) -> Vec<Module> {
        self.game.generator_modules()
    }
    fn named_tensors(&mut self, player: Player) -> Vec<NamedTensor> {
        self.game.named_tensors(player)
    }
    fn visit_state(&mut self, state: &mut StateDict) {
        self.game.visit_state(state);
    }
}

const NAMES: [&str; 4] = ["w0", "b0", "w1", "b1"];

/// PyTorch's parameters as ours: dense weights transpose, `hidden` and then `out` rows.
fn ours(golden: &Value, out: usize, read: fn(&Value) -> Vec<f32>) -> Vec<Vec<f32>> {
    let all = NAMES.iter().zip([8, 1, out, 1]);
    all.map(|(name, rows)| transpose(&read(&golden[*name]), rows))
        .collect()
}

fn tensors(values: Vec<Vec<f32>>) -> Vec<NamedTensor> {
    values
        .into_iter()
        .map(|values| NamedTensor {
            name: String::new(),
            shape: vec![],
            values,
        })
        .collect()
}

/// Plays three steps of a variant with the loop itself; `kinds` are the batches of a step in order
/// of metrics.
fn check(variant: &str, keys: &str, kinds: &[[&str; 2]]) {
    let golden = moves();
    let run = run(&format!(
        "{{batch: 6, steps: 3, lr_g: 0.01, lr_d: 0.01, {keys}}}"
    ));
    let mut game = PairGame::of::<Small>(&run, Seed(0));
    load_named_tensors(
        &mut *game.generator.network,
        &tensors(ours(&golden["g"], 2, filled)),
    );
    load_named_tensors(
        &mut *game.discriminator.network,
        &tensors(ours(&golden["d"], 1, filled)),
    );
    game.average_from_here();
    let batch = |kind: &str, step: usize| filled(&golden["batches"][kind][step]);
    let script = (0..3)
        .flat_map(|step| {
            kinds
                .iter()
                .map(move |[real, z]| (batch(real, step), batch(z, step)))
        })
        .collect();
    let data = crate::data::open(&run.data).unwrap();
    let mut steps = StepRunner::new(&run, &*data, Box::new(Scripted { game, script }));

    let golden = &golden["variants"][variant];
    // The row of an extragradient step tells of the point that it looked ahead to.
    let after = if variant == "extragradient" { "_b" } else { "" };
    for step in 0..3 {
        let row = steps.step(step as u64 + 1);
        let close = |found: Option<f64>, name: &str| {
            let expected = golden[name][step].as_f64().expect("a number");
            let off = (found.expect("a value") - expected).abs();
            assert!(
                off < 2e-5 * expected.abs().max(1.0),
                "{variant} step {step} {name}: {found:?}, expected {expected}"
            );
        };
        close(row.d_loss, &format!("d_loss{after}"));
        close(row.g_loss, &format!("g_loss{after}"));
        if golden.get("penalty").is_some() {
            close(row.penalty, "penalty");
        }
    }
    let free = golden["free"].to_string();
    for (player, name, out) in [(Player::Generator, "g", 2), (Player::Discriminator, "d", 1)] {
        let found = steps.game.named_tensors(player);
        for ((found, expected), parameter) in found
            .iter()
            .zip(ours(&golden[name], out, numbers))
            .zip(NAMES)
        {
            if !free.contains(&format!("{name}.{parameter}")) {
                assert_close(&found.values, &expected, 2e-5);
            }
        }
    }
    if golden.get("average").is_some() {
        let all = StateDict::save(|state| steps.game.visit_state(state)).into_iter();
        let average = all.filter(|kept| kept.name.starts_with("generator_average."));
        let floats = |numbers| {
            if let Numbers::F32(values) = numbers {
                Some(values)
            } else {
                None
            }
        };
        let found: Vec<Vec<f32>> = average.filter_map(|kept| floats(kept.numbers)).collect();
        assert_eq!(found.len(), 4);
        for (found, expected) in found.iter().zip(ours(&golden["average"], 2, numbers)) {
            assert_close(found, &expected, 2e-5);
        }
    }
}

const PLAIN: [[&str; 2]; 2] = [["real", "z_d"], ["real", "z_g"]];

#[test]
fn losses_in_the_loop_agree_with_pytorch() {
    check("hinge", "loss: hinge", &PLAIN);
    check("ra_gan", "loss: ra_gan", &PLAIN);
    check(
        "label_smoothing",
        "loss: least_squares, regularize: [{label_smoothing: {real: 0.9}}]",
        &PLAIN,
    );
}

#[test]
fn bounds_and_penalties_in_the_loop_agree_with_pytorch() {
    check(
        "weight_clip",
        "loss: wasserstein, regularize: [{weight_clip: {bound: 0.05}}]",
        &PLAIN,
    );
    check("r1", "regularize: [{r1: {gamma: 1}}]", &PLAIN);
}

#[test]
fn other_orders_of_updates_agree_with_pytorch() {
    check("simultaneous", "balance: simultaneous", &PLAIN);
    let ahead = [
        ["real", "z_d"],
        ["real_ahead0", "z_ahead0"],
        ["real_ahead1", "z_ahead1"],
        ["real", "z_g"],
    ];
    check("unroll", "unroll: 2", &ahead);
    let twice = [
        ["real", "z_d"],
        ["real", "z_g"],
        ["real_b", "z_d_b"],
        ["real_b", "z_g_b"],
    ];
    check(
        "extragradient",
        "balance: simultaneous, optimizer: extragradient",
        &twice,
    );
}

#[test]
fn optimism_and_averages_agree_with_pytorch() {
    check("optimistic_adam", "optimizer: optimistic_adam", &PLAIN);
    check("ema", "average: {ema: {beta: 0.9}}", &PLAIN);
}
