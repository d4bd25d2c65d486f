//! Gradient penalties against double backward in PyTorch (`tests/golden/make_strategies.py`).

use serde_json::Value;

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::run;
use crate::golden::{filled, numbers, strategies, transpose};
use crate::models::{Pair, Player};
use crate::nn::{
    BatchNorm2d, Concat, Conv2d, Dense, Features, Flatten, Identity, LeakyRelu, Maxout, Residual,
    SqrtHalf, Sum, Tanh, Unflatten, load_named_tensors, named_tensors,
};
use crate::rng::Seed;

/// A pair around a discriminator of the golden file; its generator is not used.
macro_rules! pairs {
    ($($pair:ident: $generator:ty, $discriminator:ty;)+) => {
        $(
            struct $pair;
            impl Pair for $pair {
                type Generator = $generator;
                type Discriminator = $discriminator;
            }
        )+
    };
}

type Points = Dense<3, 2, Identity>;

pairs! {
    Leaky: Points, (Dense<2, 16, LeakyRelu>, Dense<16, 16, LeakyRelu>, Dense<16, 1, Identity>);
    Smooth: Points, (Dense<2, 16, Tanh>, Dense<16, 16, Tanh>, Dense<16, 1, Identity>);
    Large: Points, (Dense<2, 64, LeakyRelu>, Dense<64, 64, LeakyRelu>, Dense<64, 1, Identity>);
    Pieces: Points, (Maxout<2, 6, 3>, Dense<6, 1, Identity>);
    Graph: Points, (
        Dense<2, 6, LeakyRelu>,
        Residual<(Dense<6, 5, LeakyRelu>, Dense<5, 6, Tanh>)>,
        Concat<Dense<6, 3, Tanh>, Dense<6, 2, LeakyRelu>, Features<5>>,
        Sum<Dense<5, 1, Identity>, Dense<5, 1, Tanh>, SqrtHalf>,
    );
    Convolutional: (Dense<3, 64, Identity>, Unflatten<64, 8, 1>), (
        Conv2d<8, 1, 4, 4, 4, 2, 1, LeakyRelu>,
        (Conv2d<4, 4, 2, 6, 4, 2, 1>, BatchNorm2d<2, 6, LeakyRelu>),
        Flatten<2, 6, 24>,
        Dense<24, 1, Identity>,
    );
}

/// A tensor in PyTorch's order as ours: channels last, and dense weights turned.
fn ours(name: &str, shape: &[usize], values: &[f32]) -> Vec<f32> {
    let channels_last = |values: &[f32], channels: usize| -> Vec<f32> {
        values
            .chunks(values.len() / shape[0])
            .flat_map(|row| transpose(row, channels))
            .collect()
    };
    match (name, shape) {
        (_, [_, channels, _, _]) => channels_last(values, *channels),
        // What flattening gives a dense layer is channels last with us, channels first there.
        ("w", _) => channels_last(values, 6),
        (_, [rows, _]) => transpose(values, *rows),
        _ => values.to_vec(),
    }
}

fn shape(described: &Value) -> Vec<usize> {
    numbers(&described["shape"])
        .into_iter()
        .map(|size| size as usize)
        .collect()
}

/// The largest deviation of any tensor's gradient, relative to that tensor's largest value.
fn deviation<P: Pair>(case: &Value, penalty: &str, regularizer: &str) -> f64 {
    let text = format!("{{optimizer: {{sgd: {{}}}}, regularize: [{regularizer}]}}");
    let mut game = PairGame::of::<P>(&run(&text), Seed(0));
    let parameters = case["parameters"].as_object().unwrap();
    let mut tensors = named_tensors(&mut *game.discriminator.network);
    // serde_json's maps are sorted by name; the layers are in the order of the streams.
    let mut described: Vec<(&String, &Value)> = parameters.iter().collect();
    described.sort_by_key(|(_, described)| described["stream"].as_u64());
    let trainable = tensors
        .iter_mut()
        .filter(|tensor| !tensor.name.contains("running"));
    for (tensor, (name, described)) in trainable.zip(&described) {
        tensor.values = ours(name, &shape(described), &filled(described));
    }
    load_named_tensors(&mut *game.discriminator.network, &tensors);

    let golden = &case[penalty];
    let place = if penalty == "r1" { "x" } else { "u" };
    // Images have one channel: the same order.
    let rows = filled(&case[place]);
    let (value, gradient) = game.penalty_and_gradient(&rows);
    let expected = golden["value"].as_f64().unwrap();
    assert!(
        (value - expected).abs() < 2e-6 * expected,
        "{} {penalty}: {value}, expected {expected}",
        case["name"]
    );
    let gradient = gradient
        .into_iter()
        .filter(|tensor| !tensor.name.contains("running"));
    let deviations = gradient.zip(&described).map(|(found, (name, described))| {
        let expected = ours(
            name,
            &shape(described),
            &numbers(&golden["gradients"][*name]),
        );
        let largest = expected
            .iter()
            .fold(0f32, |largest, value| largest.max(value.abs()));
        let off = found
            .values
            .iter()
            .zip(&expected)
            .map(|(found, expected)| (found - expected).abs());
        // A gradient that is exactly zero is compared with one.
        let off: Vec<f32> = off.collect();
        assert!(
            off.iter().all(|off| !off.is_nan()),
            "{name} has a gradient that is not a number"
        );
        f64::from(off.into_iter().fold(0f32, f32::max) / if largest > 0.0 { largest } else { 1.0 })
    });
    deviations.fold(0.0, f64::max)
}

fn check<P: Pair>(name: &str, allowed: f64) {
    let all = strategies("penalties");
    let case = all
        .as_array()
        .unwrap()
        .iter()
        .find(|case| case["name"] == name)
        .expect("a case");
    for (penalty, regularizer) in [
        ("r1", "{r1: {gamma: 10}}"),
        ("wgan_gp", "{wgan_gp: {weight: 10, target: 1, drift: 0}}"),
    ] {
        let found = deviation::<P>(case, penalty, regularizer);
        assert!(
            found < allowed,
            "{name} {penalty}: off by {found:.1e}, allowed {allowed:.1e}"
        );
    }
}

#[test]
fn piecewise_linear_discriminators_agree_with_double_backward() {
    check::<Leaky>("mlp_leaky_relu", 5e-4);
    check::<Large>("mlp_leaky_relu_large", 5e-4);
    check::<Pieces>("maxout", 5e-4);
}

#[test]
fn smooth_discriminators_agree_with_double_backward() {
    check::<Smooth>("mlp_tanh", 1e-3);
    check::<Convolutional>("conv_batch_norm", 1e-3);
}

#[test]
fn a_lazy_penalty_is_taken_seldom_and_then_as_many_times_as_strong() {
    let real: Vec<f32> = (0..32).map(|at| (at as f32 * 0.7).sin()).collect();
    let played = |every: usize| {
        let text = format!("{{regularize: [{{r1: {{gamma: 2, every: {every}}}}}]}}");
        let mut game = PairGame::of::<Leaky>(&run(&text), Seed(0));
        let latents = vec![0.5; 48];
        (0..4)
            .map(|step| {
                game.begin_step(step + 1, 1.0);
                game.discriminator_forward(&real, FakeSource::Latents(&latents));
                let penalty = game
                    .backward(Player::Discriminator)
                    .penalty
                    .expect("the run has a penalty");
                game.step(Player::Discriminator, 1e-3);
                penalty
            })
            .collect::<Vec<f64>>()
    };
    let (each, lazy) = (played(1), played(3));
    assert!(each.iter().all(|penalty| *penalty > 0.0));
    assert!((lazy[0] - 3.0 * each[0]).abs() < 1e-9);
    assert!(lazy[1] == 0.0 && lazy[2] == 0.0 && lazy[3] > 0.0);
}

/// The gradient of a penalty against finite differences of its value, parameter by parameter.
fn check_differences<P: Pair>(rows: &[f32]) {
    let text = "{optimizer: {sgd: {}}, regularize: [{r1: {gamma: 10}}]}";
    let mut game = PairGame::of::<P>(&run(text), Seed(0));
    let tensors = named_tensors(&mut *game.discriminator.network);
    let (_, gradient) = game.penalty_and_gradient(rows);
    let mut value_at = |place: usize, at: usize, step: f32| {
        let mut moved = tensors.clone();
        moved[place].values[at] += step;
        load_named_tensors(&mut *game.discriminator.network, &moved);
        game.penalty_and_gradient(rows).0
    };
    let step = 2e-3;
    for (place, gradient) in gradient.iter().enumerate() {
        for (at, found) in gradient.values.iter().enumerate() {
            let expected =
                (value_at(place, at, step) - value_at(place, at, -step)) / f64::from(2.0 * step);
            let off = (f64::from(*found) - expected).abs();
            assert!(
                off < 1e-2 * expected.abs().max(0.1),
                "{} {at}: {found}, expected {expected}",
                gradient.name
            );
        }
    }
}

#[test]
fn the_penalty_of_a_graph_agrees_with_finite_differences() {
    let rows: Vec<f32> = (0..8).map(|at| (at as f32 * 1.7).sin()).collect();
    check_differences::<Graph>(&rows);
}
