//! Weights of feature extractors: from PyTorch's names and layout, or random.

use std::collections::BTreeMap;

use super::network::FeatureNetwork;
use crate::nn::{Device, Initialization, Initializer, NamedTensor};
use crate::nn::{load_named_tensors, named_tensors};
use crate::rng::{Seed, Stream};

/// Why weights are not those of a network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeightsError {
    /// A tensor of the network is not there.
    #[error("it holds no tensor `{name}`; the network needs {needed}")]
    Missing {
        /// Its name.
        name: String,
        /// What the network needs, in words.
        needed: String,
    },
    /// A tensor that the network does not have.
    #[error("it holds a tensor `{0}`, which the network does not have: is it another network?")]
    Unknown(String),
    /// A tensor of another shape.
    #[error("its tensor `{name}` has the shape {found:?}; the network needs {needed:?}")]
    Shape {
        /// Its name.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// The network's.
        needed: Vec<usize>,
    },
    /// A value that is no finite number.
    #[error("its tensor `{0}` holds a value that is not finite")]
    NotFinite(String),
}

/// Tensors that classify and have no part in features begin with this, in torchvision's names.
const CLASSIFIER: &str = "classifier.";

/// Loads weights in PyTorch's names and layout, (CO, CI, K, K), into a network.
///
/// # Errors
/// If one is missing, unknown, of another shape, or not finite.
pub(super) fn load_weights<N: FeatureNetwork>(
    network: &mut N,
    weights: Vec<NamedTensor>,
) -> Result<(), WeightsError> {
    let mut found: BTreeMap<String, NamedTensor> = weights
        .into_iter()
        .map(|tensor| (tensor.name.clone(), tensor))
        .collect();
    let mut tensors = named_tensors(network);
    for (at, tensor) in tensors.iter_mut().enumerate() {
        let convolution = N::CONVOLUTIONS[at / 2];
        let name = match tensor.shape.len() {
            4 => format!("{convolution}.weight"),
            _ => format!("{convolution}.bias"),
        };
        let Some(given) = found.remove(&name) else {
            let first = N::CONVOLUTIONS[0];
            let last = N::CONVOLUTIONS[N::CONVOLUTIONS.len() - 1];
            let needed = format!(
                "`.weight` and `.bias` of {} convolutions, `{first}` to `{last}`",
                N::CONVOLUTIONS.len()
            );
            return Err(WeightsError::Missing { name, needed });
        };
        let needed = in_pytorch(&tensor.shape);
        if given.shape != needed {
            return Err(WeightsError::Shape {
                name,
                found: given.shape,
                needed,
            });
        }
        if given.values.iter().any(|value| !value.is_finite()) {
            return Err(WeightsError::NotFinite(name));
        }
        tensor.values = channels_last(&needed, given.values);
    }
    if let Some(name) = found.into_keys().find(|name| !name.starts_with(CLASSIFIER)) {
        return Err(WeightsError::Unknown(name));
    }
    load_named_tensors(network, &tensors);
    Ok(())
}

/// The shape in PyTorch of a weight (CO, K, K, CI), or of a bias.
fn in_pytorch(shape: &[usize]) -> Vec<usize> {
    match *shape {
        [out, height, width, channels] => vec![out, channels, height, width],
        _ => shape.to_vec(),
    }
}

/// The values of a weight (CO, CI, K, K) as (CO, K, K, CI); those of a bias as they are.
fn channels_last(shape: &[usize], values: Vec<f32>) -> Vec<f32> {
    let [_, channels, height, width] = *shape else {
        return values;
    };
    let taps = height * width;
    let of_filter = |filter: &[f32]| -> Vec<f32> {
        let places = (0..taps).flat_map(|tap| (0..channels).map(move |at| at * taps + tap));
        places.map(|place| filter[place]).collect()
    };
    values
        .chunks_exact(taps * channels)
        .flat_map(of_filter)
        .collect()
}

/// Weights N(0, 2 / fan in) and biases 0 (He et al. 2015) for a network, as a file would hold them.
pub fn random_weights<N: FeatureNetwork>(seed: Seed) -> Vec<NamedTensor> {
    let device = Device::default();
    let mut draws = seed.at(Stream::Features, 0, 0);
    let initialization = Initialization::FanIn;
    let mut network = N::new(&mut Initializer::new(&device, initialization, &mut draws));
    let tensors = named_tensors(&mut network).into_iter().enumerate();
    let named = |(at, tensor): (usize, NamedTensor)| {
        let convolution = N::CONVOLUTIONS[at / 2];
        let (name, gain) = match tensor.shape.len() {
            4 => (format!("{convolution}.weight"), std::f32::consts::SQRT_2),
            _ => (format!("{convolution}.bias"), 0.0),
        };
        NamedTensor {
            name,
            shape: in_pytorch(&tensor.shape),
            // Any order of independent draws is as good as another.
            values: tensor.values.iter().map(|value| gain * value).collect(),
        }
    };
    tensors.map(named).collect()
}
