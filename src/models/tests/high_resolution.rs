//! What holds of high-resolution architectures without training.

use super::super::*;
use crate::nn::{
    Batch, BatchShape, Device, Gain, Initializer, Layer, NamedTensor, Pass, backward,
    load_named_tensors, named_tensors,
};
use crate::rng::{Seed, Stream};

fn fresh<L: Layer, P: Pair>(device: &Device) -> L {
    let mut draws = Seed(4).at(Stream::GeneratorWeights, 0, 0);
    L::new(&mut Initializer::new(device, P::INITIALIZATION, &mut draws))
}

fn wave<S: BatchShape>(device: &Device, rows: usize, step: f32) -> Batch<S> {
    device.batch(S::with_rows(rows), |out| {
        let values = out.iter_mut().enumerate();
        values.for_each(|(at, value)| *value = (at as f32 * step).sin() * 0.8);
    })
}

/// Changes every parameter, so that nothing is zero.
fn shift(network: &mut impl Layer) {
    let mut tensors = named_tensors(network);
    for NamedTensor { values, .. } in &mut tensors {
        let values = values.iter_mut().enumerate();
        values.for_each(|(at, value)| *value += 0.05 * (at as f32 * 1.3).cos());
    }
    load_named_tensors(network, &tensors);
}

/// The gradient of the sum of D's logits by its input.
fn input_gradient<P: Pair>(device: &Device, rows: usize) -> Vec<f32> {
    let mut discriminator: P::Discriminator = fresh::<_, P>(device);
    let input = wave(device, rows, 0.37).requiring_gradient();
    let points = input.detach();
    let logits = discriminator.forward(input, Pass::Frozen);
    let mut gradients = backward(vec![(logits, vec![1.0; rows])]);
    points.gradient(&mut gradients).values().to_vec()
}

/// The share of each image of a pyramid that has a gradient.
fn reached<P: Pair>(side: usize) {
    let device = Device::default();
    let gradient = input_gradient::<P>(&device, 2);
    let row = gradient.len() / 2;
    let (mut at, mut side) = (0, side);
    for _ in 0..P::SCALES {
        let image = &gradient[at..][..side * side * 3];
        let reached = image.iter().filter(|value| **value != 0.0).count();
        assert_eq!(reached, image.len(), "every pixel at side {side}");
        at += image.len();
        side /= 2;
    }
    assert_eq!(at, row, "the images are the whole row");
}

#[test]
fn every_scale_of_a_pyramid_receives_a_gradient() {
    reached::<Msg32>(32);
    reached::<Msg64>(64);
}

/// G's parameters without a gradient, if the upstream gradient is `seed` at every value.
fn untouched<P: Pair>(seed: impl Fn(usize) -> f32) -> Vec<String> {
    let device = Device::default();
    let mut generator: P::Generator = fresh::<_, P>(&device);
    shift(&mut generator);
    let samples = generator.forward(wave(&device, 2, 0.91), Pass::Train);
    let row = samples.values().len() / 2;
    let seed = (0..2 * row).map(|at| seed(at % row)).collect();
    let mut gradients = backward(vec![(samples, seed)]);
    crate::nn::untouched_parameters(&mut generator, &mut gradients)
}

#[test]
fn every_image_of_a_pyramid_leads_back_to_its_own_depth_of_the_generator() {
    assert_eq!(untouched::<Msg32>(|_| 1.0), [""; 0]);
    // The image of 4 pixels comes from the first block and its own toRGB: 6 of 24 tensors.
    let coarse = untouched::<Msg32>(|at| if at < 4032 { 0.0 } else { 1.0 });
    assert_eq!(coarse.len(), 24 - 6, "{coarse:?}");
}

#[test]
fn fresh_residual_blocks_are_the_identity_and_say_nothing_of_their_input() {
    let expected = (2.0f64 / 1.04).sqrt() * 4f64.powf(-0.25);
    assert!((f64::from(r3gan_32::BlockGain::VALUE) - expected).abs() < 1e-7);
    let device = Device::default();
    let mut generator: <R3gan32 as Pair>::Generator = fresh::<_, R3gan32>(&device);
    let before = generator.forward(wave(&device, 2, 0.91), Pass::Eval);
    let mut tensors = named_tensors(&mut generator);
    // Whatever stands before a last convolution of zeros does not matter.
    for tensor in &mut tensors {
        if tensor.shape == [96, 3, 3, 32] {
            tensor.values.fill(7.0);
        }
    }
    load_named_tensors(&mut generator, &tensors);
    let after = generator.forward(wave(&device, 2, 0.91), Pass::Eval);
    assert_eq!(before.values(), after.values());
}
