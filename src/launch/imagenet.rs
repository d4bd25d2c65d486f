//! Features of pictures in a network that was trained on photographs: the mean of its last maps before
//! the classes, as the Frechet inception distance has it, of a smaller network that the program carries.

use crate::data::sample_picture::square_of_floats;
use crate::metrics::{ClassifiedSamples, SampleClassifier};
use crate::models::features::{FeatureExtractor, Image, InputScale, SqueezeNet, TypedExtractor};
use crate::nn::ThreadPool;
use crate::parallel::parallel_map;
use crate::record::squeezenet_weights;

/// Pixels a side of what the network is shown, at least.
const SHOWN: usize = 64;
/// The layer that is looked at, and one in the middle, whose maps tell textures apart.
const LAYER: &str = "fire9";
const FINE_LAYER: &str = "fire5";
/// Features of a picture.
pub(super) const IMAGENET_FEATURES: usize = 512;
/// Features of textures: means and deviations of 256 maps.
pub(super) const FINE_FEATURES: usize = 512;
/// What features are divided by: 57.5 times the inputs of torchvision are these, and distances of features
/// are then of the usual size.
const SCALE: f32 = 57.5;

/// What the features are, for whoever keeps them.
pub(super) fn imagenet_features_name() -> String {
    format!(
        "squeezenet1_1 {LAYER} mean, {FINE_LAYER} mean and deviation / {SCALE}, shown at {SHOWN} pixels or more"
    )
}

/// The network, for one thread: pictures are looked at one by one.
pub(super) struct ImageNetNetwork {
    network: TypedExtractor<SqueezeNet>,
    layer: usize,
    fine_layer: usize,
}

impl ImageNetNetwork {
    pub fn new() -> Self {
        let pool = ThreadPool::new(1);
        let weights = squeezenet_weights();
        let network = TypedExtractor::<SqueezeNet>::new(weights, InputScale::CAFFE, &pool);
        let network = network.expect("the program's own weights");
        let place = |name| network.layer_named(name).expect("a layer of SqueezeNet");
        Self {
            layer: place(LAYER),
            fine_layer: place(FINE_LAYER),
            network,
        }
    }

    /// Adds the features of one picture, whose values are from -1 to 1, and those of its textures where these
    /// are wanted.
    pub fn add_features(
        &mut self,
        picture: &[f32],
        (side, channels): (usize, usize),
        features: &mut Vec<f32>,
        mut fine: Option<&mut Vec<f32>>,
    ) {
        let shares = picture
            .iter()
            .map(|value| f32::midpoint(value.clamp(-1.0, 1.0), 1.0));
        let rgb: Vec<f32> = match channels {
            1 => shares.flat_map(|share| [share; 3]).collect(),
            _ => shares.collect(),
        };
        let shown = side.max(SHOWN);
        let values = square_of_floats(&rgb, (side, side, 3), shown);
        let image = Image {
            values: &values,
            height: shown,
            width: shown,
        };
        let (layer, fine_layer) = (self.layer, self.fine_layer);
        self.network.look(image, layer, &mut |at, map| {
            if at == layer {
                features.extend(means(map.values, map.channels));
            }
            if let Some(fine) = fine.as_deref_mut().filter(|_| at == fine_layer) {
                let means: Vec<f32> = means(map.values, map.channels).collect();
                let deviations = deviations(map.values, &means);
                fine.extend(&means);
                fine.extend(deviations);
            }
            None
        });
    }
}

/// The mean of each channel.
fn means(values: &[f32], channels: usize) -> impl Iterator<Item = f32> {
    let positions = SCALE * (values.len() / channels) as f32;
    let mut means = vec![0.0; channels];
    for position in values.chunks_exact(channels) {
        let sums = means.iter_mut().zip(position);
        sums.for_each(|(sum, value)| *sum += value / positions);
    }
    means.into_iter()
}

/// The standard deviation of each channel around its mean.
fn deviations(values: &[f32], means: &[f32]) -> impl Iterator<Item = f32> {
    let positions = (values.len() / means.len()) as f32;
    let mut squares = vec![0.0; means.len()];
    for position in values.chunks_exact(means.len()) {
        for ((square, value), mean) in squares.iter_mut().zip(position).zip(means) {
            *square += (value / SCALE - mean).powi(2) / positions;
        }
    }
    squares.into_iter().map(f32::sqrt)
}

/// What looks at the samples of a run in this network. It knows no classes of the data.
pub(super) struct ImageNetSamples {
    pub side: usize,
    pub channels: usize,
    pub threads: usize,
}

impl SampleClassifier for ImageNetSamples {
    fn classes(&self) -> usize {
        0
    }

    fn shares(&self) -> &[f64] {
        &[]
    }

    fn classify(&self, rows: &[f32]) -> ClassifiedSamples {
        let row = self.side * self.side * self.channels;
        let pictures: Vec<&[f32]> = rows.chunks_exact(row).collect();
        let share = pictures.len().div_ceil(self.threads.max(1)).max(1);
        let parts: Vec<&[&[f32]]> = pictures.chunks(share).collect();
        let of_part = |part: &&[&[f32]]| {
            let mut network = ImageNetNetwork::new();
            let mut features = Vec::with_capacity(part.len() * IMAGENET_FEATURES);
            for picture in *part {
                network.add_features(picture, (self.side, self.channels), &mut features, None);
            }
            features
        };
        ClassifiedSamples {
            features: parallel_map(&parts, self.threads, of_part).concat(),
            width: IMAGENET_FEATURES,
            classes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    #[test]
    fn features_of_samples_do_not_depend_on_threads() {
        let rows = hashed(5 * 32 * 32 * 3, 1, 1.0);
        let of = |threads| {
            let samples = ImageNetSamples {
                side: 32,
                channels: 3,
                threads,
            };
            samples.classify(&rows)
        };
        let one = of(1);
        assert_eq!(one.features.len(), 5 * IMAGENET_FEATURES);
        assert!(one.features.iter().any(|value| *value > 0.0) && one.classes.is_empty());
        for threads in [2, 3, 8] {
            assert_eq!(of(threads), one, "{threads} threads");
        }
        assert!(of(2).features.iter().all(|value| value.is_finite()));
    }
}
