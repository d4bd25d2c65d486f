//! What each strategy costs: a step of D and a whole training step, beside the same without it.

use std::time::Instant;

use seesaw::rng::{Seed, Stream};
use seesaw::train::{FakeSource, Game, Player, build_game};

use super::timing::median;
use super::tracking::{bare, planned};

const ROUNDS: usize = 5;

/// Balance rules with parameters that never skip a turn or add one, so that only the rule itself is
/// measured.
pub const RULES: [(&str, &str); 12] = [
    ("alternate", "balance: alternate"),
    ("simultaneous", "balance: simultaneous"),
    ("ratio 1:1", "balance: {ratio: {d: 1, g: 1}}"),
    (
        "skip_d_on_loss",
        "balance: {skip_d_on_loss: {below: 1e-9, ema: 0.9}}",
    ),
    (
        "skip_d_on_accuracy",
        "balance: {skip_d_on_accuracy: {above: 0.9999, ema: 0.99}}",
    ),
    (
        "skip_d_on_g_loss",
        "balance: {skip_d_on_g_loss: {above: 1000}}",
    ),
    (
        "threshold_loops, most 1",
        "balance: {threshold_loops: {d_above: 1e-9, g_above: 1e-9, most: 1}}",
    ),
    ("margin, D only", "balance: {margin: {imbalance: 1.0}}"),
    (
        "adaptive_backprop",
        "balance: {adaptive_backprop: {target: 0.9999}}",
    ),
    ("proportional", "balance: proportional"),
    ("gap_aware", "balance: gap_aware"),
    ("lr_drop_on", "balance: lr_drop_on"),
];

/// Everything else that changes a step.
const TRICKS: [(&str, &str); 23] = [
    ("weight_clip", "regularize: [weight_clip]"),
    ("spectral_norm", "regularize: [spectral_norm]"),
    ("wgan_gp", "regularize: [wgan_gp]"),
    ("r1", "regularize: [r1]"),
    ("r2", "regularize: [r2]"),
    ("dragan", "regularize: [dragan]"),
    ("r1 every 16", "regularize: [{r1: {every: 16}}]"),
    ("lecam", "regularize: [lecam]"),
    ("instance_noise", "regularize: [instance_noise]"),
    ("label_smoothing", "regularize: [label_smoothing]"),
    ("soft_labels", "regularize: [soft_labels]"),
    ("label_flip", "regularize: [label_flip]"),
    ("minibatch_stddev", "regularize: [minibatch_stddev]"),
    (
        "minibatch_discrimination",
        "regularize: [minibatch_discrimination]",
    ),
    ("packing 2", "packing: 2"),
    ("replay", "fakes: replay"),
    ("top_k", "select: top_k"),
    ("average ema", "average: ema"),
    ("ada", "regularize: [instance_noise], adapt: ada"),
    ("ra_gan", "loss: ra_gan"),
    ("optimistic_adam", "optimizer: optimistic_adam"),
    ("unroll 1", "unroll: 1"),
    (
        "extragradient",
        "optimizer: extragradient, balance: simultaneous",
    ),
];

/// A game with what a step of D needs.
struct Turns {
    game: Box<dyn Game>,
    real: Vec<f32>,
    latents: Vec<f32>,
    step: u64,
}

impl Turns {
    fn new(run: &str) -> Self {
        let run = planned(&format!("{{{run}}}")).run;
        let game = build_game(&run);
        let mut real = vec![0.0; run.batch * run.data.kind().row()];
        seesaw::data::open(&run.data)
            .expect("embedded data")
            .batch(Seed(0), 1, 0, &mut real);
        Self {
            latents: vec![0.0; run.batch * game.latent_size()],
            real,
            game,
            step: 0,
        }
    }

    /// Seconds of some steps of D, the making of its fakes included.
    fn seconds(&mut self, count: usize) -> f64 {
        let started = Instant::now();
        for _ in 0..count {
            self.step += 1;
            Seed(0)
                .at(Stream::LatentForDiscriminator, self.step, 0)
                .normal(&mut self.latents);
            self.game.begin_step(self.step, 1.0);
            self.game
                .discriminator_forward(&self.real, FakeSource::Latents(&self.latents));
            self.game.backward(Player::Discriminator);
            self.game.step(Player::Discriminator, 1e-4);
        }
        started.elapsed().as_secs_f64()
    }
}

/// Ratio of D's steps and of whole steps to those of `base`, measured in turns.
fn ratios(base: &str, keys: &str, steps: usize) -> (f64, f64) {
    let with = format!("{base}, {keys}");
    let (mut plain, mut changed) = (Turns::new(base), Turns::new(&with));
    plain.seconds(3);
    changed.seconds(3);
    let whole = |run: &str| bare(&format!("{run}, steps: {steps}"));
    let pairs: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| {
            (
                changed.seconds(steps) / plain.seconds(steps),
                whole(&with) / whole(base),
            )
        })
        .collect();
    (
        median(pairs.iter().map(|pair| pair.0).collect()),
        median(pairs.iter().map(|pair| pair.1).collect()),
    )
}

/// Prints the table.
pub fn print() {
    println!(
        "{:<26} {:<28} {:>10} {:>12}",
        "run", "strategy", "D's step", "whole step"
    );
    for (base, steps) in [
        ("data: ring, batch: 256", 100),
        ("data: digits, model: dcgan-8, batch: 128", 10),
    ] {
        for (name, keys) in RULES.into_iter().chain(TRICKS) {
            let (of_discriminator, whole) = ratios(base, keys, steps);
            let short = base.split(',').next().unwrap_or(base);
            println!("{short:<26} {name:<28} {of_discriminator:>9.2}x {whole:>11.2}x");
        }
    }
}
