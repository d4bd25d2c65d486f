//! The first steps of whole GANs against PyTorch (`tests/golden/make_trajectories.py`): the
//! lesson's step, G first, then D on the same fakes.

use serde_json::Value;

use super::super::game::{FakeSource, Game};
use super::super::pair_game::PairGame;
use super::{run, update_discriminator, update_generator};
use crate::golden::{hashed, numbers, trajectory};
use crate::models::{Dcgan28, Dcgan28Pool, Fc28, MlpPacgan, MlpUnrolled, Pair};
use crate::nn::{Parameterized, load_named_tensors, named_tensors};
use crate::rng::Seed;

const BATCH: usize = 16;

/// Puts the script's values into every parameter.
fn fill(network: &mut dyn Parameterized, described: &Value) {
    let mut tensors = named_tensors(network);
    let parameters = tensors
        .iter_mut()
        .filter(|tensor| !tensor.name.contains("running"));
    let described = described.as_array().expect("a list");
    for (tensor, described) in parameters.zip(described) {
        let number = |name: &str| described[name].as_f64().expect("a number");
        let values = hashed(
            tensor.values.len(),
            number("stream") as u32,
            number("scale") as f32,
        );
        tensor.values = values
            .into_iter()
            .map(|value| number("offset") as f32 + value)
            .collect();
    }
    load_named_tensors(network, &tensors);
}

/// Largest relative deviations of the losses from PyTorch's in f64, step by step.
fn deviations<P: Pair>(golden: &Value) -> Vec<f64> {
    let text = "{order: generator_first, fakes: shared, optimizer: {adam: {weight_decay: 8e-9}}}";
    let mut game = PairGame::of::<P>(&run(text), Seed(0));
    fill(&mut *game.generator.network, &golden["g_tensors"]);
    fill(&mut *game.discriminator.network, &golden["d_tensors"]);
    let row: f32 = numbers(&golden["real"]).iter().product();
    let deviation = |step: usize| {
        let latents = hashed(BATCH * game.latent_size(), 1000 + step as u32, 1.7);
        let real = hashed(BATCH * row as usize, 2000 + step as u32, 1.0);
        game.begin_step(step as u64 + 1, 1.0);
        game.generate_shared_fakes(&latents);
        let (g, _) = update_generator(&mut game, FakeSource::Shared, 2e-4);
        let (d, _) = update_discriminator(&mut game, &real, FakeSource::Shared, 2e-4);
        let off = |found: f64, name: &str| {
            let expected = golden["float64"][name][step].as_f64().expect("a number");
            (found - expected).abs() / expected.abs()
        };
        off(g, "g_loss").max(off(d.loss, "d_loss"))
    };
    (0..20).map(deviation).collect()
}

/// Losses agree within 1e-4 for as long as PyTorch agrees with itself: after that, another order of
/// the same samples in a batch moves PyTorch's own losses in f32 by more (`spread`), because units
/// cross a kink and Adam turns gradients near zero into full steps. There a few times that spread
/// is allowed.
fn check<P: Pair>(name: &str) {
    let golden = trajectory(name);
    let spread = golden["spread"].as_array().expect("a list");
    let found = deviations::<P>(&golden);
    let strict = golden["stable"]["steps"].as_u64().expect("a number") as usize;
    for (step, deviation) in found.iter().enumerate() {
        let spread = spread[step].as_f64().expect("a number");
        let allowed = if step < strict {
            1e-4
        } else {
            (6.0 * spread).max(1e-4)
        };
        assert!(
            *deviation <= allowed,
            "{name} step {step}: {deviation:.1e}, allowed {allowed:.1e}; all: {found:.1?}"
        );
    }
}

#[test]
fn the_lessons_fully_connected_gan_follows_pytorch() {
    check::<Fc28>("fc-28");
}

#[test]
fn the_lessons_dcgan_follows_pytorch() {
    check::<Dcgan28>("dcgan-28");
}

#[test]
fn the_lessons_pooling_gan_follows_pytorch() {
    check::<Dcgan28Pool>("dcgan-28-pool");
}

#[test]
fn the_benchmarks_pairs_follow_pytorch() {
    check::<MlpUnrolled>("mlp-unrolled");
    check::<MlpPacgan>("mlp-pacgan");
}
