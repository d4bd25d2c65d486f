//! The only dfdx plumbing: typed layers on dfdx's tape, kernels, optimisers.
//!
//! dfdx 0.13 is the newest release and is not maintained, so dtype, device and tape are named in
//! `batch.rs` and nowhere outside this room. A layer carries its sizes as const parameters, and
//! [`Layer::forward`] takes the pass explicitly, so that no gradient is computed that nobody asked
//! for. Maps are channels last.

mod activation;
mod batch;
mod batch_norm;
mod bias;
mod conv;
mod dense;
mod dropout;
mod head;
mod initializer;
mod keep;
mod kernels;
mod layer;
mod maxout;
mod minibatch_discrimination;
mod minibatch_stddev;
mod noise;
mod optimizer;
mod packed;
mod pattern;
mod pool;
mod product;
mod reshape;
mod shift;
mod snapshot;
mod spectral;
mod storage;
#[cfg(test)]
mod tests;
mod upsample;
mod window;

pub use activation::{Activation, LeakyRelu, Linear, Relu, Sigmoid, Tanh};
pub use batch::{Batch, Device, Features, GradientNorm, Gradients, Maps, Rows, backward};
pub use batch_norm::{BatchNorm, BatchNormMaps, Normalise};
pub use conv::{Conv, ConvTranspose};
pub use dense::Dense;
pub use dropout::Dropout;
pub use head::{DenseHead, Head, Minibatch};
pub use initializer::{Initialization, Initializer};
pub use keep::{Kept, clip_parameters};
pub use layer::{Layer, Pass, Visitor};
pub use maxout::Maxout;
pub use minibatch_discrimination::MinibatchDiscrimination;
pub use minibatch_stddev::MinibatchStddev;
pub use noise::Noise;
pub use optimizer::{Moments, Optimizer, Rule};
pub use packed::Packed;
pub use pattern::Pattern;
pub use pool::{AvgPool, MaxPool};
pub use product::Workers;
pub use reshape::{Flatten, Unflatten};
pub use snapshot::{NamedTensor, restore, snapshot, visit_state};
pub use spectral::SpectralNorm;
pub use upsample::Upsample;
