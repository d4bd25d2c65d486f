//! The seam at which types end: images and feature maps as slices.

use super::network::{FeatureLayer, FeatureNetwork};
use super::view::{Image, Observer};
use super::weights::{WeightsError, load_weights};
use crate::nn::{Device, Initialization, Initializer, NamedTensor, ThreadPool, maps};
use crate::rng::{Seed, Stream};

/// How values from 0 to 1 become what a network was trained on: scale * value + offset, for red,
/// green and blue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputScale {
    /// Factors.
    pub scale: [f32; 3],
    /// What is added then.
    pub offset: [f32; 3],
}

impl InputScale {
    /// Values from 0 to 255 less the means of ImageNet, as in Caffe and Keras.
    pub const CAFFE: Self = Self {
        scale: [255.0; 3],
        offset: [-123.68, -116.779, -103.939],
    };
    /// Values less their means, over their deviations, as in torchvision.
    pub const TORCHVISION: Self = Self {
        scale: [1.0 / 0.229, 1.0 / 0.224, 1.0 / 0.225],
        offset: [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
    };
    /// Values from -1 to 1, as the GANs and classifiers here see them.
    pub const SYMMETRIC: Self = Self {
        scale: [2.0; 3],
        offset: [-1.0; 3],
    };
}

/// A network whose layers can be looked at.
pub trait FeatureExtractor {
    /// Its layers, from the image on.
    fn layers(&self) -> &'static [FeatureLayer];

    /// Height or width of a layer's map for an image of `side`; `None` where nothing is left.
    fn side_at(&self, layer: usize, side: usize) -> Option<usize>;

    /// Shows `observer` the map of every layer up to `last`.
    ///
    /// # Panics
    /// If nothing of the image is left at that layer: see [`FeatureExtractor::side_at`].
    fn look(&mut self, image: Image, last: usize, observer: &mut Observer);

    /// As [`FeatureExtractor::look`]; returns the gradient, with respect to the image's values, of
    /// the losses whose gradients the observer has answered with.
    ///
    /// # Panics
    /// As [`FeatureExtractor::look`].
    fn gradient(&mut self, image: Image, last: usize, observer: &mut Observer) -> Vec<f32>;

    /// What features are multiplied by to be of the size that inputs from 0 to 255 would give: 1 for
    /// these, 57.5 for torchvision's inputs. Losses of features can then be compared.
    fn feature_scale(&self) -> f64;

    /// The threads that it computes on.
    fn pool(&self) -> &ThreadPool;

    /// The number of the layer of this name.
    fn layer_named(&self, name: &str) -> Option<usize> {
        self.layers().iter().position(|layer| layer.name == name)
    }
}

/// A network with its weights.
pub struct TypedExtractor<N> {
    network: N,
    input: InputScale,
    device: Device,
    pool: ThreadPool,
}

impl<N: FeatureNetwork> TypedExtractor<N> {
    /// The network with weights in PyTorch's names and layout, computing on the threads of `pool`.
    ///
    /// # Errors
    /// If the weights are not those of this network: what does not fit.
    pub fn new(
        weights: Vec<NamedTensor>,
        input: InputScale,
        pool: &ThreadPool,
    ) -> Result<Self, WeightsError> {
        let device = Device::new(pool.clone());
        let mut draws = Seed(0).at(Stream::Features, 0, 0);
        let initialization = Initialization::FanIn;
        let mut initializer = Initializer::new(&device, initialization, &mut draws);
        let mut network = N::new(&mut initializer);
        load_weights(&mut network, weights)?;
        Ok(Self {
            network,
            input,
            pool: pool.clone(),
            device,
        })
    }

    fn batch(&self, image: Image) -> crate::nn::Batch<crate::nn::Maps<3>> {
        let InputScale { scale, offset } = self.input;
        self.device
            .batch(maps::<3>(1, image.height, image.width), |batch| {
                let pixels = batch.chunks_exact_mut(3).zip(image.values.chunks_exact(3));
                for (out, pixel) in pixels {
                    for channel in 0..3 {
                        out[channel] = scale[channel] * pixel[channel] + offset[channel];
                    }
                }
            })
    }
}

impl<N: FeatureNetwork> FeatureExtractor for TypedExtractor<N> {
    fn layers(&self) -> &'static [FeatureLayer] {
        N::LAYERS
    }

    fn side_at(&self, layer: usize, side: usize) -> Option<usize> {
        N::side_at(layer, side)
    }

    fn look(&mut self, image: Image, last: usize, observer: &mut Observer) {
        let batch = self.batch(image);
        self.network.look(batch, last, observer);
    }

    fn gradient(&mut self, image: Image, last: usize, observer: &mut Observer) -> Vec<f32> {
        let batch = self.batch(image);
        let kept = batch.detach();
        let batch = batch.requiring_gradient();
        let mut gradients = self.network.look(batch, last, observer);
        let gradient = kept.gradient(&mut gradients);
        let pixels = gradient.values().chunks_exact(3);
        let scaled = |pixel: &[f32]| [0, 1, 2].map(|at| pixel[at] * self.input.scale[at]);
        pixels.flat_map(scaled).collect()
    }

    fn feature_scale(&self) -> f64 {
        let sum: f32 = self.input.scale.iter().sum();
        255.0 * 3.0 / f64::from(sum)
    }

    fn pool(&self) -> &ThreadPool {
        &self.pool
    }
}
