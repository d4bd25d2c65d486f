//! Parameter counts: an architecture is the published one only if they agree.

mod high_resolution;

use super::parameter_counts::parameters;
use super::*;
use crate::config::Run;
use crate::nn::{BatchShape, Device, Initializer, Layer, MinibatchFeatures, Pass};
use crate::rng::{Seed, Stream};
use crate::schema::defaults;

fn counts<P: Pair>() -> PerPlayer<usize> {
    PerPlayer {
        generator: parameters::<P::Generator>(1),
        discriminator: parameters::<P::Discriminator>(1),
    }
}

fn assert_counts<P: Pair>(generator: usize, discriminator: usize) {
    let expected = PerPlayer {
        generator,
        discriminator,
    };
    assert_eq!(counts::<P>(), expected, "{}", std::any::type_name::<P>());
}

#[test]
fn published_architectures_have_their_parameter_counts() {
    // The lesson's fully connected GAN, its DCGAN, and the same with three channels.
    assert_counts::<Fc28>(1_489_936, 533_505);
    assert_counts::<Dcgan28>(600_512, 661_248);
    assert_counts::<Dcgan28Rgb>(601_664, 663_296);
    // PacGAN's synthetic experiments, and the unrolled GAN's demonstration.
    assert_counts::<MlpPacgan>(484_802, 405_201);
    assert_counts::<MlpUnrolled>(49_666, 17_025);
}

#[test]
fn our_own_architectures_have_the_counts_that_their_files_state() {
    assert_counts::<Mlp>(25_090, 17_025);
    assert_counts::<Fc8>(58_560, 49_665);
    assert_counts::<Dcgan8>(165_249, 132_929);
    assert_counts::<Dcgan28Pool>(372_513, 94_049);
}

#[test]
fn labels_widen_a_pair_by_what_they_are_used_for() {
    // Ten more latents in G; D: ten more features, an embedding of 128, or a head for ten classes.
    assert_counts::<ConcatPair<Fc8>>(58_560 + 1_280, 49_665 + 2_560);
    assert_counts::<ProjectionPair<Fc8>>(59_840, 49_665 + 1_280);
    assert_counts::<AuxiliaryPair<Fc8>>(59_840, 49_665 + 1_290);
    assert_counts::<ConcatPair<Dcgan28>>(600_512 + 10 * 9 * 256, 661_248 + 10 * 16 * 64);
    assert_counts::<ProjectionPair<Dcgan28>>(623_552, 661_248 + 2_560);
    assert_counts::<AuxiliaryPair<Dcgan28>>(623_552, 661_248 + 23_050);
}

#[test]
fn high_resolution_architectures_have_the_counts_of_their_layer_tables() {
    assert_counts::<R3gan8>(78_096, 75_072);
    assert_counts::<R3gan32>(152_208, 149_184);
    assert_counts::<Msg32>(324_876, 269_985);
    assert_counts::<Msg64>(352_687, 288_481);
    assert_counts::<Pggan32>(325_836, 325_761);
    assert_counts::<Pggan64>(353_647, 353_633);
    assert_counts::<Stylegan2At32>(263_987, 288_993);
    assert_counts::<Stylegan2At64>(275_144, 296_401);
}

#[test]
fn autoencoders_have_the_counts_of_their_layer_tables() {
    let count = parameters::<<Vae28 as Autoencoder>::Encoder>(1)
        + parameters::<<Vae28 as Autoencoder>::Decoder>(1);
    assert_eq!(count, 807_700, "the lesson's");
    assert_eq!(parameters::<<Vae8 as Autoencoder>::Encoder>(1), 20_752);
    assert_eq!(parameters::<<Vae8 as Autoencoder>::Decoder>(1), 18_752);
}

#[test]
fn packing_widens_the_first_layer_as_published() {
    let counts = [1, 2, 3, 4].map(parameters::<<MlpPacgan as Pair>::Discriminator>);
    assert_eq!(
        counts,
        [405_201, 407_201, 409_201, 411_201],
        "PacGAN's synthetic experiments"
    );
}

/// Every D in every form: rows in, one finite logit per pack out.
struct EveryForm;

impl NetworksVisitor for EveryForm {
    type Result = ();

    fn visit_autoencoder<A: Autoencoder>(self) {
        let device = Device::default();
        let mut draws = Seed(0).at(Stream::DiscriminatorWeights, 0, 0);
        let mut initializer = Initializer::new(&device, A::INITIALIZATION, &mut draws);
        let mut encoder = A::Encoder::new(&mut initializer);
        let images = device.batch(BatchShape::with_rows(2), |out| out.fill(0.5));
        let posterior = encoder.forward(images, Pass::Train);
        assert_eq!(posterior.rows(), 2);
        assert!(posterior.values().iter().all(|value| value.is_finite()));
    }

    fn visit_pair<P: Pair>(self) {
        // A D of one slope has one form, and runs with others are refused.
        if P::ONE_PARAMETER_EACH {
            return;
        }
        for packing in 1..=4 {
            for minibatch in [
                MinibatchFeatures::None,
                MinibatchFeatures::Stddev,
                MinibatchFeatures::Discrimination,
            ] {
                let device = Device::default();
                let mut draws = Seed(0).at(Stream::DiscriminatorWeights, 0, 0);
                let initializer = Initializer::new(&device, P::INITIALIZATION, &mut draws);
                let mut initializer = initializer.with_packing(packing).with_minibatch(minibatch);
                let mut discriminator = P::Discriminator::new(&mut initializer);
                let samples = device.batch(BatchShape::with_rows(2 * packing), |out| {
                    out.iter_mut()
                        .enumerate()
                        .for_each(|(at, value)| *value = (at as f32).sin());
                });
                let logits = discriminator.forward(samples, Pass::Train);
                assert_eq!(logits.rows(), 2);
                assert!(logits.values().iter().all(|logit| logit.is_finite()));
            }
        }
    }
}

#[test]
fn every_model_runs_and_every_discriminator_in_every_form() {
    for model in Model::ALL {
        with_networks(*model, &defaults::<Run>().condition, EveryForm);
    }
}
