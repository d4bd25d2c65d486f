//! Safetensors files that say what they are and hold a SHA-256 of themselves.
//!
//! The one metadata entry is JSON: a header, and the SHA-256 over this header and every tensor.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use safetensors::{Dtype, SafeTensors, View};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::RecordError;
use super::error::is_read;
use crate::hex::hex;
use crate::state_dict::{Numbers, StateTensor};

/// The name of the metadata entry. There is only one: safetensors writes several in random order,
/// and equal runs shall have equal files.
const ENTRY: &str = "seesaw";

/// A tensor on its way into a file.
pub(super) struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// A tensor of 32-bit floats.
    pub(super) fn new(shape: Vec<usize>, values: &[f32]) -> Self {
        Self {
            dtype: Dtype::F32,
            shape,
            bytes: to_bytes(values, |value| value.to_le_bytes()),
        }
    }

    fn of(tensor: &StateTensor) -> Self {
        let shape = tensor.shape.clone();
        let (dtype, bytes) = match &tensor.numbers {
            Numbers::F32(values) => return Self::new(shape, values),
            Numbers::F64(values) => (Dtype::F64, to_bytes(values, |value| value.to_le_bytes())),
            Numbers::U64(values) => (Dtype::U64, to_bytes(values, |value| value.to_le_bytes())),
        };
        Self {
            dtype,
            shape,
            bytes,
        }
    }
}

/// All values in the file's byte order, at the speed of a copy.
fn to_bytes<T: Copy, const SIZE: usize>(values: &[T], bytes_of: fn(T) -> [u8; SIZE]) -> Vec<u8> {
    let mut bytes = vec![[0; SIZE]; values.len()];
    bytes
        .iter_mut()
        .zip(values)
        .for_each(|(bytes, value)| *bytes = bytes_of(*value));
    bytes.into_flattened()
}

/// The values of bytes in the file's byte order.
pub(super) fn from_bytes<T, const SIZE: usize>(
    bytes: &[u8],
    value_of: fn([u8; SIZE]) -> T,
) -> Vec<T> {
    let (values, _) = bytes.as_chunks();
    values.iter().copied().map(value_of).collect()
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

/// SHA-256 over a header and tensors, in the order of their names.
fn digest<'a>(
    header: &impl Serialize,
    mut tensors: Vec<(&'a str, Dtype, &'a [usize], &'a [u8])>,
) -> String {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(header).expect("plain data becomes JSON"));
    tensors.sort_unstable_by_key(|(name, ..)| *name);
    for (name, dtype, shape, bytes) in tensors {
        hash.update(format!("\n{name} {dtype:?} {shape:?} {}\n", bytes.len()));
        hash.update(bytes);
    }
    hex(hash.finalize())
}

/// A header and tensors as the bytes of a file; equal for equal content.
pub(super) fn encode(header: &impl Serialize, tensors: &[StateTensor]) -> Vec<u8> {
    let tensors: Vec<(&str, Tensor)> = tensors
        .iter()
        .map(|kept| (kept.name.as_str(), Tensor::of(kept)))
        .collect();
    let views = tensors
        .iter()
        .map(|(name, tensor)| (*name, tensor.dtype, &tensor.shape[..], &tensor.bytes[..]));
    let sha256 = digest(header, views.collect());
    let text = serde_json::json!({ "about": header, "sha256": sha256 }).to_string();
    let metadata = HashMap::from([(ENTRY.to_string(), text)]);
    safetensors::serialize(tensors, Some(metadata))
        .expect("shapes fit their bytes and names differ")
}

/// The one field that the header of every format version has.
#[derive(Deserialize)]
struct Versioned {
    format_version: u32,
}

#[derive(Deserialize)]
struct Entry<H> {
    #[serde(rename = "about")]
    header: H,
    sha256: String,
}

/// The header and the tensors of a file's bytes.
///
/// # Errors
/// If it is of another format version, or any of its bytes is not as it was written.
pub(super) fn decode<H: Serialize + DeserializeOwned>(
    path: &Path,
    bytes: &[u8],
) -> Result<(H, Vec<StateTensor>), RecordError> {
    let (Entry { header, sha256 }, file) = read(path, bytes)?;
    if digest_of(&header, &file) != sha256 {
        let reason = "its SHA-256 does not match the one that it holds";
        return Err(RecordError::damaged(path, reason));
    }
    Ok((header, state_tensors(path, &file)?))
}

/// As [`decode`], whatever the SHA-256: for fuzzers, whose bytes would all fail there.
///
/// # Errors
/// If it is of another format version, or no such file.
pub(super) fn decode_unverified<H: Serialize + DeserializeOwned>(
    path: &Path,
    bytes: &[u8],
) -> Result<(H, Vec<StateTensor>), RecordError> {
    let (Entry { header, .. }, file) = read(path, bytes)?;
    drop(digest_of(&header, &file));
    Ok((header, state_tensors(path, &file)?))
}

/// What a file says of itself, and its tensors as they are.
fn read<'a, H: DeserializeOwned>(
    path: &Path,
    bytes: &'a [u8],
) -> Result<(Entry<H>, SafeTensors<'a>), RecordError> {
    let damaged = |error: &dyn std::fmt::Display| RecordError::damaged(path, error);
    let (_, preamble) = SafeTensors::read_metadata(bytes).map_err(|error| damaged(&error))?;
    let file = SafeTensors::deserialize(bytes).map_err(|error| damaged(&error))?;
    let metadata = preamble.metadata().as_ref().and_then(|all| all.get(ENTRY));
    let text = metadata.ok_or_else(|| damaged(&"it does not say what it is"))?;
    let version: Entry<Versioned> = serde_json::from_str(text).map_err(|error| damaged(&error))?;
    let found = version.header.format_version;
    if !is_read(found) {
        return Err(RecordError::Format {
            path: path.to_path_buf(),
            found,
        });
    }
    let entry = serde_json::from_str(text).map_err(|error| damaged(&error))?;
    Ok((entry, file))
}

fn digest_of(header: &impl Serialize, file: &SafeTensors) -> String {
    let tensors = file.tensors();
    let views = tensors
        .iter()
        .map(|(name, view)| (name.as_str(), view.dtype(), view.shape(), view.data()))
        .collect();
    digest(header, views)
}

fn state_tensors(path: &Path, file: &SafeTensors) -> Result<Vec<StateTensor>, RecordError> {
    let tensors = file.tensors();
    let tensors = tensors.iter().map(|(name, view)| state_tensor(name, view));
    tensors
        .collect::<Option<_>>()
        .ok_or_else(|| RecordError::damaged(path, "a tensor is of a kind that no checkpoint has"))
}

fn state_tensor(name: &str, view: &safetensors::tensor::TensorView) -> Option<StateTensor> {
    let bytes = view.data();
    let numbers = match view.dtype() {
        Dtype::F32 => Numbers::F32(from_bytes(bytes, f32::from_le_bytes)),
        Dtype::F64 => Numbers::F64(from_bytes(bytes, f64::from_le_bytes)),
        Dtype::U64 => Numbers::U64(from_bytes(bytes, u64::from_le_bytes)),
        _ => return None,
    };
    Some(StateTensor {
        name: name.to_string(),
        shape: view.shape().to_vec(),
        numbers,
    })
}
