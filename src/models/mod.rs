//! Architectures by name: one file each, with type aliases that read like the paper's table.
//!
//! A new model is such a file, its line in `models!` below, and its variant in
//! [`crate::config::FixedModel`]. A variant without a line does not compile. Pairs whose sizes a study
//! chooses are in `families`.
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
//! use seesaw::nn::{Conv2d, Initializer, Layer};
//! // 28 x 28 with kernel 4, stride 2 and padding 1 gives 14 x 14, not 15 x 15.
//! fn wrong(initializer: &mut Initializer) -> Conv2d<28, 1, 15, 64, 4, 2, 1> {
//!     Layer::new(initializer)
//! }
//! let device = seesaw::nn::Device::default();
//! let mut draws = seesaw::rng::Seed(0).at(seesaw::rng::Stream::GeneratorWeights, 0, 0);
//! wrong(&mut Initializer::new(&device, seesaw::nn::Initialization::Uniform, &mut draws));
//! ```

mod autoencoder;
mod classifier;
mod conditional;
mod conditional_pair;
mod families;
pub mod features;
mod minibatch;
mod mlp;
mod networks;
mod pair;
mod parameter_counts;
mod player;
#[cfg(test)]
mod tests;

pub use autoencoder::Autoencoder;
pub use classifier::{
    CLASSIFIER_FEATURES, ClassifierArchitecture, ClassifierNetwork, ClassifierVisitor, MAX_CLASSES,
    with_classifier,
};
pub use conditional::{AuxiliaryPair, ConcatPair, ConditionalForms, ProjectionPair};
pub use minibatch::minibatch_features;
pub use mlp::Mlp;
pub use networks::{AnyAutoencoder, AnyPair, Networks, NewNetwork};
pub use pair::Pair;
pub use parameter_counts::parameter_counts;
pub use player::{PerPlayer, Player};

use conditional_pair::conditional_pair;

use crate::config::{FixedModel, Model};
use crate::schema::defaults;
use crate::strategies::Condition;

/// Declares the files of pairs and of autoencoders, exports these, and turns their names into types.
macro_rules! models {
    (
        pairs { $($file:ident: $($model:ident),+;)+ }
        autoencoders { $($encoding_file:ident: $encoding:ident;)+ }
    ) => {
        $(
            mod $file;
            pub use $file::{$($model),+};
        )+
        $(
            mod $encoding_file;
            pub use $encoding_file::$encoding;
        )+

        /// The networks that a model names, in the form that a condition asks for: the one place where
        /// a name becomes types.
        pub fn networks_of(model: Model, condition: &Condition) -> Networks {
            if condition.is_on() {
                return Networks::Pair(conditional_pair(model, condition));
            }
            Networks::Pair(match model {
                Model::Fixed(model) => return fixed_networks(model),
                Model::Mlp(sizes) if sizes == defaults() => AnyPair::of::<Mlp>(),
                Model::Mlp(sizes) => families::mlp(sizes),
                Model::Fc(sizes) => families::fc(sizes),
                Model::Dcgan(sizes) => families::dcgan(sizes),
            })
        }

        fn fixed_networks(model: FixedModel) -> Networks {
            match model {
                $($(FixedModel::$model => Networks::Pair(AnyPair::of::<$model>()),)+)+
                $(FixedModel::$encoding => Networks::Autoencoder(AnyAutoencoder::of::<$encoding>()),)+
            }
        }
    };
}

models! {
    pairs {
        mlp_unrolled: MlpUnrolled;
        mlp_pacgan: MlpPacgan;
        dirac: Dirac;
        fc_8: Fc8;
        fc_28: Fc28;
        dcgan_8: Dcgan8, Dcgan8Rgb;
        dcgan_16: Dcgan16;
        dcgan_28: Dcgan28, Dcgan28Rgb;
        dcgan_28_pool: Dcgan28Pool;
        dcgan_32: Dcgan32;
        dcgan_64: Dcgan64;
        msg: Msg32, MsgNarrow, Msg64;
        pggan: Pggan32, PgganNarrow, Pggan64;
        r3gan: R3gan8, R3gan32, R3ganNarrow;
        stylegan2: Stylegan2At32, Stylegan2Narrow, Stylegan2At64;
    }
    autoencoders {
        vae_8: Vae8;
        vae_28: Vae28;
        vae_32: Vae32;
    }
}
