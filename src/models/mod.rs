//! Architectures by name: one file each, type aliases that read like the paper's table, and one line in [`with_pair`].
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

mod fc_8;
mod mlp;

pub use fc_8::Fc8;
pub use mlp::Mlp;

use crate::nn::{Features, Layer, Rows};
use crate::spec::Model;

/// A generator and the discriminator that judges its samples.
pub trait Pair: 'static {
    /// Latent rows (N, Z) -> samples.
    type Generator: Layer<Input: Rows, Output: Rows>;
    /// Samples -> logits (N, 1): large means real.
    type Discriminator: Layer<Input = <Self::Generator as Layer>::Output, Output = Features<1>>;
}

/// What is done with a pair once its types are known.
pub trait PairVisitor {
    type Result;
    fn visit<P: Pair>(self) -> Self::Result;
}

/// The one place where a name becomes types.
pub fn with_pair<V: PairVisitor>(model: Model, visitor: V) -> V::Result {
    match model {
        Model::Mlp => visitor.visit::<Mlp>(),
        Model::Fc8 => visitor.visit::<Fc8>(),
    }
}
