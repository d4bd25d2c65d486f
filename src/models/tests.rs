//! Parameter counts: an architecture is the published one only if they agree.

use super::*;
use crate::nn::{Device, Initializer, snapshot};
use crate::rng::{Seed, Stream};

fn parameters<L: Layer>() -> usize {
    let device = Device::default();
    let mut draws = Seed(0).at(Stream::GeneratorWeights, 0, 0);
    let mut network = L::new(&mut Initializer::new(&device, Initialization::Uniform, &mut draws));
    let tensors = snapshot(&mut network).into_iter();
    tensors.filter(|tensor| !tensor.name.contains("running")).map(|tensor| tensor.values.len()).sum()
}

fn counts<P: Pair>() -> (usize, usize) {
    (parameters::<P::Generator>(), parameters::<P::Discriminator>())
}

#[test]
fn published_architectures_have_their_parameter_counts() {
    assert_eq!(counts::<Fc28>(), (1_489_936, 533_505), "the lesson's fully connected GAN");
    assert_eq!(counts::<Dcgan28>(), (600_512, 661_248), "the lesson's DCGAN");
    assert_eq!(counts::<MlpPacgan>(), (484_802, 405_201), "PacGAN's synthetic experiments");
    assert_eq!(counts::<MlpUnrolled>(), (49_666, 17_025), "the unrolled GAN's demonstration");
}

#[test]
fn our_own_architectures_have_the_counts_that_their_files_state() {
    assert_eq!(counts::<Mlp>(), (25_090, 17_025));
    assert_eq!(counts::<Fc8>(), (58_560, 49_665));
    assert_eq!(counts::<Dcgan8>(), (165_249, 132_929));
    assert_eq!(counts::<Dcgan28Pool>(), (372_513, 94_049));
}
