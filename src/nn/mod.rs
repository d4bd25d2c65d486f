//! Typed layers on dfdx's tape, matrix products, optimisers: the only module that knows dfdx.
//!
//! dfdx 0.13 gives tensors, the tape, the store of gradients and the shapes that are types of batches
//! and layers, on stable Rust. It is the newest release and is no longer maintained, so dtype and
//! device are named in `tensor.rs`, the tape in `tape.rs`, and neither outside this module. What is
//! added to it, and why:
//!
//! - **The pass is explicit** ([`Pass`]), because dfdx decides by the type of tape, and then either
//!   runs G in the wrong mode or computes gradients that nobody uses. A [`Batch`] knows whether
//!   anything before it needs a gradient; an operation whose gradients nobody needs is not recorded.
//! - **Layers are fused**: matrix product, bias and activation record one backward operation. Sizes
//!   are const parameters, so two layers that do not fit do not compile (`models/mod.rs` has the
//!   doctest that proves it). Feature maps are channels last.
//! - **Types end at layers**: a batch and a layer have their shapes as types, the tensors beneath are
//!   flat, and operations take sizes at run time. Each operation, and every visitor of parameters, is
//!   compiled once, whatever the models: with shapes down to the tensors, the crate was half as large
//!   again. What is generic in a layer calls something that is not, as soon as it can.
//! - **Networks are objects** ([`Network`]): a game, an optimizer or an export is compiled once and not
//!   once for each model. Families of models with sizes of a study's choice are chains of layers whose
//!   sizes are given at run time (`sized/`), with the operations and the bits of the typed ones.
//! - **Tensors as slices**: all tensor memory is reached through two functions of `tensor.rs`. The
//!   only other `unsafe` is in `buffer.rs`, in the inner loop of matrix products (`matmul/tile/`),
//!   where threads share work (`workers.rs`), and in the program's allocator.
//! - **Blocks of memory from 512 bytes on begin with a line of the cache** (`line_allocator.rs`), where
//!   the program has [`LineAllocator`]: a vector of AVX-512 then lies on one line and not on two.
//! - **Outputs are not filled with zeros first** (`buffer.rs`), although dfdx fills each buffer that it
//!   hands out: an operation that writes all of its output, or the first part of a gradient, takes
//!   one with whatever an older tensor has left in it.
//! - **Matrix products of our own** (`matmul/`), because a convolution needs what no library of
//!   products offers: a left operand that is read where it lies.
//! - **A convolution is a strided window** between a big and a small map (`strided_window/`); the
//!   transposed convolution is the same window in the other direction, and each is the other's
//!   gradient.
//! - **A forward pass can be recorded twice** (`Batch::with_parameter_tape`): where G is updated
//!   first and both players use the same fakes, D's logits on them are computed once for both. Where no
//!   layer of D mixes rows, so is the gradient through D (`row_derivatives.rs`): the gradients of the
//!   two losses differ by a factor for each row.
//! - **Activation masks** (`activation_mask.rs`) hold each unit on its side of a kink, so that gradient
//!   penalties need no double backward.
//! - **Networks may be graphs** (`graph/`): paths fork and meet inside one layer, so that everything
//!   outside still sees one input and one output.
//! - **Sizes of photographs are no types** (`any_size/`): a feature extractor types its channels, and
//!   takes maps of any height and width.
//! - **Buffers come from dfdx's cache**, which [`Device`] empties when it is dropped; dfdx does not
//!   do that by itself. A gradient is taken out of the store as a tensor, so that its buffer is free
//!   as soon as the operation before has it. `tests/steps.rs` counts: after warm-up a step allocates
//!   nothing of a tensor's size.
//! - **Threads** ([`ThreadPool`]) share rows or columns of a result, never a sum. Every value is
//!   summed in an order that does not depend on them, and sums over a batch are taken in blocks of a
//!   fixed size.
//! - **Kernels** (`kernels.rs`) are compiled for several CPU features and dispatched at run time,
//!   without fused multiply-add, so that they give the same bits on all of them. Matrix products do
//!   use it, and exp and ln come from the system's libm, except in minibatch discrimination, which
//!   has its own. So equal bits are promised for the same binary on the same machine and CPU
//!   features, which are in a run's provenance.
//! - **Random layers have no state** ([`LayerNoise`]): their draws are a function of seed, step,
//!   forward pass and layer. StyleGAN2's noise and style mixing draw from them; no model has dropout
//!   today.
//! - **Growth goes with the batch** ([`Growth`]): one network holds the layers of all resolutions, and
//!   which of them take part is a function of the step.
//! - **A modulated convolution scales channels** (`style/`): samples share one weight and are convolved
//!   together, because scaling their inputs by the style and their outputs by the norm is the same.
//! - **D's first and last layer know the run** ([`PackedInput`], [`Head`]): the run chooses whether D
//!   judges several samples at once, and what its last layer sees of the rest of the batch.
//! - **Spectral norm keeps the network normalised** (`spectral_norm.rs`): the network always holds
//!   W / sigma, so that no forward pass knows of it; the raw weights wait for the optimiser's step.

mod activation;
mod activation_mask;
mod add_scaled;
mod any_size;
mod basis;
mod batch;
mod batch_norm;
mod biased_activation;
mod buffer;
mod column_sums;
mod context;
mod conv;
mod convolution;
mod dense;
mod device;
mod dropout;
mod equalized;
mod fir;
mod gain;
mod gram;
mod graph;
mod grouped_conv;
mod growth;
mod growth_state;
mod head;
mod initial_scale;
mod initializer;
mod instructions;
mod kernels;
mod label_maps;
mod layer;
mod layer_noise;
mod line_allocator;
mod matmul;
mod maxout;
mod minibatch_discrimination;
mod minibatch_stddev;
mod modules;
mod named_tensors;
mod network;
mod optimizer;
mod packed_input;
mod parameter_vectors;
mod pixel_norm;
mod pooling;
mod product;
mod reparameterization;
mod reshape;
mod row_derivatives;
mod row_map;
mod row_part;
mod saved_parameters;
mod scaled_tensor;
mod shape;
mod sized;
mod spectral_norm;
mod strided_window;
mod style;
mod style_state;
mod tape;
mod tensor;
#[cfg(test)]
mod tests;
mod thread_pool;
mod two_tapes;
mod unchanged;
mod upsample;
mod weight_clip;
mod workers;

pub use activation::{Activation, Identity, LeakyRelu, Relu, ScaledLeakyRelu, Sigmoid, Tanh};
pub use activation_mask::ActivationMask;
pub use any_size::{AnySize, AnySizeConcat, AnySizeConv2d, AnySizeMaxPool2d, Maps, maps};
pub use basis::{DiscriminativeBasis, GenerativeBasis};
pub use batch::GradientNorm;
pub use batch::{Batch, backward};
pub use batch_norm::{BatchNorm, BatchNorm1d, BatchNorm2d};
pub use biased_activation::BiasedActivation;
pub use conv::{Conv2d, ConvTranspose2d};
pub use dense::Dense;
pub use device::Device;
pub use dropout::Dropout;
pub use equalized::{EqualizedConv2d, EqualizedDense};
pub use fir::{Binomial3, Binomial4, Filter, FirConv2d, FirConvTranspose2d};
pub use gain::{Four, Gain, Hundredth, SqrtHalf, SqrtTwo, Unit, Zero};
pub use gram::{add_channel_product, gram_matrix};
pub use graph::{Concat, ConcatRows, Projection, Residual, Sum};
pub use grouped_conv::GroupedConv2d;
pub use growth::Growing;
pub use growth_state::Growth;
pub use head::{DenseHead, Head};
pub use initial_scale::InitialScale;
pub use initializer::{Initialization, Initializer, MinibatchFeatures};
pub use instructions::instructions;
pub use label_maps::LabelMaps;
pub use layer::{Layer, TensorVisitor};
pub use layer_noise::LayerNoise;
pub use line_allocator::LineAllocator;
pub use matmul::{multiply_adds, tile_gigaflops};
pub use maxout::Maxout;
pub use minibatch_discrimination::MinibatchDiscriminationLayer;
pub use minibatch_stddev::MinibatchStddevLayer;
pub use modules::{ActivationModule, ConvModule, Module, Modules, StyleModule, StyledConvModule};
pub use named_tensors::visit_state;
pub use named_tensors::{NamedTensor, load_named_tensors, named_tensors};
pub use network::{Network, Parameterized, Rows};
pub use optimizer::{Moments, NetworkOptimizer, UpdateRule, VectorOptimizer};
pub use optimizer::{StepAdjoint, TakenStep};
pub use packed_input::PackedInput;
pub use parameter_vectors::{
    add_to_gradients, gradient_vectors, parameter_vectors, set_parameters,
};
pub use pixel_norm::PixelNorm;
pub use pooling::{AvgPool2d, MaxPool2d};
pub use reshape::{Flatten, Unflatten};
pub use row_map::RowMap;
pub use row_part::RowPart;
pub use saved_parameters::SavedParameters;
pub use shape::{BatchShape, FeatureMaps, Features};
pub use sized::{
    Chain, Packed, SizedBatchNorm, SizedConv, SizedConvSizes, SizedDense, SizedHead, SizedUnflatten,
};
pub use spectral_norm::SpectralNormalizer;
pub use style::{
    Doubled, Finished, LearnedConstant, ModulatedConv2d, NoiseInput, Resolutions, StyleGenerator,
    StyledConv, StyledConv2d, StyledUpConv2d, Styles,
};
pub use style_state::{StyleProbe, Styling};
pub use tape::Pass;
pub use tensor::{Gradients, Tensor};
pub use thread_pool::{Scratch, ThreadPool};
pub use unchanged::Unchanged;
pub use upsample::Upsample;
pub use weight_clip::clip_weights;
