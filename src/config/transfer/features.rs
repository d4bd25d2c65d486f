//! `features`: the network whose layers see the pictures.

use std::path::{Path, PathBuf};

use super::feature_layers::{CLASSIFIERS, LayerTable, SQUEEZENET, VGG16, VGG19};
use crate::config::data::{self, Data};
use crate::config::kind::Kind;
use crate::schema::{
    Allowed, Choice, FilePath, Node, Problem, REQUIRED, choice, names, one_of, parameters,
};

names! {
    /// What the values of a picture become before the first layer.
    pub enum Input: "input" {
        /// Less their means, over their deviations.
        Torchvision = "torchvision",
        /// From 0 to 255, less their means: weights from Caffe or Keras.
        Caffe = "caffe",
    }
}

names! {
    /// The architecture of a network with random weights.
    pub enum Network: "network" {
        /// SqueezeNet 1.1.
        Squeezenet = "squeezenet",
        /// VGG16.
        Vgg16 = "vgg16",
        /// VGG19.
        Vgg19 = "vgg19",
    }
}

parameters! {
    /// SqueezeNet 1.1 with the weights that the program carries, trained on ImageNet.
    pub struct Squeezenet: "features" / "squeezenet" {}
    source: "Iandola et al. 2016, SqueezeNet",
}

parameters! {
    /// VGG16 with the weights of a file, in the names of torchvision.
    pub struct Vgg16: "features" / "vgg16" {
        /// a safetensors file with `features.0.weight` to `features.28.bias`
        weights: PathBuf = REQUIRED in FilePath,
        /// what the weights were trained on
        input: Input = "torchvision" in one_of::<Input>(),
    }
    source: "Simonyan & Zisserman 2015, Very deep convolutional networks",
}

parameters! {
    /// VGG19 with the weights of a file, in the names of torchvision.
    pub struct Vgg19: "features" / "vgg19" {
        /// a safetensors file with `features.0.weight` to `features.34.bias`
        weights: PathBuf = REQUIRED in FilePath,
        /// what the weights were trained on
        input: Input = "torchvision" in one_of::<Input>(),
    }
    source: "Simonyan & Zisserman 2015, Very deep convolutional networks",
}

parameters! {
    /// A network with random weights, which still see texture.
    pub struct Random: "features" / "random" {
        /// the architecture
        network: Network = "vgg16" in one_of::<Network>(),
    }
    source: "He et al. 2016, A powerful generative model using random weights; He et al. 2015 (the weights)",
}

parameters! {
    /// The convolutions of the classifier of a labelled data set, trained if need be; of a grey set, they see the mean of red,
    /// green and blue.
    pub struct OwnClassifier: "features" / "classifier" {
        /// the data set
        data: Data = "digits" in LabelledImages,
    }
}

choice! {
    /// The network whose layers see the pictures.
    pub enum Features {
        self::Squeezenet,
        self::Vgg16,
        self::Vgg19,
        self::Random,
        self::OwnClassifier,
    }
}

/// Data sets that can have a classifier.
struct LabelledImages;

const LABELLED: &str = "digits, idx with `labels`, cifar10, or folder with subfolders as classes, with sides of 8, 16, \
                        28, 32 or 64 pixels";

impl Allowed for LabelledImages {
    type Value = Data;

    fn read(&self, node: &Node<'_>) -> Result<Data, Problem> {
        let data = Data::read(node)?;
        let refused = |reason| {
            let name = data.name();
            node.problem(format!(
                "data `{name}` has no classifier: {reason}; `data` takes {LABELLED}"
            ))
        };
        why_not(&data).map_or(Ok(()), |reason| Err(refused(reason)))?;
        Ok(data)
    }

    fn words(&self) -> String {
        LABELLED.to_string()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Data> {
        use crate::schema::Declared;
        use proptest::prelude::*;
        prop_oneof![
            data::Digits::any().prop_map(Data::from),
            data::Cifar10::any().prop_map(Data::from),
            data::Folder::any().prop_map(Data::from),
        ]
        .prop_filter("has a classifier", |data| why_not(data).is_none())
        .boxed()
    }
}

fn why_not(data: &Data) -> Option<&'static str> {
    match data {
        Data::Stacked(_) => Some("name the grey set that it stacks"),
        Data::Idx(data::Idx { labels: None, .. }) => Some("it has no `labels`"),
        Data::Ring(_) | Data::Grid(_) | Data::Shapes(_) => Some("it has no labelled images"),
        _ if classifier_table(data).is_none() => Some("no classifier takes its side"),
        _ => None,
    }
}

/// The layers of a data set's classifier.
fn classifier_table(data: &Data) -> Option<&'static LayerTable> {
    let Kind::Images { side, .. } = data.kind() else {
        return None;
    };
    let found = CLASSIFIERS.iter().find(|(sides, _)| sides.contains(&side));
    found.map(|(_, table)| table)
}

impl Features {
    /// The layers of the network.
    pub(crate) fn table(&self) -> &'static LayerTable {
        match self {
            Features::Squeezenet(_) => &SQUEEZENET,
            Features::Vgg16(_) => &VGG16,
            Features::Vgg19(_) => &VGG19,
            Features::Random(random) => random.network.table(),
            Features::OwnClassifier(own) => {
                classifier_table(&own.data).expect("a data set whose classifier has layers")
            }
        }
    }

    /// The file or folder that it needs: weights, or the data that a classifier is trained on.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Features::Vgg16(vgg) => Some(&vgg.weights),
            Features::Vgg19(vgg) => Some(&vgg.weights),
            Features::OwnClassifier(own) => own.data.path(),
            Features::Squeezenet(_) | Features::Random(_) => None,
        }
    }
}

impl Network {
    /// Its layers.
    pub(crate) fn table(self) -> &'static LayerTable {
        match self {
            Network::Squeezenet => &SQUEEZENET,
            Network::Vgg16 => &VGG16,
            Network::Vgg19 => &VGG19,
        }
    }
}
