//! The convolutions of the classifiers in `models/classifier.rs`, on pictures of any size.

use std::collections::BTreeMap;

use super::network::feature_network;
use crate::nn::{AnySizeConv2d, Layer, NamedTensor};

/// Halves the side with kernel 4.
type Downsample<const CI: usize, const CO: usize> = AnySizeConv2d<CI, CO, 4, 2, 1>;

feature_network! {
    /// The convolutions for images of 8 pixels.
    ClassifierLayers8 to 32 channels {
        conv1: AnySizeConv2d<3, 16, 3, 1, 1>,
        conv2: Downsample<16, 32>,
    }
    convolutions: &["conv1", "conv2"]
}

feature_network! {
    /// The convolutions for images of 16 and of 28 pixels.
    ClassifierLayers16 to 32 channels {
        conv1: Downsample<3, 16>,
        conv2: Downsample<16, 32>,
    }
    convolutions: &["conv1", "conv2"]
}

feature_network! {
    /// The convolutions for images of 32 pixels.
    ClassifierLayers32 to 64 channels {
        conv1: Downsample<3, 16>,
        conv2: Downsample<16, 32>,
        conv3: Downsample<32, 64>,
    }
    convolutions: &["conv1", "conv2", "conv3"]
}

feature_network! {
    /// The convolutions for images of 64 pixels.
    ClassifierLayers64 to 64 channels {
        conv1: Downsample<3, 16>,
        conv2: Downsample<16, 32>,
        conv3: Downsample<32, 64>,
        conv4: Downsample<64, 64>,
    }
    convolutions: &["conv1", "conv2", "conv3", "conv4"]
}

/// The weights of a trained classifier as a file of its convolutions would hold them, (CO, CI, K, K).
/// A convolution of grey images becomes one of the mean of red, green and blue.
///
/// Tensors come in any order, by their names in the classifier: layers are numbered from the image on,
/// and only weights of convolutions have four dimensions.
pub fn classifier_layer_weights<'a>(
    tensors: impl Iterator<Item = (&'a str, &'a [usize], &'a [f32])>,
) -> Vec<NamedTensor> {
    let tensors: BTreeMap<&str, (&[usize], &[f32])> = tensors
        .map(|(name, shape, values)| (name, (shape, values)))
        .collect();
    let mut named = Vec::new();
    for (name, (shape, weight)) in &tensors {
        let (&[out, height, width, channels], Some(layer)) = (*shape, name.strip_suffix(".weight"))
        else {
            continue;
        };
        let (_, bias) = tensors[format!("{layer}.bias").as_str()];
        let number = named.len() / 2 + 1;
        let spread = match (number, channels) {
            (1, 1) => 3,
            _ => 1,
        };
        named.push(NamedTensor {
            name: format!("conv{number}.weight"),
            shape: vec![out, spread * channels, height, width],
            values: channels_first(weight, height * width, channels, spread),
        });
        named.push(NamedTensor {
            name: format!("conv{number}.bias"),
            shape: vec![out],
            values: bias.to_vec(),
        });
    }
    named
}

/// (CO, K, K, CI) -> (CO, `spread` CI, K, K), each value shared among its copies.
fn channels_first(weight: &[f32], taps: usize, channels: usize, spread: usize) -> Vec<f32> {
    let mut values = Vec::with_capacity(spread * weight.len());
    for filter in weight.chunks_exact(taps * channels) {
        for channel in 0..spread * channels {
            let of_channel = (0..taps).map(|tap| filter[tap * channels + channel / spread]);
            values.extend(of_channel.map(|value| value / spread as f32));
        }
    }
    values
}
