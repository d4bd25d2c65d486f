//! `checkpoint.safetensors` and `best.safetensors`: the full state of training, in a file that
//! holds a SHA-256 of itself.
//!
//! The file's header names the step, the spec, the build, and the digests of the files that hold
//! the history up to that step. A checkpoint is therefore the root of trust of an unfinished run.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::healing::Healing;
use super::{BuildFingerprint, Digests, sha256};
use crate::files::limits;
use crate::record::reading::read_if_there;
use crate::record::{RecordError, tensor_file, write_atomic};
use crate::state_dict::StateTensor;
use crate::train::TrainingState;

/// What a checkpoint says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointHeader {
    /// See [`FORMAT_VERSION`](crate::record::FORMAT_VERSION).
    pub format_version: u32,
    /// SHA-256 of `run.yaml`.
    pub spec_hash: String,
    /// Steps that are done.
    pub step: u64,
    /// What the bits depend on besides the spec.
    #[serde(rename = "numerics")]
    pub build: BuildFingerprint,
    /// SHA-256 of the images, where they come from files.
    pub data_sha256: Option<String>,
    /// The files that hold the history of these steps, by path below the run's directory.
    pub files: Digests,
    /// How the run went back before; the state is one of the last attempt. Without a tensor it is the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub healings: Vec<Healing>,
}

/// A checkpoint as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// What it says of itself.
    pub header: CheckpointHeader,
    /// The state of training to resume from.
    pub state: TrainingState,
}

/// A checkpoint as a file's bytes; equal for equal runs.
pub fn checkpoint_bytes(header: &CheckpointHeader, tensors: &[StateTensor]) -> Vec<u8> {
    tensor_file::encode(header, tensors)
}

/// Writes a checkpoint and returns its digest.
///
/// # Errors
/// If the disk refuses.
pub fn write_checkpoint(
    path: &Path,
    header: &CheckpointHeader,
    tensors: &[StateTensor],
) -> Result<String, RecordError> {
    let bytes = checkpoint_bytes(header, tensors);
    write_atomic(path, &bytes)?;
    Ok(sha256(&bytes))
}

/// Reads a checkpoint; `None` when there is none.
///
/// # Errors
/// If it cannot be read, is of another format version, or any of its bytes is not as it was written.
pub fn read_checkpoint(path: &Path) -> Result<Option<Checkpoint>, RecordError> {
    let bytes = read_if_there(path, limits::OWN)?;
    bytes
        .map(|bytes| parse_checkpoint(path, &bytes))
        .transpose()
}

/// The content of a checkpoint's bytes.
///
/// # Errors
/// If it is of another format version, or any of its bytes is not as it was written.
pub(crate) fn parse_checkpoint(path: &Path, bytes: &[u8]) -> Result<Checkpoint, RecordError> {
    let (header, tensors): (CheckpointHeader, _) = tensor_file::decode(path, bytes)?;
    let step = header.step;
    Ok(Checkpoint {
        header,
        state: TrainingState { step, tensors },
    })
}

/// Decodes a checkpoint's bytes whatever their SHA-256, for fuzzers, and forgets the result.
pub(crate) fn parse_unverified_checkpoint(path: &Path, bytes: &[u8]) {
    drop(tensor_file::decode_unverified::<CheckpointHeader>(
        path, bytes,
    ));
}
