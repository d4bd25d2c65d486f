//! What is done to one sample, and its transpose.

use super::colour::Colour;
use super::placement::Placement;

/// The images of one sample, in one row of values: the finest first, each with half the side of the
/// one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImageShape {
    /// Side of the finest.
    pub side: usize,
    pub channels: usize,
    /// Number of images.
    pub scales: usize,
}

impl ImageShape {
    /// Values of all images of a sample.
    pub fn values(&self) -> usize {
        let last = self.images().last();
        last.map_or(0, |(side, begin)| begin + side * side * self.channels)
    }

    /// The side of each image, and where its values begin in a row.
    fn images(&self) -> impl Iterator<Item = (usize, usize)> {
        let ImageShape {
            side,
            channels,
            scales,
        } = *self;
        (0..scales).scan(0, move |at, scale| {
            let (side, begin) = (side >> scale, *at);
            *at += side * side * channels;
            Some((side, begin))
        })
    }
}

/// An affine map of images: colours change, then pixels move. Every image of a sample is mapped by
/// itself, in the same way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ImageTransform {
    pub colour: Option<Colour>,
    pub placement: Placement,
}

impl ImageTransform {
    /// The identity.
    pub fn none(side: usize) -> Self {
        ImageTransform {
            colour: None,
            placement: Placement::none(side),
        }
    }

    /// Writes what becomes of a row.
    pub fn apply(&self, shape: ImageShape, input: &[f32], output: &mut [f32]) {
        let channels = shape.channels;
        for (side, begin) in shape.images() {
            let count = side * side * channels;
            let input = &input[begin..][..count];
            let output = &mut output[begin..][..count];
            let mean = self.mean(input);
            self.placement.for_each_source(side, |place, source| {
                let out = &mut output[place * channels..][..channels];
                match (source, &self.colour) {
                    (None, _) => out.fill(0.0),
                    (Some(source), None) => {
                        out.copy_from_slice(&input[source * channels..][..channels]);
                    }
                    (Some(source), Some(colour)) => {
                        colour.apply(&input[source * channels..][..channels], mean, out);
                    }
                }
            });
        }
    }

    /// The mean over an image, where colours need it.
    fn mean(&self, image: &[f32]) -> f32 {
        match &self.colour {
            Some(colour) if colour.mean != 0.0 => {
                let sum: f64 = image.iter().map(|value| f64::from(*value)).sum();
                (sum / image.len() as f64) as f32
            }
            _ => 0.0,
        }
    }

    /// Adds to `gradient` the transpose of the map's linear part times `upstream`.
    pub fn add_transposed(&self, shape: ImageShape, upstream: &[f32], gradient: &mut [f32]) {
        let channels = shape.channels;
        for (side, begin) in shape.images() {
            let count = side * side * channels;
            let upstream = &upstream[begin..][..count];
            let gradient = &mut gradient[begin..][..count];
            let mut sum = 0f64;
            self.placement.for_each_source(side, |place, source| {
                let Some(source) = source else { return };
                let upstream = &upstream[place * channels..][..channels];
                let gradient = &mut gradient[source * channels..][..channels];
                match &self.colour {
                    None => {
                        let pairs = gradient.iter_mut().zip(upstream);
                        pairs.for_each(|(gradient, upstream)| *gradient += upstream);
                    }
                    Some(colour) => {
                        colour.add_transposed(upstream, gradient);
                        sum += f64::from(upstream.iter().sum::<f32>());
                    }
                }
            });
            let through_mean = self.colour.map_or(0.0, |colour| colour.mean);
            if through_mean != 0.0 {
                let share = through_mean * (sum / count as f64) as f32;
                gradient.iter_mut().for_each(|value| *value += share);
            }
        }
    }
}
