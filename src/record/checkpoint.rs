//! `checkpoint.safetensors`: both networks with normalisation statistics, both optimisers, and what
//! else a run remembers: the average of G, raw weights behind a spectral norm.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::{Dtype, View};

use super::{FORMAT_VERSION, RecordError, RunPaths, whole};
use crate::nn::Rule;
use crate::train::{Game, Player};

pub(super) struct Tensor {
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    pub(super) fn new(shape: Vec<usize>, values: &[f32]) -> Self {
        Self { shape, bytes: values.iter().flat_map(|value| value.to_le_bytes()).collect() }
    }
}

impl View for Tensor {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }
    fn shape(&self) -> &[usize] {
        &self.shape
    }
    fn data(&self) -> Cow<'_, [u8]> {
        (&self.bytes).into()
    }
    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// `generator.0.weight` and so on, then `generator.adam.<parameter number>.first` and `.second`, or another rule's name,
/// with `.direction` for one with optimism.
/// State that a rule does not have is not written.
fn tensors(game: &mut dyn Game, player: Player, name: &str) -> Vec<(String, Tensor)> {
    let parameters = game.parameters(player).into_iter();
    let mut tensors: Vec<(String, Tensor)> = parameters
        .map(|parameter| (format!("{name}.{}", parameter.name), Tensor::new(parameter.shape, &parameter.values)))
        .collect();
    let optimizer = game.optimizer(player);
    let rule = match optimizer.rule {
        Rule::Adam { .. } => "adam",
        Rule::OptimisticAdam { .. } => "optimistic_adam",
        Rule::RmsProp { .. } => "rmsprop",
        Rule::Sgd { .. } => "sgd",
    };
    for (index, moments) in optimizer.moments.iter().enumerate() {
        let moments = [("first", &moments.first), ("second", &moments.second), ("direction", &moments.direction)];
        for (which, values) in moments {
            if values.is_empty() {
                continue;
            }
            tensors.push((format!("{name}.{rule}.{index}.{which}"), Tensor::new(vec![values.len()], values)));
        }
    }
    tensors
}

/// Writes the state after `step` steps.
///
/// # Errors
/// If the disk refuses.
pub fn write_checkpoint(paths: &RunPaths, game: &mut dyn Game, step: u64, spec_hash: &str) -> Result<(), RecordError> {
    let mut all = tensors(game, Player::Generator, "generator");
    all.extend(tensors(game, Player::Discriminator, "discriminator"));
    let memory = game.memory().into_iter();
    all.extend(memory.map(|tensor| (tensor.name, Tensor::new(tensor.shape, &tensor.values))));
    // One entry: safetensors writes its metadata in a random order, and equal runs shall have equal files.
    let about = serde_json::json!({
        "format_version": FORMAT_VERSION,
        "step": step,
        "spec_hash": spec_hash,
        "generator_updates": game.optimizer(Player::Generator).steps,
        "discriminator_updates": game.optimizer(Player::Discriminator).steps,
    });
    let metadata = HashMap::from([("seesaw".to_string(), about.to_string())]);
    let path = paths.checkpoint();
    let bytes = safetensors::serialize(all, Some(metadata)).map_err(|error| RecordError::damaged(&path, error))?;
    whole::write(&path, &bytes)
}
