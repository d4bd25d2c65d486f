//! The pictures and the network of a style transfer, opened.

use std::path::PathBuf;

use crate::config::{Features, Input, Network, Transfer};
use crate::data::{DataError, Picture};
use crate::models::features::{
    FeatureExtractor, FeatureNetwork, InputScale, SqueezeNet, TypedExtractor, Vgg16, Vgg19,
    WeightsError, random_weights,
};
use crate::nn::{NamedTensor, ThreadPool};
use crate::record::{RecordError, read_weights, squeezenet_weights};
use crate::rng::Seed;
use crate::train::transfer::TransferInputs;

/// Why a style transfer cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// A picture cannot be used.
    #[error(transparent)]
    Picture(#[from] DataError),
    /// A file of weights cannot be read.
    #[error(transparent)]
    Weights(#[from] RecordError),
    /// A file holds the weights of another network.
    #[error("{} does not hold the weights of {network}: {error}", path.display())]
    OtherWeights {
        /// The file.
        path: PathBuf,
        /// The network that was asked for.
        network: &'static str,
        /// What does not fit.
        error: WeightsError,
    },
    /// A picture leaves nothing at a layer.
    #[error(
        "`{}` is {width} x {height} pixels, too small for layer `{layer}` of {network}: each side needs {least}; name \
         earlier layers or a larger picture",
        path.display()
    )]
    TooSmall {
        /// The picture's file.
        path: PathBuf,
        /// Its width after shrinking.
        width: usize,
        /// Its height after shrinking.
        height: usize,
        /// The layer.
        layer: String,
        /// The network.
        network: &'static str,
        /// Pixels that a side needs.
        least: usize,
    },
}

/// Opens the pictures and the network of a run.
///
/// # Errors
/// If a file cannot be read, holds something else, or a picture is too small for a layer.
pub fn open_transfer(run: &Transfer) -> Result<TransferInputs, TransferError> {
    let content = Picture::open(&run.content, run.side)?;
    let styles = run
        .style
        .iter()
        .map(|style| Picture::open(&style.path, run.side));
    let styles: Vec<Picture> = styles.collect::<Result<_, _>>()?;
    let extractor = open_extractor(&run.features, Seed(run.seed), run.threads)?;
    let of_content = [(&run.content, &content, &run.content_layers)];
    let of_style = run.style.iter().zip(&styles);
    let of_style = of_style.map(|(style, picture)| (&style.path, picture, &run.style_layers));
    // The picture that learns has the content's size, and is compared at both.
    let learned = [(&run.content, &content, &run.style_layers)];
    for (path, picture, layers) in of_content.into_iter().chain(learned).chain(of_style) {
        let (height, width) = (picture.height, picture.width);
        let reaches = |layer: &String, side: usize| {
            let number = extractor.layer_named(layer).unwrap_or_default();
            extractor.side_at(number, side).is_some()
        };
        let shorter = height.min(width);
        if let Some(layer) = layers.iter().find(|layer| !reaches(layer, shorter)) {
            let least = (1..).find(|side| reaches(layer, *side)).unwrap_or(shorter);
            return Err(TransferError::TooSmall {
                path: path.clone(),
                width,
                height,
                layer: layer.clone(),
                network: run.features.network().name(),
                least,
            });
        }
    }
    Ok(TransferInputs {
        content,
        styles,
        extractor,
    })
}

/// Opens a feature extractor that computes on `threads` threads.
///
/// # Errors
/// If its file of weights cannot be read or holds those of another network.
pub fn open_extractor(
    features: &Features,
    seed: Seed,
    threads: usize,
) -> Result<Box<dyn FeatureExtractor>, TransferError> {
    let pool = ThreadPool::new(threads);
    match features {
        Features::Squeezenet(_) => {
            let weights = squeezenet_weights();
            own::<SqueezeNet>(weights, InputScale::CAFFE, &pool)
        }
        Features::Random(random) => match random.network {
            Network::Squeezenet => own::<SqueezeNet>(
                random_weights::<SqueezeNet>(seed),
                InputScale::TORCHVISION,
                &pool,
            ),
            Network::Vgg16 => own::<Vgg16>(
                random_weights::<Vgg16>(seed),
                InputScale::TORCHVISION,
                &pool,
            ),
            Network::Vgg19 => own::<Vgg19>(
                random_weights::<Vgg19>(seed),
                InputScale::TORCHVISION,
                &pool,
            ),
        },
        Features::Vgg16(vgg) => from_file::<Vgg16>(features, &vgg.weights, vgg.input, &pool),
        Features::Vgg19(vgg) => from_file::<Vgg19>(features, &vgg.weights, vgg.input, &pool),
    }
}

/// A network with weights of the program's own.
fn own<N: FeatureNetwork + 'static>(
    weights: Vec<NamedTensor>,
    input: InputScale,
    pool: &ThreadPool,
) -> Result<Box<dyn FeatureExtractor>, TransferError> {
    let extractor = TypedExtractor::<N>::new(weights, input, pool);
    Ok(Box::new(extractor.expect("weights made for the network")))
}

fn from_file<N: FeatureNetwork + 'static>(
    features: &Features,
    path: &std::path::Path,
    input: Input,
    pool: &ThreadPool,
) -> Result<Box<dyn FeatureExtractor>, TransferError> {
    let input = match input {
        Input::Torchvision => InputScale::TORCHVISION,
        Input::Caffe => InputScale::CAFFE,
    };
    let extractor = TypedExtractor::<N>::new(read_weights(path)?, input, pool);
    let extractor = extractor.map_err(|error| TransferError::OtherWeights {
        path: path.to_path_buf(),
        network: features.network().name(),
        error,
    })?;
    Ok(Box::new(extractor))
}
