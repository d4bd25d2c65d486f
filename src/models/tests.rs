//! Parameter counts: an architecture is the published one only if they agree.

mod high_resolution;

use super::parameter_counts::parameters;
use super::*;
use crate::config::Run;
use crate::nn::{Device, Initializer, MinibatchFeatures, Network, Pass};
use crate::rng::{Seed, Stream};
use crate::schema::defaults;

fn counts<P: Pair>() -> PerPlayer<usize> {
    let pair = AnyPair::of::<P>();
    PerPlayer {
        generator: parameters(&pair.new_generator, 1),
        discriminator: parameters(&pair.new_discriminator, 1),
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
    assert_counts::<R3ganNarrow>(39_240, 37_728);
    assert_counts::<Msg32>(324_876, 269_985);
    assert_counts::<MsgNarrow>(97_932, 67_921);
    assert_counts::<Msg64>(352_687, 288_481);
    assert_counts::<Pggan32>(325_836, 325_761);
    assert_counts::<PgganNarrow>(98_412, 81_985);
    assert_counts::<Pggan64>(353_647, 353_633);
    assert_counts::<Stylegan2At32>(263_987, 288_993);
    assert_counts::<Stylegan2Narrow>(83_171, 72_561);
    assert_counts::<Stylegan2At64>(275_144, 296_401);
}

#[test]
fn autoencoders_have_the_counts_of_their_layer_tables() {
    let lessons = AnyAutoencoder::of::<Vae28>();
    let count = parameters(&lessons.new_encoder, 1) + parameters(&lessons.new_decoder, 1);
    assert_eq!(count, 807_700, "the lesson's");
    let small = AnyAutoencoder::of::<Vae8>();
    assert_eq!(parameters(&small.new_encoder, 1), 20_752);
    assert_eq!(parameters(&small.new_decoder, 1), 18_752);
}

#[test]
fn packing_widens_the_first_layer_as_published() {
    let pair = AnyPair::of::<MlpPacgan>();
    let counts = [1, 2, 3, 4].map(|packing| parameters(&pair.new_discriminator, packing));
    assert_eq!(
        counts,
        [405_201, 407_201, 409_201, 411_201],
        "PacGAN's synthetic experiments"
    );
}

/// Finite rows of an output for rows of sines.
fn assert_runs(network: &mut dyn Network, device: &Device, rows: usize, expected: usize) {
    let size = network.input_size();
    let samples = device.batch((rows, size), |out| {
        out.iter_mut()
            .enumerate()
            .for_each(|(at, value)| *value = (at as f32).sin());
    });
    let output = network.apply(samples, Pass::Train);
    assert_eq!(output.rows(), expected);
    assert!(output.values().iter().all(|value| value.is_finite()));
}

/// Every D in every form: rows in, one finite logit per pack out.
fn assert_every_form_runs(pair: &AnyPair) {
    // A D of one slope has one form, and runs with others are refused.
    if pair.one_parameter_each {
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
            let initializer = Initializer::new(&device, pair.initialization, &mut draws);
            let mut initializer = initializer.with_packing(packing).with_minibatch(minibatch);
            let mut discriminator = (pair.new_discriminator)(&mut initializer);
            assert_runs(&mut *discriminator, &device, 2 * packing, 2);
        }
    }
}

#[test]
fn every_model_runs_and_every_discriminator_in_every_form() {
    let fixed = FixedModel::ALL.iter().map(|model| Model::from(*model));
    let families = [
        Model::Mlp(defaults()),
        Model::Fc(defaults()),
        Model::Dcgan(defaults()),
    ];
    for model in fixed.chain(families) {
        match networks_of(model, &defaults::<Run>().condition) {
            Networks::Pair(pair) => assert_every_form_runs(&pair),
            Networks::Autoencoder(networks) => {
                let device = Device::default();
                let mut draws = Seed(0).at(Stream::DiscriminatorWeights, 0, 0);
                let mut initializer =
                    Initializer::new(&device, networks.initialization, &mut draws);
                let mut encoder = (networks.new_encoder)(&mut initializer);
                assert_runs(&mut *encoder, &device, 2, 2);
            }
        }
    }
}
