//! The network whose layers see the pictures, with its weights.

use std::path::Path;

use super::error::TransferError;
use crate::config::{Data, Features, Input, Kind, Network, Random};
use crate::data;
use crate::launch::classifiers::classifier_of;
use crate::models::features::{
    ClassifierLayers8, ClassifierLayers16, ClassifierLayers32, ClassifierLayers64,
    FeatureExtractor, FeatureNetwork, InputScale, SqueezeNet, TypedExtractor, Vgg16, Vgg19,
    classifier_layer_weights, random_weights,
};
use crate::nn::{NamedTensor, ThreadPool};
use crate::record::{read_weights, squeezenet_weights, weights_digest};
use crate::rng::Seed;
use crate::state_dict::{Numbers, StateTensor};

/// A network that can be looked into.
pub struct OpenExtractor {
    /// The network.
    pub extractor: Box<dyn FeatureExtractor>,
    /// SHA-256 of its weights, where neither the program nor the spec decides them.
    pub sha256: Option<String>,
}

/// Opens a feature extractor that computes on `threads` threads. A classifier that is looked into is
/// kept in `classifiers`, or trained, which `report` is told.
///
/// # Errors
/// If its weights cannot be read or are those of another network, or data have no classifier.
pub fn open_extractor(
    features: &Features,
    seed: Seed,
    threads: usize,
    classifiers: Option<&Path>,
    report: &mut dyn FnMut(String),
) -> Result<OpenExtractor, TransferError> {
    let pool = ThreadPool::new(threads);
    match features {
        Features::Squeezenet(_) => {
            let weights = squeezenet_weights();
            Ok(own::<SqueezeNet>(weights, InputScale::CAFFE, &pool))
        }
        Features::Random(Random { network }) => {
            let scale = InputScale::TORCHVISION;
            Ok(match network {
                Network::Squeezenet => {
                    own::<SqueezeNet>(random_weights::<SqueezeNet>(seed), scale, &pool)
                }
                Network::Vgg16 => own::<Vgg16>(random_weights::<Vgg16>(seed), scale, &pool),
                Network::Vgg19 => own::<Vgg19>(random_weights::<Vgg19>(seed), scale, &pool),
            })
        }
        Features::Vgg16(vgg) => from_file::<Vgg16>(features, &vgg.weights, vgg.input, &pool),
        Features::Vgg19(vgg) => from_file::<Vgg19>(features, &vgg.weights, vgg.input, &pool),
        Features::OwnClassifier(of) => of_classifier(&of.data, classifiers, &pool, report),
    }
}

/// A network with weights that were made for it.
fn own<N: FeatureNetwork + 'static>(
    weights: Vec<NamedTensor>,
    input: InputScale,
    pool: &ThreadPool,
) -> OpenExtractor {
    let extractor = TypedExtractor::<N>::new(weights, input, pool);
    OpenExtractor {
        extractor: Box::new(extractor.expect("weights made for the network")),
        sha256: None,
    }
}

fn from_file<N: FeatureNetwork + 'static>(
    features: &Features,
    path: &Path,
    input: Input,
    pool: &ThreadPool,
) -> Result<OpenExtractor, TransferError> {
    let input = match input {
        Input::Torchvision => InputScale::TORCHVISION,
        Input::Caffe => InputScale::CAFFE,
    };
    let extractor = TypedExtractor::<N>::new(read_weights(path)?, input, pool);
    let extractor = extractor.map_err(|error| TransferError::OtherWeights {
        path: path.to_path_buf(),
        network: features.table().network,
        error,
    })?;
    Ok(OpenExtractor {
        extractor: Box::new(extractor),
        sha256: Some(weights_digest(path)?),
    })
}

/// The convolutions of a data set's classifier.
fn of_classifier(
    of: &Data,
    folder: Option<&Path>,
    pool: &ThreadPool,
    report: &mut dyn FnMut(String),
) -> Result<OpenExtractor, TransferError> {
    let set = data::open(of)?;
    let mut said = format!("data `{}` has no labels", of.name());
    let classifier = classifier_of(of.name(), &*set, folder, &mut |text| said = text);
    let classifier = classifier.ok_or_else(|| TransferError::NoClassifier(said.clone()))?;
    report(said);
    let weights = classifier_layer_weights(classifier.weights().iter().map(of_tensor));
    let scale = InputScale::SYMMETRIC;
    let opened = match of.kind() {
        Kind::Images { side: 8, .. } => own::<ClassifierLayers8>(weights, scale, pool),
        Kind::Images { side: 16 | 28, .. } => own::<ClassifierLayers16>(weights, scale, pool),
        Kind::Images { side: 32, .. } => own::<ClassifierLayers32>(weights, scale, pool),
        Kind::Images { side: 64, .. } => own::<ClassifierLayers64>(weights, scale, pool),
        kind => unreachable!("the reader refuses {kind}"),
    };
    Ok(OpenExtractor {
        sha256: classifier.provenance().map(|known| known.sha256),
        ..opened
    })
}

/// Name, shape and values of a weight.
fn of_tensor(tensor: &StateTensor) -> (&str, &[usize], &[f32]) {
    match &tensor.numbers {
        Numbers::F32(values) => (&tensor.name, &tensor.shape, values),
        Numbers::F64(_) | Numbers::U64(_) => unreachable!("weights are single precision"),
    }
}
