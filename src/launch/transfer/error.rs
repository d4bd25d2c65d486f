//! Why a style transfer cannot begin.

use std::path::PathBuf;

use crate::data::DataError;
use crate::models::features::WeightsError;
use crate::record::RecordError;

/// Why a style transfer cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// A picture cannot be used.
    #[error(transparent)]
    Picture(#[from] DataError),
    /// A file of weights cannot be read.
    #[error(transparent)]
    Weights(#[from] RecordError),
    /// A file holds the weights of another network.
    #[error("{} does not hold the weights of {network}: {error}", path.display())]
    OtherWeights {
        /// The file.
        path: PathBuf,
        /// The network that was asked for.
        network: &'static str,
        /// What does not fit.
        error: WeightsError,
    },
    /// A data set has no classifier that could be looked into.
    #[error("{0}; `features` needs a classifier that knows its classes")]
    NoClassifier(String),
    /// A picture leaves nothing at a layer.
    #[error(
        "`{}` has {width} x {height} pixels{}, too small for layer `{layer}` of {network}: each side needs {least}; name \
         earlier layers or {}",
        path.display(),
        shrunk(*width, *height, *side),
        remedy(*width, *height, *side)
    )]
    TooSmall {
        /// The picture's file.
        path: PathBuf,
        /// Its width after shrinking.
        width: usize,
        /// Its height after shrinking.
        height: usize,
        /// Pixels to which a longer side is shrunk.
        side: usize,
        /// The layer.
        layer: String,
        /// The network.
        network: &'static str,
        /// Pixels that a side needs.
        least: usize,
    },
}

/// Whether a picture was probably shrunk, in words.
fn shrunk(width: usize, height: usize, side: usize) -> String {
    match width.max(height) == side {
        true => format!(" with its longer side at `side: {side}`"),
        false => String::new(),
    }
}

/// What makes a picture larger.
fn remedy(width: usize, height: usize, side: usize) -> &'static str {
    match width.max(height) == side {
        true => "raise `side`",
        false => "take a larger picture",
    }
}
