//! What every augmentation says.

use super::transform::ImageTransform;
use crate::rng::Draws;

/// What an augmentation depends on apart from its draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Situation {
    /// Side of the images.
    pub side: usize,
    /// Their channels: 1 or 3.
    pub channels: usize,
    /// Share of the run that is done.
    pub progress: f64,
    /// p of an adaptive rule; 1 without one.
    pub strength: f64,
}

/// What every augmentation says.
pub(crate) trait AugmentPolicy {
    /// What is done to one image, from `draws`, whose number depends on nothing.
    fn draw(&self, draws: &mut Draws, situation: Situation) -> ImageTransform;
}
