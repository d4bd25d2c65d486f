//! Conditional GANs: the first steps against PyTorch (`tests/golden/make_conditional.py`), gradients
//! against finite differences, and what labels must never be part of.

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::super::row_source::write_labels;
use super::high_resolution::fill;
use super::run;
use crate::golden::{conditional, hashed, number};
use crate::models::{AuxiliaryPair, ConcatPair, Dcgan8, Fc8, Pair, Player, ProjectionPair};
use crate::nn::{
    ConcatRows, Conv2d, Dense, Features, Flatten, Identity, LabelMaps, Projection, RowPart, Tanh,
    load_named_tensors,
};
use crate::rng::Seed;

/// Latents or images of the script, each with its class behind it.
fn labelled(values: usize, stream: u32, scale: f32, class: impl Fn(usize) -> usize) -> Vec<f32> {
    const BATCH: usize = 16;
    let mut rows = hashed(BATCH * values, stream, scale);
    rows.resize(BATCH * (values + 10), 0.0);
    let classes: Vec<u8> = (0..BATCH).map(|row| (class(row) % 10) as u8).collect();
    write_labels(&mut rows, 10, &classes);
    rows
}

/// Losses agree within 1e-4 of those in f64, or, once PyTorch's own f32 runs with other orders of a
/// batch differ by more, within a few times that spread.
fn follows_pytorch<P: Pair>(name: &str, condition: &str, settings: &str, learning_rate: f64) {
    let golden = conditional(&format!("{name} {condition}"));
    let condition = match condition {
        "auxiliary" => "{auxiliary: {weight: 0.7}}",
        other => other,
    };
    let text =
        format!("{{data: digits, model: {name}, condition: {condition}, batch: 16, {settings}}}");
    let mut game = PairGame::of::<P>(&run(&text), Seed(0));
    fill(&mut *game.generator.network, &golden["g_tensors"]);
    fill(&mut *game.discriminator.network, &golden["d_tensors"]);
    for at in 0..20 {
        let (step, rate) = (at as u32, learning_rate);
        let for_d = labelled(64, 1000 + step, 1.7, |row| 3 * row + 7 * at);
        let for_g = labelled(64, 2000 + step, 1.7, |row| row + 5 * at);
        let real = labelled(64, 3000 + step, 1.0, |row| 7 * row + at + 1);
        game.begin_step(at as u64 + 1, 1.0);
        let metrics = game.discriminator_forward(&real, FakeSource::Latents(&for_d));
        let of_d = game.backward(Player::Discriminator);
        game.step(Player::Discriminator, rate);
        let g_loss = game.generator_forward(&[], FakeSource::Latents(&for_g));
        let of_g = game.backward(Player::Generator);
        game.step(Player::Generator, rate);
        let allowed = (6.0 * number(&golden["spread"][at])).max(1e-4);
        for (key, found) in [
            ("d_loss", Some(metrics.loss)),
            ("penalty", of_d.penalty),
            ("d_class_loss", of_d.class_loss),
            ("g_loss", Some(g_loss)),
            ("g_class_loss", of_g.class_loss),
        ] {
            let expected = number(&golden[key][at]);
            let off = (found.unwrap_or(0.0) - expected).abs() / expected.abs().max(0.1);
            assert!(
                off <= allowed,
                "{name} {condition} step {}: {key} is {found:?}, expected {expected}, allowed {allowed:.1e}",
                at + 1
            );
        }
    }
}

const WITH_R1: &str = "optimizer: {sgd: {momentum: 0.9}}, regularize: [{r1: {gamma: 10}}]";

#[test]
fn fully_connected_pairs_follow_pytorch_with_a_penalty_on_pixels() {
    follows_pytorch::<ConcatPair<Fc8>>("fc-8", "concat", WITH_R1, 1e-2);
    follows_pytorch::<ProjectionPair<Fc8>>("fc-8", "projection", WITH_R1, 1e-2);
    follows_pytorch::<AuxiliaryPair<Fc8>>("fc-8", "auxiliary", WITH_R1, 1e-2);
}

#[test]
fn convolutional_pairs_follow_pytorch() {
    follows_pytorch::<ConcatPair<Dcgan8>>("dcgan-8", "concat", "", 2e-4);
    follows_pytorch::<ProjectionPair<Dcgan8>>("dcgan-8", "projection", "", 2e-4);
    follows_pytorch::<AuxiliaryPair<Dcgan8>>("dcgan-8", "auxiliary", "", 2e-4);
}

/// Smooth pairs, so that differences tell: latents of 3 values, grey images of 8 pixels, 2 classes.
macro_rules! smooth_pairs {
    ($($name:ident: $discriminator:ty;)+) => {
        $(struct $name;
        impl Pair for $name {
            type Generator = ConcatRows<Dense<5, 64, Tanh>, RowPart<5, 3, 1, 2>, Features<66>>;
            type Discriminator = $discriminator;
            const CLASSES: usize = 2;
        })+
    };
}

type Body = (RowPart<66, 0, 8, 1>, Conv2d<8, 1, 4, 4, 4, 2, 1, Tanh>);
type Head = (Flatten<4, 4, 64>, Dense<64, 1, Identity>);

smooth_pairs! {
    SmoothConcat: (LabelMaps<66, 8, 1, 3>, Conv2d<8, 3, 4, 4, 4, 2, 1, Tanh>, Head);
    SmoothProjection: Projection<Body, Head, (RowPart<66, 64, 1, 2>, Flatten<1, 2, 2>, Dense<2, 4, Tanh>)>;
    SmoothAuxiliary: (Body, ConcatRows<Head, (Flatten<4, 4, 64>, Dense<64, 2, Identity>), Features<3>>);
}

const BATCH: usize = 6;

/// Rows of waves with a class behind each.
fn wave(values: usize, phase: f32) -> Vec<f32> {
    let value = |at: usize| (at as f32 * 0.7 + phase).sin();
    let mut rows: Vec<f32> = (0..BATCH * values).map(value).collect();
    rows.resize(BATCH * (values + 2), 0.0);
    write_labels(&mut rows, 2, &[0, 1, 1, 0, 1, 0]);
    rows
}

fn game<P: Pair>(keys: &str) -> PairGame {
    let text = format!("{{data: digits, batch: {BATCH}, optimizer: {{sgd: {{}}}}, {keys}}}");
    PairGame::of::<P>(&run(&text), Seed(0))
}

/// All that a player's gradient is of, in the first step.
fn objective(game: &mut PairGame, player: Player, weight: f64) -> f64 {
    game.begin_step(1, 1.0);
    let latents = wave(3, 0.3);
    let loss = match player {
        Player::Discriminator => {
            let real = wave(64, 0.1);
            game.discriminator_forward(&real, FakeSource::Latents(&latents))
                .loss
        }
        Player::Generator => game.generator_forward(&[], FakeSource::Latents(&latents)),
    };
    let report = game.backward(player);
    loss + report.penalty.unwrap_or(0.0) + weight * report.class_loss.unwrap_or(0.0)
}

fn has_the_gradient<P: Pair>(keys: &str, weight: f64) {
    for player in [Player::Discriminator, Player::Generator] {
        let mut game = game::<P>(keys);
        objective(&mut game, player, weight);
        let before = game.named_tensors(player);
        game.step(player, 1.0);
        let after = game.named_tensors(player);
        for place in 0..before.len() {
            for at in (0..before[place].values.len()).step_by(17) {
                let mut at_distance = |distance: f32| {
                    let mut moved = before.clone();
                    moved[place].values[at] += distance;
                    match player {
                        Player::Generator => {
                            load_named_tensors(&mut *game.generator.network, &moved);
                        }
                        Player::Discriminator => {
                            load_named_tensors(&mut *game.discriminator.network, &moved);
                        }
                    }
                    objective(&mut game, player, weight)
                };
                let expected = (at_distance(5e-3) - at_distance(-5e-3)) / 1e-2;
                let found = f64::from(before[place].values[at] - after[place].values[at]);
                assert!(
                    (found - expected).abs() < 2e-2 * expected.abs().max(0.1),
                    "{keys}: {} {at}: {found}, expected {expected}",
                    before[place].name
                );
            }
        }
    }
}

#[test]
fn every_condition_has_the_gradient_of_its_losses_and_penalties() {
    for penalty in ["r1", "{wgan_gp: {target: 0}}"] {
        let keys = |condition: &str| {
            format!("model: dcgan-8, condition: {condition}, regularize: [{penalty}]")
        };
        has_the_gradient::<SmoothConcat>(&keys("concat"), 0.0);
        has_the_gradient::<SmoothProjection>(&keys("projection"), 0.0);
        has_the_gradient::<SmoothAuxiliary>(&keys("{auxiliary: {weight: 3}}"), 3.0);
    }
}

#[test]
fn gradients_pass_augmentation_and_noise_which_leave_labels_alone() {
    let keys = "model: dcgan-8, condition: concat, augment: {ada_pipeline: {probability: 1}}, \
                regularize: [r1, {instance_noise: {sigma: 0.3}}]";
    has_the_gradient::<SmoothConcat>(keys, 0.0);
}

/// A D that looks at labels alone, steeply.
struct LabelsOnly;

impl Pair for LabelsOnly {
    type Generator = ConcatRows<Dense<5, 64, Tanh>, RowPart<5, 3, 1, 2>, Features<66>>;
    type Discriminator = (
        RowPart<66, 64, 1, 2>,
        Flatten<1, 2, 2>,
        Dense<2, 1, Identity>,
    );
    const CLASSES: usize = 2;
}

#[test]
fn labels_are_no_pixels_to_penalties_noise_and_what_reaches_the_generator() {
    for penalty in [
        "r1",
        "r2",
        "{wgan_gp: {target: 0, drift: 0}}",
        "{dragan: {target: 0}}",
    ] {
        let keys = format!("model: dcgan-8, condition: concat, regularize: [{penalty}]");
        let mut game = game::<LabelsOnly>(&keys);
        game.begin_step(1, 1.0);
        game.discriminator_forward(&wave(64, 0.1), FakeSource::Latents(&wave(3, 0.3)));
        assert_eq!(
            game.backward(Player::Discriminator).penalty,
            Some(0.0),
            "{penalty}"
        );
        game.generator_forward(&[], FakeSource::Latents(&wave(3, 0.3)));
        assert_eq!(
            game.backward(Player::Generator).fake_gradient_norm,
            Some(0.0)
        );
    }
    let loss = |keys: &str| {
        let mut game = game::<LabelsOnly>(&format!("model: dcgan-8, condition: concat, {keys}"));
        objective(&mut game, Player::Discriminator, 0.0)
    };
    let plain = loss("seed: 0");
    assert_eq!(plain, loss("regularize: [{instance_noise: {sigma: 2}}]"));
    assert_eq!(plain, loss("augment: {ada_pipeline: {probability: 1}}"));
}

#[test]
fn samples_have_no_labels_and_earlier_fakes_keep_theirs() {
    let mut game = game::<SmoothConcat>("model: dcgan-8, condition: concat");
    assert_eq!((game.latent_size(), game.classes()), (5, 2));
    assert_eq!(game.sample(&wave(3, 0.3)).len(), BATCH * 64);
}
