//! Small convolutional classifiers, one for each kind of image that a pair of networks makes.
//!
//! They recognise the classes of a labelled set, so that those of samples can be counted, and give
//! features in which distances mean more than in pixels: the outputs of the layer before the last.

use crate::config::Kind;
use crate::nn::{BatchShape, Conv2d, Dense, Features, Flatten, Identity, Layer, Relu};

/// Width of the features.
pub const FEATURES: usize = 64;

/// Width of the output layer. A set with n classes uses the first n logits, and the others receive
/// no gradient: so the type of a network does not depend on the data.
pub const MOST_CLASSES: usize = 256;

/// What recognises images of one kind.
pub trait Classifier: 'static {
    /// The architecture's name in stored weights.
    const NAME: &'static str;
    /// Images (N, S, S, C) -> features (N, 64), not negative.
    type Body: Layer<Input: BatchShape, Output = Features<FEATURES>>;
}

/// Features (N, 64) -> logits (N, 256).
pub type Output = Dense<FEATURES, MOST_CLASSES, Identity>;

/// All of a classifier: images -> logits.
pub type Network<C> = (<C as Classifier>::Body, Output);

/// Halves the side of maps with kernel 4.
type Halve<const SI: usize, const CI: usize, const SO: usize, const CO: usize> =
    Conv2d<SI, CI, SO, CO, 4, 2, 1, Relu, true>;

/// Maps (N, S, S, C) -> features (N, 64); F = S * S * C.
type End<const S: usize, const C: usize, const F: usize> =
    (Flatten<S, C, F>, Dense<F, FEATURES, Relu>);

/// 8x8 images of C channels.
pub struct Classifier8<const C: usize>;

impl<const C: usize> Classifier for Classifier8<C> {
    const NAME: &'static str = "classifier-8";
    type Body = (
        Conv2d<8, C, 8, 16, 3, 1, 1, Relu, true>,
        Halve<8, 16, 4, 32>,
        End<4, 32, 512>,
    );
}

/// 16x16 images of C channels.
pub struct Classifier16<const C: usize>;

impl<const C: usize> Classifier for Classifier16<C> {
    const NAME: &'static str = "classifier-16";
    type Body = (Halve<16, C, 8, 16>, Halve<8, 16, 4, 32>, End<4, 32, 512>);
}

/// 28x28 images of C channels.
pub struct Classifier28<const C: usize>;

impl<const C: usize> Classifier for Classifier28<C> {
    const NAME: &'static str = "classifier-28";
    type Body = (Halve<28, C, 14, 16>, Halve<14, 16, 7, 32>, End<7, 32, 1568>);
}

/// 32x32 images of C channels.
pub struct Classifier32<const C: usize>;

impl<const C: usize> Classifier for Classifier32<C> {
    const NAME: &'static str = "classifier-32";
    type Body = (
        Halve<32, C, 16, 16>,
        Halve<16, 16, 8, 32>,
        Halve<8, 32, 4, 64>,
        End<4, 64, 1024>,
    );
}

/// 64x64 images of C channels.
pub struct Classifier64<const C: usize>;

impl<const C: usize> Classifier for Classifier64<C> {
    const NAME: &'static str = "classifier-64";
    type Body = (
        Halve<64, C, 32, 16>,
        Halve<32, 16, 16, 32>,
        Halve<16, 32, 8, 64>,
        Halve<8, 64, 4, 64>,
        End<4, 64, 1024>,
    );
}

/// What is done with a classifier once its types are known.
pub trait ClassifierVisitor {
    type Result;
    fn visit<C: Classifier>(self) -> Self::Result;
}

/// The classifier of a kind of images; none where no pair of networks makes it.
pub fn with_classifier<V: ClassifierVisitor>(kind: Kind, visitor: V) -> Option<V::Result> {
    let Kind::Images { side, channels } = kind else {
        return None;
    };
    Some(match (side, channels) {
        (8, 1) => visitor.visit::<Classifier8<1>>(),
        (8, 3) => visitor.visit::<Classifier8<3>>(),
        (16, 3) => visitor.visit::<Classifier16<3>>(),
        (28, 1) => visitor.visit::<Classifier28<1>>(),
        (28, 3) => visitor.visit::<Classifier28<3>>(),
        (32, 3) => visitor.visit::<Classifier32<3>>(),
        (64, 3) => visitor.visit::<Classifier64<3>>(),
        _ => return None,
    })
}
