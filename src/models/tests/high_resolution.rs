//! What holds of high-resolution architectures without training.

use super::super::*;
use crate::nn::{
    Batch, BatchShape, Device, Gain, Growth, Initializer, Layer, LayerNoise, NamedTensor, Pass,
    Styling, backward, gradient_vectors, load_named_tensors, named_tensors,
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
    let found = gradient_vectors(&mut generator, &mut gradients);
    let is_parameter = |name: &str| !name.contains("running") && !name.ends_with("constant");
    let tensors = named_tensors(&mut generator).into_iter();
    let parameters = tensors.filter(|tensor| is_parameter(&tensor.name));
    parameters
        .zip(&found)
        .filter(|(_, gradient)| gradient.iter().all(|value| *value == 0.0))
        .map(|(tensor, _)| tensor.name)
        .collect()
}

#[test]
fn every_image_of_a_pyramid_leads_back_to_its_own_depth_of_the_generator() {
    assert_eq!(untouched::<Msg32>(|_| 1.0), [""; 0]);
    // The image of 4 pixels comes from the first block and its own toRGB: 6 of 24 tensors.
    let coarse = untouched::<Msg32>(|at| if at < 4032 { 0.0 } else { 1.0 });
    assert_eq!(coarse.len(), 24 - 6, "{coarse:?}");
}

/// Samples of a fresh G, or D's logits on rows, at one point of the growth.
fn grown<P: Pair>(level: usize, share: f32) -> (Vec<f32>, Vec<f32>) {
    let device = Device::default();
    let growth = Some(Growth { level, share });
    let mut generator: P::Generator = fresh::<_, P>(&device);
    let mut discriminator: P::Discriminator = fresh::<_, P>(&device);
    let latents = wave(&device, 2, 0.91).with_growth(growth);
    let rows = wave(&device, 4, 0.37).with_growth(growth);
    (
        generator.forward(latents, Pass::Eval).values().to_vec(),
        discriminator.forward(rows, Pass::Eval).values().to_vec(),
    )
}

#[test]
fn a_new_level_begins_as_the_old_one() {
    for level in 1..=3 {
        let old = grown::<Pggan32>(level - 1, 1.0);
        assert_eq!(grown::<Pggan32>(level, 0.0), old);
        let new = grown::<Pggan32>(level, 1.0);
        assert_ne!(new.0, old.0);
        assert_ne!(new.1, old.1);
    }
}

#[test]
fn a_generator_repeats_pixels_up_to_its_level() {
    for level in 0..=3 {
        let (images, _) = grown::<Pggan32>(level, 1.0);
        let block = 8 >> level;
        let pixel = |y: usize, x: usize| &images[(y * 32 + x) * 3..][..3];
        for at in 0..32 * 32 {
            let (y, x) = (at / 32, at % 32);
            assert_eq!(pixel(y, x), pixel(y / block * block, x / block * block));
        }
        if level < 3 {
            assert_ne!(pixel(0, 0), pixel(0, block));
        }
    }
}

#[test]
fn a_completed_level_does_not_depend_on_what_made_the_images_below_it() {
    let device = Device::default();
    let mut generator: <Pggan32 as Pair>::Generator = fresh::<_, Pggan32>(&device);
    let growth = Some(Growth {
        level: 2,
        share: 1.0,
    });
    let mut sample = |change: bool| {
        let mut tensors = named_tensors(&mut generator);
        // The toRGB layers of 4 and 8 pixels.
        let lower = tensors
            .iter_mut()
            .filter(|tensor| change && tensor.shape == [3, 1, 1, 64])
            .take(2);
        lower.for_each(|tensor| tensor.values.fill(9.0));
        load_named_tensors(&mut generator, &tensors);
        let latents = wave(&device, 2, 0.91).with_growth(growth);
        generator.forward(latents, Pass::Eval).values().to_vec()
    };
    assert_eq!(sample(false), sample(true));
}

#[test]
fn fresh_residual_blocks_are_the_identity_and_say_nothing_of_their_input() {
    let expected = (2.0f64 / 1.04).sqrt() * 4f64.powf(-0.25);
    assert!((f64::from(r3gan::OfFourBlocks::VALUE) - expected).abs() < 1e-7);
    let expected = expected * 2f64.powf(0.25);
    assert!((f64::from(r3gan::OfTwoBlocks::VALUE) - expected).abs() < 1e-7);
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

fn noise(step: u64) -> LayerNoise {
    LayerNoise {
        seed: Seed(1),
        stream: Stream::GeneratorNoise,
        step,
        pass: 0,
    }
}

#[test]
fn noise_of_strength_zero_and_no_truncation_change_nothing() {
    let device = Device::default();
    let mut generator: <Stylegan2At32 as Pair>::Generator = fresh::<_, Stylegan2At32>(&device);
    let mut sample = |step| {
        let latents = wave(&device, 3, 0.91).with_noise(noise(step));
        generator.forward(latents, Pass::Frozen).values().to_vec()
    };
    let samples = sample(1);
    assert_eq!(samples, sample(2));
    let mut truncated = |truncation| {
        let styling = Styling {
            truncation,
            ..Styling::default()
        };
        let latents = wave(&device, 3, 0.91).styled(styling);
        generator.forward(latents, Pass::Eval).values().to_vec()
    };
    let whole = truncated(1.0);
    for (found, expected) in whole.iter().zip(&samples) {
        assert!((found - expected).abs() < 1e-4, "{found} {expected}");
    }
    let mean = truncated(0.0);
    let images: Vec<&[f32]> = mean.chunks_exact(32 * 32 * 3).collect();
    assert_eq!(images[0], images[1]);
    assert_eq!(images[1], images[2]);
}

#[test]
fn mixed_styles_differ_from_the_styles_alone() {
    let device = Device::default();
    let mut generator: <Stylegan2At32 as Pair>::Generator = fresh::<_, Stylegan2At32>(&device);
    let mut sample = |step, pass, mixing, crossover| {
        let styling = Styling {
            mixing,
            crossover,
            ..Styling::default()
        };
        let latents = wave(&device, 2, 0.91).with_noise(noise(step));
        generator
            .forward(latents.styled(styling), pass)
            .values()
            .to_vec()
    };
    let mut mixed_batches = |mixing| {
        let is_mixed = |step: &u64| {
            sample(*step, Pass::Frozen, mixing, None) != sample(*step, Pass::Frozen, 0.0, None)
        };
        (1..=20).filter(is_mixed).count()
    };
    let share = mixed_batches(0.9);
    assert!((14..20).contains(&share), "{share} of 20 batches are mixed");
    let share = mixed_batches(0.3);
    assert!((1..13).contains(&share), "{share} of 20 batches are mixed");
    let alone = sample(1, Pass::Eval, 0.0, None);
    assert_eq!(
        sample(1, Pass::Eval, 0.9, None),
        alone,
        "eval mixes only when told"
    );
    let image = 32 * 32 * 3;
    let swapped = sample(1, Pass::Eval, 0.0, Some(0));
    assert_eq!(
        swapped[..image],
        alone[image..],
        "the other row's styles from the first layer on"
    );
    let mixed = sample(1, Pass::Eval, 0.0, Some(4));
    assert!(mixed[..image] != alone[..image] && mixed[..image] != alone[image..]);
}
