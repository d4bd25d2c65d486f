//! VGG16 and VGG19, the networks on which style transfer was shown (Gatys et al. 2016), up to their
//! last convolution. Their convolutions keep the size of a map, their pools halve it.

use super::network::feature_network;
use crate::nn::{AnySizeConv2d, AnySizeMaxPool2d, Layer};

type Conv<const CI: usize, const CO: usize> = AnySizeConv2d<CI, CO, 3, 1, 1>;

/// A pool and the first convolution after it.
type Halved<const CI: usize, const CO: usize> = (AnySizeMaxPool2d<CI, 2, 2>, Conv<CI, CO>);

feature_network! {
    /// VGG16, configuration D (Simonyan and Zisserman 2015). A layer's map is the one after ReLU.
    Vgg16 to 512 channels {
        conv1_1: Conv<3, 64>,
        conv1_2: Conv<64, 64>,
        conv2_1: Halved<64, 128>,
        conv2_2: Conv<128, 128>,
        conv3_1: Halved<128, 256>,
        conv3_2: Conv<256, 256>,
        conv3_3: Conv<256, 256>,
        conv4_1: Halved<256, 512>,
        conv4_2: Conv<512, 512>,
        conv4_3: Conv<512, 512>,
        conv5_1: Halved<512, 512>,
        conv5_2: Conv<512, 512>,
        conv5_3: Conv<512, 512>,
    }
    convolutions: &[
        "features.0", "features.2", "features.5", "features.7", "features.10", "features.12",
        "features.14", "features.17", "features.19", "features.21", "features.24", "features.26",
        "features.28",
    ]
}

feature_network! {
    /// VGG19, configuration E (Simonyan and Zisserman 2015). A layer's map is the one after ReLU.
    Vgg19 to 512 channels {
        conv1_1: Conv<3, 64>,
        conv1_2: Conv<64, 64>,
        conv2_1: Halved<64, 128>,
        conv2_2: Conv<128, 128>,
        conv3_1: Halved<128, 256>,
        conv3_2: Conv<256, 256>,
        conv3_3: Conv<256, 256>,
        conv3_4: Conv<256, 256>,
        conv4_1: Halved<256, 512>,
        conv4_2: Conv<512, 512>,
        conv4_3: Conv<512, 512>,
        conv4_4: Conv<512, 512>,
        conv5_1: Halved<512, 512>,
        conv5_2: Conv<512, 512>,
        conv5_3: Conv<512, 512>,
        conv5_4: Conv<512, 512>,
    }
    convolutions: &[
        "features.0", "features.2", "features.5", "features.7", "features.10", "features.12",
        "features.14", "features.16", "features.19", "features.21", "features.23", "features.25",
        "features.28", "features.30", "features.32", "features.34",
    ]
}
