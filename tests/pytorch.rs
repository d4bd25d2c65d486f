//! Generators that were exported make the same samples in PyTorch.

use std::path::Path;

use seesaw::config::{self, FixedModel, Kind, Model, Run};
use seesaw::record::array_files::{ArrayNumbers, ArrayToWrite, write_safetensors};
use seesaw::record::pytorch::{PytorchExport, export_pytorch};
use seesaw::rng::{Seed, Stream};
use seesaw::state_dict::{Numbers, StateDict, StateTensor};
use seesaw::train::{Sampler, TrainingState, build_game, sample_latents};

use crate::program::{code, python, seesaw, skip, stderr};
use crate::sample::train;

/// Samples that are compared, a number each.
const SAMPLES: u64 = 5;

/// Moves every weight of G by a little and spreads its running statistics, so that no module is the
/// identity and none a constant.
fn stir(tensor: &mut StateTensor) {
    let Numbers::F32(values) = &mut tensor.numbers else {
        return;
    };
    if !tensor.name.starts_with("generator.") {
        return;
    }
    let part = tensor.name.bytes().map(u16::from).sum();
    let mut noise = vec![0.0; values.len()];
    Seed(5).at(Stream::Bins, 0, part).uniform(0.05, &mut noise);
    for (value, noise) in values.iter_mut().zip(noise) {
        // Variances begin at 1 and stay above 0.
        *value += noise;
    }
}

/// A run of a model, written as in a study, for data of its kind that nobody opens.
fn run_of(kind: Kind, model: &str, more: &str) -> Run {
    let data = match kind {
        Kind::Numbers => "dirac".to_string(),
        Kind::Points => "ring".to_string(),
        Kind::Images { side, channels } => {
            format!("{{folder: {{path: none, side: {side}, channels: {channels}}}}}")
        }
    };
    let text = format!("study: t\nrun: {{data: {data}, model: {model}{more}}}\n");
    let study = config::parse("test", &text, &[]);
    study
        .unwrap_or_else(|error| panic!("{error}"))
        .runs
        .remove(0)
        .run
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// Leaves the generator of a run after some steps, and samples of it, in `folder/name`.
fn export(folder: &Path, name: &str, run: &Run, step: u64) {
    let place = folder.join(name);
    let mut game = build_game(run);
    let mut tensors = StateDict::save(|state| game.visit_state(state));
    tensors.iter_mut().for_each(stir);
    let mut sampler = Sampler::new(run, TrainingState { step, tensors }).unwrap();
    let size = sampler.latent_size();
    let latents = sample_latents(0, 0..SAMPLES, size);
    let samples = sampler.sample(&latents);
    let array = |name: &'static str, shape: &[usize], values: &[f32]| ArrayToWrite {
        name: name.into(),
        numbers: ArrayNumbers::F32,
        shape: [SAMPLES]
            .into_iter()
            .chain(shape.iter().map(|size| *size as u64))
            .collect(),
        pieces: Box::new(std::iter::once(bytes(values))),
    };
    let shape = match run.data.kind() {
        Kind::Numbers => vec![1],
        Kind::Points => vec![2],
        Kind::Images { side, channels } => vec![side, side, channels],
    };
    let mut arrays = [
        array("latents", &[size], &latents),
        array("samples", &shape, &samples),
    ];
    assert!(write_safetensors(&place.join("samples.safetensors"), &[], &mut arrays).unwrap());
    let export = PytorchExport {
        modules: sampler.modules(),
        latent_size: size,
        labels: 0,
        kind: run.data.kind(),
        truncation: run.styles.truncation,
        model: run.model.name(),
        run: name,
        weights: "stirred",
    };
    export_pytorch(&place.join("pytorch"), export).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn every_model_makes_the_same_samples_in_pytorch() {
    let folder = tempfile::tempdir().unwrap();
    // One number is no network to use elsewhere.
    let models = FixedModel::ALL
        .iter()
        .filter(|it| **it != FixedModel::Dirac);
    for model in models {
        let run = run_of(Model::from(*model).kind(), model.name(), "");
        export(folder.path(), model.name(), &run, 0);
    }
    let images = |side, channels| Kind::Images { side, channels };
    for (name, kind, model, more, step) in [
        (
            "told",
            images(8, 1),
            "dcgan-8",
            ", condition: projection",
            0,
        ),
        (
            "fading",
            images(32, 3),
            "pggan-32",
            ", grow: {from: 4, fade: 4, hold: 2}",
            4,
        ),
        (
            "truncated",
            images(32, 3),
            "stylegan2-32",
            ", styles: {truncation: 0.6}",
            0,
        ),
        ("mlp", Kind::Points, "mlp", "", 0),
        (
            "narrow",
            Kind::Points,
            "{mlp: {width: 20, latent: 3}}",
            "",
            0,
        ),
        ("fc", images(12, 3), "{fc: {width: 16, latent: 5}}", "", 0),
        (
            "dcgan",
            images(24, 1),
            "{dcgan: {width: 8, latent: 11}}",
            "",
            0,
        ),
    ] {
        export(folder.path(), name, &run_of(kind, model, more), step);
    }
    let script = include_str!("pytorch.py");
    if !python(folder.path(), "torch, safetensors", script) {
        skip("Python with torch and safetensors");
    }
}

#[test]
fn a_run_is_exported_by_its_directory() {
    let folder = tempfile::tempdir().unwrap();
    let run = train(
        folder.path(),
        "batch: 8, steps: 2, evaluate: {every: 2, samples: 40}",
        2,
    );
    let arguments = ["export", run.to_str().unwrap(), "--to", "pytorch"];
    let output = seesaw(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for file in ["generator.py", "generator.safetensors", "README.md"] {
        assert!(run.join("pytorch").join(file).is_file(), "{file}");
    }
    let followed = seesaw(folder.path(), &[&arguments[..], &["--follow"]].concat());
    assert_eq!(code(&followed), 2);
}
