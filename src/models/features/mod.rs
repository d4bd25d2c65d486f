//! Feature extractors: networks that were trained on photographs, and whose layers say what is on
//! one.
//!
//! A network is a table of named layers with typed channels (`network.rs`). Types end at
//! [`FeatureExtractor`]: outside, an image and the map of each layer are slices of f32, channels
//! last. Weights come from a file in the names of PyTorch, or are random (`weights.rs`). Style
//! transfer takes losses of the maps back to the image; a metric takes the maps.

mod extractor;
mod network;
mod squeezenet;
#[cfg(test)]
mod tests;
mod vgg;
mod view;
mod weights;

pub use extractor::{FeatureExtractor, InputScale, TypedExtractor};
pub use network::{FeatureLayer, FeatureNetwork};
pub use squeezenet::SqueezeNet;
pub use vgg::{Vgg16, Vgg19};
pub use view::{FeatureMap, Image, Observer};
pub use weights::{WeightsError, random_weights};
