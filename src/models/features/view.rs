//! What is seen of a network from outside: images and maps as slices.

use crate::nn::Scratch;

/// An RGB image: height x width x 3 values, 0 black and 1 white.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    /// Its values, channels last.
    pub values: &'a [f32],
    /// Its height.
    pub height: usize,
    /// Its width.
    pub width: usize,
}

/// The map of one layer: height x width x channels values, channels last.
#[derive(Clone, Copy, Debug)]
pub struct FeatureMap<'a> {
    /// Its values.
    pub values: &'a [f32],
    /// Its height.
    pub height: usize,
    /// Its width.
    pub width: usize,
    /// Its channels.
    pub channels: usize,
}

/// Sees the map of each layer by its number, and may answer with the gradient of a loss on it.
pub type Observer<'a> = dyn FnMut(usize, FeatureMap) -> Option<Scratch> + 'a;
