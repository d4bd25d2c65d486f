//! `samples/samples.safetensors`: samples from the fixed latents at each snapshot, one tensor
//! (samples, values of a sample) per step.

use std::path::Path;

use safetensors::SafeTensors;

use super::sha256;
use crate::record::tensor_file::{Tensor, from_bytes};
use crate::record::{RecordError, write_atomic};

/// Samples from the fixed latents after `step` steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Steps that were done.
    pub step: u64,
    /// Values, sample after sample.
    pub rows: Vec<f32>,
}

/// Writes the snapshots of a run, and returns the file's digest; a sample has `sample_len` values.
pub(super) fn write_snapshots(
    path: &Path,
    snapshots: &[Snapshot],
    sample_len: usize,
) -> Result<String, RecordError> {
    let tensor = |snapshot: &Snapshot| {
        let shape = vec![snapshot.rows.len() / sample_len, sample_len];
        (name(snapshot.step), Tensor::new(shape, &snapshot.rows))
    };
    let bytes = safetensors::serialize(snapshots.iter().map(tensor), None)
        .map_err(|error| RecordError::damaged(path, error))?;
    write_atomic(path, &bytes)?;
    Ok(sha256(&bytes))
}

/// Reads them back in the order of steps.
pub(crate) fn read_snapshots(path: &Path, bytes: &[u8]) -> Result<Vec<Snapshot>, RecordError> {
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| RecordError::damaged(path, error))?;
    let mut snapshots = Vec::new();
    for (name, tensor) in file.iter() {
        let step = name
            .strip_prefix("step.")
            .and_then(|step| step.parse().ok());
        let step =
            step.ok_or_else(|| RecordError::damaged(path, format!("a tensor is called `{name}`")))?;
        snapshots.push(Snapshot {
            step,
            rows: from_bytes(tensor.data(), f32::from_le_bytes),
        });
    }
    snapshots.sort_by_key(|snapshot| snapshot.step);
    Ok(snapshots)
}

fn name(step: u64) -> String {
    format!("step.{step}")
}
