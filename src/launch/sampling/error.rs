//! Why a trained generator gives no samples.

use crate::data::DataError;
use crate::record::RecordError;

/// Why a trained generator gives no samples.
#[derive(Debug, thiserror::Error)]
pub enum SamplingError {
    /// A file of the run cannot be used, or the samples cannot be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The run's data cannot be opened.
    #[error(transparent)]
    Data(#[from] DataError),
    /// What was asked for does not fit the run.
    #[error("{0}")]
    Asked(String),
}
