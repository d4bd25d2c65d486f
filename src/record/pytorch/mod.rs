//! A generator as a Python module for PyTorch: `generator.py`, which builds the network as a user of
//! PyTorch would write it, its weights in PyTorch's names and layouts, and a README with an example.
//!
//! ```text
//! nn::Module, one after the other --fold.rs--> with channels first --network.rs, style.rs--> lines of Python, tensors
//! ```
//! Maps are channels last here and channels first there. Only where features become a map does that
//! change an order; the weights of the layer before it are stored in the other order.

mod fold;
mod helpers;
mod layout;
mod network;
mod python_file;
mod pytorch_export;
mod style;

use std::path::{Path, PathBuf};

use super::array_files::{ArrayNumbers, ArrayToWrite, write_safetensors};
use super::{RecordError, write_atomic};
use layout::TorchTensor;
use network::Network;
pub use pytorch_export::PytorchExport;

/// Why a generator could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum PytorchError {
    /// The disk refuses.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A layer has no counterpart.
    #[error(
        "{model} cannot be written for PyTorch: it has a layer without a counterpart there ({layer})"
    )]
    Unknown {
        /// The name of the model.
        model: String,
        /// The type of the layer.
        layer: &'static str,
    },
}

/// Writes a generator into a folder, in place of an earlier one, and returns the files.
///
/// # Errors
/// If one of its layers is not known in PyTorch, or the disk refuses.
pub fn export_pytorch(
    folder: &Path,
    mut export: PytorchExport,
) -> Result<Vec<PathBuf>, PytorchError> {
    let modules = fold::folded(std::mem::take(&mut export.modules), export.kind);
    let network =
        Network::of(&modules, export.latent_size).map_err(|unknown| PytorchError::Unknown {
            model: export.model.to_string(),
            layer: unknown.0,
        })?;
    let place = |name: &str| folder.join(name);
    let python = python_file::python_file(&export, &network);
    write_atomic(&place("generator.py"), python.as_bytes())?;
    write_tensors(&place("generator.safetensors"), &export, network.tensors)?;
    write_atomic(&place("README.md"), python_file::readme(&export).as_bytes())?;
    let files = ["generator.py", "generator.safetensors", "README.md"];
    Ok(files.map(place).to_vec())
}

fn write_tensors(
    path: &Path,
    export: &PytorchExport,
    tensors: Vec<TorchTensor>,
) -> Result<(), RecordError> {
    let about = [("run", export.run), ("weights", export.weights)];
    let about = about.map(|(key, value)| (key, value.to_string()));
    let array = |tensor: TorchTensor| {
        let bytes: Vec<u8> = tensor
            .values
            .iter()
            .flat_map(|it| it.to_le_bytes())
            .collect();
        ArrayToWrite {
            name: tensor.name.into(),
            numbers: ArrayNumbers::F32,
            shape: tensor.shape.iter().map(|size| *size as u64).collect(),
            pieces: Box::new(std::iter::once(bytes)),
        }
    };
    let mut arrays: Vec<ArrayToWrite> = tensors.into_iter().map(array).collect();
    write_safetensors(path, &about, &mut arrays).map(drop)
}
