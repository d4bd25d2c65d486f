//! Small convolutional classifiers, one for each kind of image that a pair of networks makes.
//!
//! They recognise the classes of a labelled set, so that the classes of samples can be counted, and
//! give features in which distances mean more than in pixels: the outputs of the layer before the
//! last.

use crate::config::Kind;
use crate::nn::{BatchShape, Conv2d, Dense, Features, Flatten, Identity, Layer, Relu};

/// Number of features F of every classifier.
pub const CLASSIFIER_FEATURES: usize = 64;

/// Number of logits of every classifier. A data set with n classes uses the first n of them, and the
/// others receive no gradient: so the type of a network does not depend on the data.
pub const MAX_CLASSES: usize = 256;

/// The architecture that recognises images of one kind.
pub trait ClassifierArchitecture: 'static {
    /// The architecture's name in stored weights.
    const NAME: &'static str;
    /// Images (N, S, S, C) -> features (N, 64), not negative.
    type Body: Layer<Input: BatchShape, Output = Features<CLASSIFIER_FEATURES>>;
}

/// Features (N, 64) -> logits (N, 256).
pub(super) type ClassifierHead = Dense<CLASSIFIER_FEATURES, MAX_CLASSES, Identity>;

/// All of a classifier: images -> logits.
pub type ClassifierNetwork<C> = (<C as ClassifierArchitecture>::Body, ClassifierHead);

/// Halves the side of feature maps with kernel 4.
type Downsample<const SI: usize, const CI: usize, const SO: usize, const CO: usize> =
    Conv2d<SI, CI, SO, CO, 4, 2, 1, Relu, true>;

/// Feature maps (N, S, S, C) -> features (N, 64); F = S * S * C.
type FeatureLayer<const S: usize, const C: usize, const F: usize> =
    (Flatten<S, C, F>, Dense<F, CLASSIFIER_FEATURES, Relu>);

/// For 8x8 images of C channels.
pub struct Classifier8<const C: usize>;

impl<const C: usize> ClassifierArchitecture for Classifier8<C> {
    const NAME: &'static str = "classifier-8";
    type Body = (
        Conv2d<8, C, 8, 16, 3, 1, 1, Relu, true>,
        Downsample<8, 16, 4, 32>,
        FeatureLayer<4, 32, 512>,
    );
}

/// For 16x16 images of C channels.
pub struct Classifier16<const C: usize>;

impl<const C: usize> ClassifierArchitecture for Classifier16<C> {
    const NAME: &'static str = "classifier-16";
    type Body = (
        Downsample<16, C, 8, 16>,
        Downsample<8, 16, 4, 32>,
        FeatureLayer<4, 32, 512>,
    );
}

/// For 28x28 images of C channels.
pub struct Classifier28<const C: usize>;

impl<const C: usize> ClassifierArchitecture for Classifier28<C> {
    const NAME: &'static str = "classifier-28";
    type Body = (
        Downsample<28, C, 14, 16>,
        Downsample<14, 16, 7, 32>,
        FeatureLayer<7, 32, 1568>,
    );
}

/// For 32x32 images of C channels.
pub struct Classifier32<const C: usize>;

impl<const C: usize> ClassifierArchitecture for Classifier32<C> {
    const NAME: &'static str = "classifier-32";
    type Body = (
        Downsample<32, C, 16, 16>,
        Downsample<16, 16, 8, 32>,
        Downsample<8, 32, 4, 64>,
        FeatureLayer<4, 64, 1024>,
    );
}

/// For 64x64 images of C channels.
pub struct Classifier64<const C: usize>;

impl<const C: usize> ClassifierArchitecture for Classifier64<C> {
    const NAME: &'static str = "classifier-64";
    type Body = (
        Downsample<64, C, 32, 16>,
        Downsample<32, 16, 16, 32>,
        Downsample<16, 32, 8, 64>,
        Downsample<8, 64, 4, 64>,
        FeatureLayer<4, 64, 1024>,
    );
}

/// What is done with a classifier once its types are known.
pub trait ClassifierVisitor {
    /// What comes out of it.
    type Result;
    /// Called with the types of the classifier.
    fn visit<C: ClassifierArchitecture>(self) -> Self::Result;
}

/// Calls `visitor` with the classifier for a kind of images; `None` where no pair of networks
/// generates such images.
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
