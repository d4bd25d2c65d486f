//! Feature extractors: networks that were trained on photographs, and whose layers say what is on
//! one.
//!
//! A network is a table of named layers with typed channels (`network.rs`). Types end at
//! [`FeatureExtractor`]: outside, an image and the map of each layer are slices of f32, channels
//! last. Weights come from a file in the names of PyTorch, from a classifier that was trained here,
//! or are random. Style transfer takes losses of the maps back to the image; a metric takes the maps.

mod classifier;
mod extractor;
mod network;
mod squeezenet;
#[cfg(test)]
mod tests;
mod vgg;
mod view;
mod weights;

pub use classifier::{
    ClassifierLayers8, ClassifierLayers16, ClassifierLayers32, ClassifierLayers64,
    classifier_layer_weights,
};
pub use extractor::{FeatureExtractor, InputScale, TypedExtractor};
pub use network::{FeatureLayer, FeatureNetwork};
pub use squeezenet::SqueezeNet;
pub use vgg::{Vgg16, Vgg19};
pub use view::{FeatureMap, Image, Observer};
pub use weights::{WeightsError, random_weights};
