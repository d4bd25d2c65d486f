//! The only dfdx plumbing: typed layers on dfdx's tape, kernels, optimisers.
//!
//! dfdx 0.13 is the newest release and is not maintained, so dtype, device and tape are named in
//! `batch.rs` and nowhere outside this room. A layer carries its sizes as const parameters, and
//! [`Layer::forward`] takes the pass explicitly, so that no gradient is computed that nobody asked
//! for. Maps are channels last.

mod activation;
mod activation_mask;
mod add_scaled;
mod batch;
mod batch_norm;
mod bias;
mod context;
mod conv;
mod dense;
mod device;
mod dropout;
mod head;
mod initializer;
mod instructions;
mod kernels;
mod layer;
mod layer_noise;
mod matmul;
mod maxout;
mod minibatch_discrimination;
mod minibatch_stddev;
mod named_tensors;
mod optimizer;
mod packed_input;
mod pooling;
mod reshape;
mod saved_parameters;
mod shape;
mod spectral_norm;
mod strided_window;
mod tape;
mod tensor;
#[cfg(test)]
mod tests;
mod thread_pool;
mod upsample;
mod weight_clip;

pub use activation::{Activation, Identity, LeakyRelu, Relu, Sigmoid, Tanh};
pub use activation_mask::ActivationMask;
pub use batch::{Batch, GradientNorm, backward};
pub use batch_norm::{BatchNorm, BatchNorm1d, BatchNorm2d};
pub use conv::{Conv2d, ConvTranspose2d};
pub use dense::Dense;
pub use device::Device;
pub use dropout::Dropout;
pub use head::{DenseHead, Head};
pub use initializer::{Initialization, Initializer, MinibatchFeatures};
pub use layer::{Layer, TensorVisitor};
pub use layer_noise::LayerNoise;
pub use maxout::Maxout;
pub use minibatch_discrimination::MinibatchDiscrimination;
pub use minibatch_stddev::MinibatchStddev;
pub use named_tensors::{NamedTensor, load_named_tensors, named_tensors, visit_state};
pub use optimizer::{Moments, NetworkOptimizer, UpdateRule};
pub use packed_input::PackedInput;
pub use pooling::{AvgPool2d, MaxPool2d};
pub use reshape::{Flatten, Unflatten};
pub use saved_parameters::SavedParameters;
pub use shape::{BatchShape, FeatureMaps, Features};
pub use spectral_norm::SpectralNorm;
pub use tape::Pass;
pub use tensor::{Gradients, Tensor};
pub use thread_pool::ThreadPool;
pub use upsample::Upsample;
pub use weight_clip::clip_weights;
