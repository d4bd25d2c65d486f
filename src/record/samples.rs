//! `samples/samples.safetensors`: samples from the fixed latents at each snapshot, one tensor (N, row) a step.

use safetensors::SafeTensors;

use super::checkpoint::Tensor;
use super::{RecordError, RunPaths, whole};

/// Samples after `step` steps, row after row.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptSamples {
    pub step: u64,
    pub rows: Vec<f32>,
}

/// Writes all snapshots of a run; `row` is the number of values a sample.
///
/// # Errors
/// If the disk refuses.
pub fn write_samples(paths: &RunPaths, samples: &[KeptSamples], row: usize) -> Result<(), RecordError> {
    let path = paths.samples_values();
    let tensor = |kept: &KeptSamples| (name(kept.step), Tensor::new(vec![kept.rows.len() / row, row], &kept.rows));
    let bytes =
        safetensors::serialize(samples.iter().map(tensor), None).map_err(|error| RecordError::damaged(&path, error))?;
    whole::write(&path, &bytes)
}

/// Reads them back in the order of steps; none when the run has no such file.
///
/// # Errors
/// If the file is damaged.
pub fn read_samples(paths: &RunPaths) -> Result<Vec<KeptSamples>, RecordError> {
    let path = paths.samples_values();
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(RecordError::io("read", &path)(error)),
    };
    let file = SafeTensors::deserialize(&bytes).map_err(|error| RecordError::damaged(&path, error))?;
    let mut samples = Vec::new();
    for (name, tensor) in file.iter() {
        let step = name.strip_prefix("step.").and_then(|step| step.parse().ok());
        let step = step.ok_or_else(|| RecordError::damaged(&path, format!("a tensor is called `{name}`")))?;
        let value = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        samples.push(KeptSamples { step, rows: tensor.data().chunks_exact(4).map(value).collect() });
    }
    samples.sort_by_key(|kept| kept.step);
    Ok(samples)
}

fn name(step: u64) -> String {
    format!("step.{step}")
}
