//! Why samples cannot be judged.

use crate::data::DataError;
use crate::record::samples::SampleError;

/// Why samples cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// They cannot be read.
    #[error(transparent)]
    Samples(#[from] SampleError),
    /// The data whose modes are known cannot be drawn.
    #[error(transparent)]
    Data(#[from] DataError),
    /// What was asked for does not fit them.
    #[error("{0}")]
    Asked(String),
}
