//! SqueezeNet 1.1: 1.2 million weights, as accurate on ImageNet as AlexNet with 60 million.

use super::network::feature_network;
use crate::nn::{AnySizeConcat, AnySizeConv2d, AnySizeMaxPool2d, Layer};

type Pool<const C: usize> = AnySizeMaxPool2d<C, 3, 2>;

/// A fire module: I channels squeezed to S, expanded to E by a kernel of 1 and to E by one of 3; O =
/// 2 E.
type Fire<const I: usize, const S: usize, const E: usize, const O: usize> = (
    AnySizeConv2d<I, S, 1>,
    AnySizeConcat<AnySizeConv2d<S, E, 1>, AnySizeConv2d<S, E, 3, 1, 1>, E, E, O>,
);

feature_network! {
    /// SqueezeNet 1.1 (Iandola et al. 2016): the map of `conv10`, averaged over its positions, is the
    /// logits of 1,000 classes.
    SqueezeNet to 1000 channels {
        conv1: AnySizeConv2d<3, 64, 3, 2>,
        fire2: (Pool<64>, Fire<64, 16, 64, 128>),
        fire3: Fire<128, 16, 64, 128>,
        fire4: (Pool<128>, Fire<128, 32, 128, 256>),
        fire5: Fire<256, 32, 128, 256>,
        fire6: (Pool<256>, Fire<256, 48, 192, 384>),
        fire7: Fire<384, 48, 192, 384>,
        fire8: Fire<384, 64, 256, 512>,
        fire9: Fire<512, 64, 256, 512>,
        conv10: AnySizeConv2d<512, 1000, 1>,
    }
    convolutions: &[
        "conv1",
        "fire2.squeeze1x1", "fire2.expand1x1", "fire2.expand3x3",
        "fire3.squeeze1x1", "fire3.expand1x1", "fire3.expand3x3",
        "fire4.squeeze1x1", "fire4.expand1x1", "fire4.expand3x3",
        "fire5.squeeze1x1", "fire5.expand1x1", "fire5.expand3x3",
        "fire6.squeeze1x1", "fire6.expand1x1", "fire6.expand3x3",
        "fire7.squeeze1x1", "fire7.expand1x1", "fire7.expand3x3",
        "fire8.squeeze1x1", "fire8.expand1x1", "fire8.expand3x3",
        "fire9.squeeze1x1", "fire9.expand1x1", "fire9.expand3x3",
        "conv10",
    ]
}
