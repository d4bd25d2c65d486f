//! A member of a family with the sizes of a typed model is that model, bit for bit.

use super::*;
use crate::models::{AnyPair, Dcgan16, Dcgan32, Fc28, Mlp, NewNetwork, Pair};
use crate::nn::{Device, MinibatchFeatures, Pass, backward, gradient_vectors, named_tensors};
use crate::rng::{Seed, Stream};
use crate::schema::defaults;

const ROWS: usize = 12;

/// Names, shapes and bits of parameters, outputs and gradients.
type Trace = (Vec<(String, Vec<usize>)>, Vec<Vec<u32>>);

fn trace(new: &NewNetwork, pair: &AnyPair, packing: usize, minibatch: MinibatchFeatures) -> Trace {
    let device = Device::default();
    let mut draws = Seed(3).at(Stream::GeneratorWeights, 0, 0);
    let initializer = Initializer::new(&device, pair.initialization, &mut draws);
    let mut network = new(&mut initializer.with_packing(packing).with_minibatch(minibatch));
    let size = network.input_size();
    let mut bits = Vec::new();
    let mut keep = |values: &[f32]| bits.push(values.iter().map(|value| value.to_bits()).collect());
    for pass in [Pass::Train, Pass::Frozen, Pass::Eval] {
        let rows = device.batch((ROWS, size), |out| {
            let values = out.iter_mut().enumerate();
            values.for_each(|(at, value)| *value = (at as f32 * 0.37).sin());
        });
        let input = rows.requiring_gradient();
        let output = network.apply(input.detach().requiring_gradient(), pass);
        keep(output.values());
        let seed = output.values().iter().map(|value| value.cos()).collect();
        let mut gradients = backward(vec![(output, seed)]);
        gradient_vectors(&mut *network, &mut gradients)
            .iter()
            .for_each(|gradient| keep(gradient));
    }
    let tensors = named_tensors(&mut *network);
    tensors.iter().for_each(|tensor| keep(&tensor.values));
    let names = tensors
        .into_iter()
        .map(|tensor| (tensor.name, tensor.shape));
    (names.collect(), bits)
}

fn assert_same<P: Pair>(member: AnyPair) {
    let typed = AnyPair::of::<P>();
    let none = MinibatchFeatures::None;
    assert!(
        trace(&typed.new_generator, &typed, 1, none)
            == trace(&member.new_generator, &member, 1, none),
        "generators of {}",
        std::any::type_name::<P>()
    );
    for packing in 1..=4 {
        for minibatch in [
            none,
            MinibatchFeatures::Stddev,
            MinibatchFeatures::Discrimination,
        ] {
            assert!(
                trace(&typed.new_discriminator, &typed, packing, minibatch)
                    == trace(&member.new_discriminator, &member, packing, minibatch),
                "discriminators of {} with packing {packing} and {minibatch:?}",
                std::any::type_name::<P>()
            );
        }
    }
}

fn dcgan_of(side: usize, width: usize) -> AnyPair {
    dcgan(DcganSizes {
        side: Some(side),
        channels: Some(3),
        width,
        latent: 100,
    })
}

#[test]
fn members_of_the_sizes_of_typed_models_are_these_models() {
    assert_same::<Mlp>(mlp(defaults()));
    assert_same::<Fc28>(fc(FcSizes {
        side: Some(28),
        channels: Some(1),
        ..defaults()
    }));
    assert_same::<Dcgan16>(dcgan_of(16, 64));
    assert_same::<Dcgan32>(dcgan_of(32, 64));
}

#[test]
fn every_side_has_a_member() {
    for side in [8, 10, 12, 14, 20, 24, 28, 40, 48, 56, 80, 96, 112, 128] {
        for channels in [1, 3] {
            let sizes = DcganSizes {
                side: Some(side),
                channels: Some(channels),
                width: 4,
                latent: 7,
            };
            let pair = dcgan(sizes);
            let device = Device::default();
            let mut draws = Seed(3).at(Stream::GeneratorWeights, 0, 0);
            let mut initializer = Initializer::new(&device, pair.initialization, &mut draws);
            let mut generator = (pair.new_generator)(&mut initializer);
            let mut discriminator = (pair.new_discriminator)(&mut initializer);
            let latents = device.batch((3, 7), |out| out.fill(0.3));
            let images = generator.apply(latents, Pass::Train);
            assert_eq!(images.row_size(), side * side * channels);
            let logits = discriminator.apply(images, Pass::Train);
            assert_eq!((logits.rows(), logits.row_size()), (3, 1));
        }
    }
}
