//! `checkpoint.safetensors` and `best.safetensors`: all that a run remembers, in a file that
//! vouches for itself.
//!
//! The file's metadata name the step, the spec, what the bits depend on, and the digests of the
//! files that hold the history up to that step; and a SHA-256 over these and every tensor. A
//! checkpoint is therefore the root of trust of a run that is not finished.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use safetensors::{Dtype, SafeTensors, View};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::digest::{Digests, hex, sha256};
use super::{FORMAT_VERSION, Numerics, RecordError, whole};
use crate::state_dict::{Numbers, StateTensor};
use crate::train::TrainingState;

/// The one metadata entry: safetensors writes several in random order, and equal runs shall have
/// equal files.
const ENTRY: &str = "seesaw";

/// What a checkpoint says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub format_version: u32,
    /// SHA-256 of `run.yaml`.
    pub spec_hash: String,
    /// Steps that are done.
    pub step: u64,
    /// What the bits depend on besides the spec.
    pub numerics: Numerics,
    /// SHA-256 of the images, where they come from files.
    pub data_sha256: Option<String>,
    /// The files that hold the history of these steps, by path below the run's directory.
    pub files: Digests,
}

/// A checkpoint as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    pub about: About,
    pub state: TrainingState,
}

pub(super) struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    pub(super) fn new(shape: Vec<usize>, values: &[f32]) -> Self {
        Self {
            dtype: Dtype::F32,
            shape,
            bytes: in_bytes(values, |value| value.to_le_bytes()),
        }
    }

    fn of(tensor: &StateTensor) -> Self {
        let shape = tensor.shape.clone();
        let (dtype, bytes) = match &tensor.numbers {
            Numbers::F32(values) => return Self::new(shape, values),
            Numbers::F64(values) => (Dtype::F64, in_bytes(values, |value| value.to_le_bytes())),
            Numbers::U64(values) => (Dtype::U64, in_bytes(values, |value| value.to_le_bytes())),
        };
        Self {
            dtype,
            shape,
            bytes,
        }
    }
}

/// All values in the file's order of bytes, at the speed of a copy.
fn in_bytes<T: Copy, const SIZE: usize>(values: &[T], bytes_of: fn(T) -> [u8; SIZE]) -> Vec<u8> {
    let mut bytes = vec![[0; SIZE]; values.len()];
    bytes
        .iter_mut()
        .zip(values)
        .for_each(|(bytes, value)| *bytes = bytes_of(*value));
    bytes.into_flattened()
}

impl View for Tensor {
    fn dtype(&self) -> Dtype {
        self.dtype
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

/// SHA-256 over what a file says of itself and its tensors, in the order of their names.
fn digest<'a>(
    about: &impl Serialize,
    mut tensors: Vec<(&'a str, Dtype, &'a [usize], &'a [u8])>,
) -> String {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(about).expect("plain data becomes JSON"));
    tensors.sort_unstable_by_key(|(name, ..)| *name);
    for (name, dtype, shape, bytes) in tensors {
        hash.update(format!("\n{name} {dtype:?} {shape:?} {}\n", bytes.len()));
        hash.update(bytes);
    }
    hex(&hash.finalize())
}

/// A checkpoint as a file's bytes; equal for equal runs.
pub fn checkpoint_bytes(about: &About, tensors: &[StateTensor]) -> Vec<u8> {
    vouched_bytes(about, tensors)
}

/// Tensors in a file that says what it is and vouches for itself.
pub(super) fn vouched_bytes(about: &impl Serialize, tensors: &[StateTensor]) -> Vec<u8> {
    let tensors: Vec<(&str, Tensor)> = tensors
        .iter()
        .map(|kept| (kept.name.as_str(), Tensor::of(kept)))
        .collect();
    let views = tensors
        .iter()
        .map(|(name, tensor)| (*name, tensor.dtype, &tensor.shape[..], &tensor.bytes[..]));
    let sha256 = digest(about, views.collect());
    let text = serde_json::json!({ "about": about, "sha256": sha256 }).to_string();
    let metadata = HashMap::from([(ENTRY.to_string(), text)]);
    safetensors::serialize(tensors, Some(metadata))
        .expect("shapes fit their bytes and names differ")
}

/// Writes a checkpoint and returns its digest.
///
/// # Errors
/// If the disk refuses.
pub fn write_checkpoint(
    path: &Path,
    about: &About,
    tensors: &[StateTensor],
) -> Result<String, RecordError> {
    let bytes = checkpoint_bytes(about, tensors);
    whole::write(path, &bytes)?;
    Ok(sha256(&bytes))
}

/// Reads a checkpoint; `None` when there is none.
///
/// # Errors
/// If it is of another format version, or any of its bytes is not as it was written.
pub fn read_checkpoint(path: &Path) -> Result<Option<Checkpoint>, RecordError> {
    match std::fs::read(path) {
        Ok(bytes) => {
            let (about, tensors): (About, _) = parse(path, &bytes)?;
            Ok(Some(Checkpoint {
                state: TrainingState {
                    step: about.step,
                    tensors,
                },
                about,
            }))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(RecordError::io("read", path)(error)),
    }
}

#[derive(Deserialize)]
struct Versioned {
    format_version: u32,
}

#[derive(Deserialize)]
struct Entry<A> {
    about: A,
    sha256: String,
}

/// What a file that vouches for itself says, and its tensors.
///
/// # Errors
/// As [`read_checkpoint`].
pub(super) fn parse<A: Serialize + DeserializeOwned>(
    path: &Path,
    bytes: &[u8],
) -> Result<(A, Vec<StateTensor>), RecordError> {
    let damaged = |error: &dyn std::fmt::Display| RecordError::damaged(path, error);
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| damaged(&error))?;
    let file = SafeTensors::deserialize(bytes).map_err(|error| damaged(&error))?;
    let metadata = header.metadata().as_ref().and_then(|all| all.get(ENTRY));
    let text = metadata.ok_or_else(|| damaged(&"it does not say what it is"))?;
    let version: Entry<Versioned> = serde_json::from_str(text).map_err(|error| damaged(&error))?;
    let found = version.about.format_version;
    if found != FORMAT_VERSION {
        return Err(RecordError::Format {
            path: path.to_path_buf(),
            found,
        });
    }
    let Entry { about, sha256 }: Entry<A> =
        serde_json::from_str(text).map_err(|error| damaged(&error))?;
    let tensors: Vec<_> = file.tensors();
    let views = tensors
        .iter()
        .map(|(name, view)| (name.as_str(), view.dtype(), view.shape(), view.data()))
        .collect();
    if digest(&about, views) != sha256 {
        return Err(damaged(&"its SHA-256 is not the one that it holds"));
    }
    let tensors = tensors
        .iter()
        .map(|(name, view)| state_tensor(name, view))
        .collect::<Option<Vec<_>>>();
    let tensors =
        tensors.ok_or_else(|| damaged(&"a tensor is of a kind that no checkpoint has"))?;
    Ok((about, tensors))
}

fn state_tensor(name: &str, view: &safetensors::tensor::TensorView) -> Option<StateTensor> {
    let bytes = view.data();
    let numbers = match view.dtype() {
        Dtype::F32 => Numbers::F32(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|bytes| f32::from_le_bytes(*bytes))
                .collect(),
        ),
        Dtype::F64 => Numbers::F64(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|bytes| f64::from_le_bytes(*bytes))
                .collect(),
        ),
        Dtype::U64 => Numbers::U64(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|bytes| u64::from_le_bytes(*bytes))
                .collect(),
        ),
        _ => return None,
    };
    Some(StateTensor {
        name: name.to_string(),
        shape: view.shape().to_vec(),
        numbers,
    })
}
