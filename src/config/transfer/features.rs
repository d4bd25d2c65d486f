//! `features`: the network whose layers see the pictures.

use std::path::PathBuf;

use crate::schema::{FilePath, REQUIRED, choice, names, one_of, parameters};

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

choice! {
    /// The network whose layers see the pictures.
    pub enum Features {
        self::Squeezenet,
        self::Vgg16,
        self::Vgg19,
        self::Random,
    }
}

const SQUEEZENET: &[&str] = &[
    "conv1", "fire2", "fire3", "fire4", "fire5", "fire6", "fire7", "fire8", "fire9", "conv10",
];
const VGG16: &[&str] = &[
    "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv4_1",
    "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3",
];
const VGG19: &[&str] = &[
    "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv3_4",
    "conv4_1", "conv4_2", "conv4_3", "conv4_4", "conv5_1", "conv5_2", "conv5_3", "conv5_4",
];

impl Features {
    /// The architecture.
    pub fn network(&self) -> Network {
        match self {
            Features::Squeezenet(_) => Network::Squeezenet,
            Features::Vgg16(_) => Network::Vgg16,
            Features::Vgg19(_) => Network::Vgg19,
            Features::Random(random) => random.network,
        }
    }
}

impl Network {
    /// The names of its layers, from the picture on.
    pub fn layers(self) -> &'static [&'static str] {
        match self {
            Network::Squeezenet => SQUEEZENET,
            Network::Vgg16 => VGG16,
            Network::Vgg19 => VGG19,
        }
    }

    /// The layers at which content is compared, if a study names none.
    pub(super) fn content_layers(self) -> &'static [&'static str] {
        match self {
            Network::Squeezenet => &["fire5"],
            Network::Vgg16 | Network::Vgg19 => &["conv4_2"],
        }
    }

    /// The layers at which style is compared, if a study names none.
    pub(super) fn style_layers(self) -> &'static [&'static str] {
        match self {
            Network::Squeezenet => &["conv1", "fire2", "fire3"],
            Network::Vgg16 | Network::Vgg19 => &["conv1_1", "conv2_1", "conv3_1", "conv4_1"],
        }
    }
}
