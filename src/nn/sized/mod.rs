//! Layers whose sizes are given when they are made, for families of models: their member for each size
//! cannot be a type of its own. They share operations, names and layouts of parameters with the layers
//! whose sizes are types, and give the same bits. [`Chain`] checks that they fit.

mod batch_norm;
mod chain;
mod conv;
mod dense;
mod head;
mod packed;
mod unflatten;

pub use batch_norm::SizedBatchNorm;
pub use chain::Chain;
pub use conv::{SizedConv, SizedConvSizes};
pub use dense::SizedDense;
pub use head::SizedHead;
pub use packed::Packed;
pub use unflatten::SizedUnflatten;

use super::batch::Batch;
use super::network::Rows;

/// The shape of as many rows of another size.
fn rows_of(batch: &Batch<Rows>, size: usize) -> Rows {
    (batch.rows(), size)
}
