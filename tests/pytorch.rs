//! Generators that were exported make the same samples in PyTorch.

use std::path::{Path, PathBuf};

use seesaw::config::{Kind, Model};
use seesaw::record::{RunPaths, read_checkpoint, write_checkpoint};
use seesaw::rng::{Seed, Stream};
use seesaw::state_dict::{Numbers, StateTensor};

use crate::program::{code, python, seesaw, skip, stderr};
use crate::sample::train;

/// Moves every weight of G by a little and spreads its running statistics, so that no module is the
/// identity and none a constant.
fn stir(tensor: &mut StateTensor) {
    let is_of_g = tensor.name.starts_with("generator.") && !tensor.name.contains("optimizer");
    let Numbers::F32(values) = &mut tensor.numbers else {
        return;
    };
    if !is_of_g || tensor.name.ends_with("moment") {
        return;
    }
    let part = tensor.name.bytes().map(u16::from).sum();
    let mut noise = vec![0.0; values.len()];
    Seed(5).at(Stream::Bins, 0, part).uniform(0.05, &mut noise);
    let is_variance = tensor.name.ends_with("variance");
    for (value, noise) in values.iter_mut().zip(noise) {
        *value = if is_variance {
            value.abs() + 0.2 + noise
        } else {
            *value + noise
        };
    }
}

/// Trains a run for as many steps, stirs it, and leaves samples and an export in `folder/name`.
fn export(folder: &Path, name: &str, run: &str, steps: u64) {
    let place = folder.join(name);
    let run = train(&place, run, steps);
    let path = RunPaths::at(&run).checkpoint();
    let mut checkpoint = read_checkpoint(&path).unwrap().unwrap();
    checkpoint.state.tensors.iter_mut().for_each(stir);
    write_checkpoint(&path, &checkpoint.header, &checkpoint.state.tensors).unwrap();
    let run = run.to_str().unwrap();
    for arguments in [
        vec!["sample", run, "--count", "5", "-o", "samples.safetensors"],
        vec!["export", run, "--to", "pytorch", "-o", "pytorch"],
    ] {
        let output = seesaw(&place, &arguments);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
    }
    assert!(place.join("pytorch/README.md").is_file());
}

/// Twenty grey images of 28 x 28 pixels, as MNIST's file has them.
fn grey_images(folder: &Path) -> PathBuf {
    let sizes = [20, 28, 28].map(u32::to_be_bytes);
    let pixels = (0..20 * 28 * 28).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    let file: Vec<u8> = [0, 0, 8, 3]
        .into_iter()
        .chain(sizes.into_iter().flatten())
        .chain(pixels)
        .collect();
    let path = folder.join("grey-idx3-ubyte");
    std::fs::write(&path, file).unwrap();
    path
}

/// A run of one step of a model.
fn run_of(model: Model, grey: &Path, more: &str) -> String {
    let data = match model.kind() {
        Kind::Numbers => "dirac".to_string(),
        Kind::Points => "ring".to_string(),
        Kind::Images {
            side: 8,
            channels: 1,
        } => "digits".to_string(),
        Kind::Images { side, channels: 3 } => format!("{{shapes: {{side: {side}}}}}"),
        Kind::Images { .. } => format!("{{idx: {{images: {}}}}}", grey.display()),
    };
    let name = model.name();
    format!(
        "data: {data}, model: {name}, batch: 2, checkpoint: {{keep: all}}, \
         evaluate: {{every: 9, samples: 2, snapshots: 0}}, {more}"
    )
}

#[test]
fn every_model_makes_the_same_samples_in_pytorch() {
    let folder = tempfile::tempdir().unwrap();
    let grey = grey_images(folder.path());
    for model in Model::ALL {
        let run = run_of(*model, &grey, "steps: 1");
        export(folder.path(), model.name(), &run, 1);
    }
    let fading = run_of(
        Model::Pggan32,
        &grey,
        "steps: 9, grow: {from: 4, fade: 4, hold: 2}",
    );
    export(folder.path(), "fading", &fading, 4);
    let truncated = run_of(
        Model::Stylegan2At32,
        &grey,
        "steps: 1, styles: {truncation: 0.6}",
    );
    export(folder.path(), "truncated", &truncated, 1);
    let script = include_str!("pytorch.py");
    if !python(folder.path(), "torch, safetensors", script) {
        skip("Python with torch and safetensors");
    }
}
