//! The only dfdx plumbing: typed layers on dfdx's tape, kernels, optimisers.
//!
//! dfdx 0.13 is the newest release and is not maintained, so dtype, device and tape are named in `batch.rs` and nowhere
//! outside this room. A layer carries its sizes as const parameters, and [`Layer::forward`] takes the pass
//! explicitly, so that no gradient is computed that nobody asked for.

mod adam;
mod batch;
mod batch_norm;
mod dense;
mod kernels;
mod layer;
mod matmul;
mod snapshot;
mod storage;
#[cfg(test)]
mod tests;

pub use adam::{Adam, Moments};
pub use batch::{Batch, Device, Features, Gradients, Rows, backward};
pub use batch_norm::BatchNorm;
pub use dense::{Activation, Dense, LeakyRelu, Linear, Tanh};
pub use layer::{Initializer, Layer, Pass, Visitor};
pub use snapshot::{NamedTensor, restore, snapshot};
