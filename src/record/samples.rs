//! `samples/samples.safetensors`: samples from the fixed latents at each snapshot, one tensor (N,
//! row) a step.

use safetensors::SafeTensors;

use super::checkpoint::Tensor;
use super::digest::sha256;
use super::{RecordError, whole};
use std::path::Path;

/// Samples after `step` steps, row after row.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptSamples {
    pub step: u64,
    pub rows: Vec<f32>,
}

/// Writes snapshots of a run, and returns their digest; `row` is the number of values a sample.
pub(super) fn write_samples(
    path: &Path,
    samples: &[KeptSamples],
    row: usize,
) -> Result<String, RecordError> {
    let tensor = |kept: &KeptSamples| {
        (
            name(kept.step),
            Tensor::new(vec![kept.rows.len() / row, row], &kept.rows),
        )
    };
    let bytes = safetensors::serialize(samples.iter().map(tensor), None)
        .map_err(|error| RecordError::damaged(path, error))?;
    whole::write(path, &bytes)?;
    Ok(sha256(&bytes))
}

/// Reads them back in the order of steps.
pub(super) fn read_samples(path: &Path, bytes: &[u8]) -> Result<Vec<KeptSamples>, RecordError> {
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| RecordError::damaged(path, error))?;
    let mut samples = Vec::new();
    for (name, tensor) in file.iter() {
        let step = name
            .strip_prefix("step.")
            .and_then(|step| step.parse().ok());
        let step =
            step.ok_or_else(|| RecordError::damaged(path, format!("a tensor is called `{name}`")))?;
        let values = tensor
            .data()
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes));
        samples.push(KeptSamples {
            step,
            rows: values.collect(),
        });
    }
    samples.sort_by_key(|kept| kept.step);
    Ok(samples)
}

fn name(step: u64) -> String {
    format!("step.{step}")
}
