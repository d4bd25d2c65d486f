//! Architectures by name: one file each, type aliases that read like the paper's table, and one
//! line in [`with_pair`].
//!
//! A size that does not fit does not compile:
//! ```compile_fail
//! use seesaw::nn::{Dense, Initializer, Layer};
//! // 128 features come out of the first layer, the second one takes 127.
//! fn wrong(initializer: &mut Initializer) -> (Dense<64, 128>, Dense<127, 2>) {
//!     Layer::new(initializer)
//! }
//! ```
//! With the sizes put right it does:
//! ```no_run
//! use seesaw::nn::{Dense, Initializer, Layer};
//! fn right(initializer: &mut Initializer) -> (Dense<64, 128>, Dense<128, 2>) {
//!     Layer::new(initializer)
//! }
//! ```
//! Nor does a convolution whose output size does not follow from its input, kernel, stride and
//! padding:
//! ```compile_fail
//! use seesaw::nn::{Conv, Initializer, Layer};
//! // 28 x 28 with kernel 4, stride 2 and padding 1 gives 14 x 14, not 15 x 15.
//! fn wrong(initializer: &mut Initializer) -> Conv<28, 1, 15, 64, 4, 2, 1> {
//!     Layer::new(initializer)
//! }
//! let device = seesaw::nn::Device::default();
//! let mut draws = seesaw::rng::Seed(0).at(seesaw::rng::Stream::GeneratorWeights, 0, 0);
//! wrong(&mut Initializer::new(&device, seesaw::nn::Initialization::Uniform, &mut draws));
//! ```

mod classifier;
mod dcgan_16;
mod dcgan_28;
mod dcgan_28_pool;
mod dcgan_32;
mod dcgan_64;
mod dcgan_8;
mod fc_28;
mod fc_8;
mod mlp;
mod mlp_pacgan;
mod mlp_unrolled;
#[cfg(test)]
mod tests;

pub use classifier::{
    Classifier, ClassifierVisitor, FEATURES, MOST_CLASSES, Network, with_classifier,
};
pub use dcgan_8::{Dcgan8, Dcgan8Rgb};
pub use dcgan_16::Dcgan16;
pub use dcgan_28::{Dcgan28, Dcgan28Rgb};
pub use dcgan_28_pool::Dcgan28Pool;
pub use dcgan_32::Dcgan32;
pub use dcgan_64::Dcgan64;
pub use fc_8::Fc8;
pub use fc_28::Fc28;
pub use mlp::Mlp;
pub use mlp_pacgan::MlpPacgan;
pub use mlp_unrolled::MlpUnrolled;

use crate::config::Model;
use crate::nn::{BatchShape, Features, Initialization, Layer};

/// A generator and the discriminator that judges its samples.
pub trait Pair: 'static {
    /// Latent rows (N, Z) -> samples.
    type Generator: Layer<Input: BatchShape, Output: BatchShape>;
    /// Samples -> logits (N, 1), or one for each pack of samples: large means real. It begins with
    /// [`crate::nn::Packed`] and ends in [`crate::nn::Head`], or packing and minibatch features
    /// leave it as it is.
    type Discriminator: Layer<Input = <Self::Generator as Layer>::Output, Output = Features<1>>;
    /// How both networks start.
    const INITIALIZATION: Initialization = Initialization::Uniform;
}

/// Weights N(0, 0.02^2), BatchNorm's scales N(1, 0.02^2), biases 0 (Radford et al. 2016, section
/// 4).
pub const DCGAN: Initialization = Initialization::Normal {
    weight: 0.02,
    scale: 0.02,
};

/// What is done with a pair once its types are known.
pub trait PairVisitor {
    type Result;
    fn visit<P: Pair>(self) -> Self::Result;
}

/// The one place where a name becomes types.
pub fn with_pair<V: PairVisitor>(model: Model, visitor: V) -> V::Result {
    match model {
        Model::Mlp => visitor.visit::<Mlp>(),
        Model::MlpUnrolled => visitor.visit::<MlpUnrolled>(),
        Model::MlpPacgan => visitor.visit::<MlpPacgan>(),
        Model::Fc8 => visitor.visit::<Fc8>(),
        Model::Fc28 => visitor.visit::<Fc28>(),
        Model::Dcgan8 => visitor.visit::<Dcgan8>(),
        Model::Dcgan8Rgb => visitor.visit::<Dcgan8Rgb>(),
        Model::Dcgan16 => visitor.visit::<Dcgan16>(),
        Model::Dcgan28 => visitor.visit::<Dcgan28>(),
        Model::Dcgan28Pool => visitor.visit::<Dcgan28Pool>(),
        Model::Dcgan28Rgb => visitor.visit::<Dcgan28Rgb>(),
        Model::Dcgan32 => visitor.visit::<Dcgan32>(),
        Model::Dcgan64 => visitor.visit::<Dcgan64>(),
    }
}
