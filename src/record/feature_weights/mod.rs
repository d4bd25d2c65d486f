//! Weights of feature extractors, from safetensors files.
//!
//! Those of SqueezeNet are a part of the program. `README.md` beside them says where they come from.

use std::path::Path;

use half::{bf16, f16};
use safetensors::{Dtype, SafeTensors};

use super::tensor_file::from_bytes;
use super::{RecordError, sha256};
use crate::files;
use crate::nn::NamedTensor;

/// SqueezeNet 1.1 with ImageNet weights in half precision.
const SQUEEZENET: &[u8] = include_bytes!("squeezenet1_1.safetensors");

/// The longest file of weights that is read, in bytes: VGG19 with its classifier has 575 MB.
const LONGEST: u64 = 1 << 30;

/// The weights of SqueezeNet 1.1 on ImageNet.
///
/// # Panics
/// Never: the tests read them.
pub fn squeezenet_weights() -> Vec<NamedTensor> {
    parse_weights(SQUEEZENET).expect("the program's own weights")
}

/// Reads the weights in a safetensors file: floating-point tensors of 16, 32 or 64 bits.
///
/// # Errors
/// If the file cannot be read, is longer than 1 GiB, or is no such file.
pub fn read_weights(path: &Path) -> Result<Vec<NamedTensor>, RecordError> {
    let bytes = files::read(path, LONGEST).map_err(|error| RecordError::io("read", path)(error))?;
    parse_weights(&bytes).map_err(|reason| RecordError::damaged(path, reason))
}

/// SHA-256 of a file of weights.
///
/// # Errors
/// If it cannot be read or is longer than 1 GiB.
pub(crate) fn weights_digest(path: &Path) -> Result<String, RecordError> {
    let bytes = files::read(path, LONGEST).map_err(|error| RecordError::io("read", path)(error))?;
    Ok(sha256(&bytes))
}

/// The weights in the bytes of a safetensors file.
///
/// # Errors
/// If they are no such file, or hold a tensor of another kind of number: why.
pub(crate) fn parse_weights(bytes: &[u8]) -> Result<Vec<NamedTensor>, String> {
    let file = SafeTensors::deserialize(bytes)
        .map_err(|error| format!("it is no file of safetensors: {error}"))?;
    let mut tensors = Vec::new();
    for (name, view) in file.tensors() {
        let bytes = view.data();
        let values = match view.dtype() {
            Dtype::F16 => from_bytes(bytes, |two| f16::from_le_bytes(two).to_f32()),
            Dtype::BF16 => from_bytes(bytes, |two| bf16::from_le_bytes(two).to_f32()),
            Dtype::F32 => from_bytes(bytes, f32::from_le_bytes),
            Dtype::F64 => from_bytes(bytes, |eight| f64::from_le_bytes(eight) as f32),
            other => {
                return Err(format!(
                    "its tensor `{name}` holds {other:?}; weights are F16, BF16, F32 or F64"
                ));
            }
        };
        tensors.push(NamedTensor {
            shape: view.shape().to_vec(),
            values,
            name,
        });
    }
    Ok(tensors)
}
