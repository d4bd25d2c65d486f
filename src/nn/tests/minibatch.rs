//! Layers with which D sees more than one sample: packing, minibatch standard deviation and
//! discrimination.

use super::super::tensor::GradientAccess;
use super::super::*;
use super::{differences, network, requiring_gradient};
use crate::golden::assert_close;
use crate::rng::{Seed, Stream};

/// A fresh network with what `set` says of it.
fn set<L: Layer>(device: &Device, set: impl Fn(Initializer) -> Initializer) -> L {
    let mut draws = Seed(3).at(Stream::DiscriminatorWeights, 0, 0);
    L::new(&mut set(Initializer::new(
        device,
        Initialization::Uniform,
        &mut draws,
    )))
}

fn wave(count: usize) -> Vec<f32> {
    (0..count).map(|at| (at as f32 * 0.9).cos()).collect()
}

type First<const F: usize> = Dense<F, 3, Tanh>;
type PackedDense = PackedInput<First<2>, First<4>, First<6>, First<8>>;
type FirstMaps<const C: usize> = Conv2d<2, C, 1, 3, 2, 1, 0, Tanh, true>;
type PackedConv = PackedInput<FirstMaps<2>, FirstMaps<4>, FirstMaps<6>, FirstMaps<8>>;

#[test]
fn features_are_packed_one_sample_after_the_other() {
    let device = Device::default();
    let rows = wave(24);
    let mut packed: PackedDense = set(&device, |initializer| initializer.with_packing(3));
    let mut plain: First<6> = set(&device, |initializer| initializer);
    assert_eq!(
        named_tensors(&mut packed),
        named_tensors(&mut plain),
        "the wider layer, under the same names"
    );
    let found = packed.forward(
        requiring_gradient::<Features<2>>(&device, &rows),
        Pass::Train,
    );
    let expected = plain.forward(
        requiring_gradient::<Features<6>>(&device, &rows),
        Pass::Train,
    );
    assert_eq!((found.rows(), found.values()), (4, expected.values()));
}

#[test]
fn maps_are_packed_channel_by_channel() {
    let device = Device::default();
    let mut layer: PackedInput<Unit<1>, Unit<2>, Unit<3>, Unit<4>> =
        set(&device, |initializer| initializer.with_packing(2));
    load_named_tensors(
        &mut layer,
        &[NamedTensor {
            name: String::new(),
            shape: vec![],
            values: vec![1.0, 10.0],
        }],
    );
    let rows: Vec<f32> = (1..=16).map(|value| value as f32).collect();
    let input = requiring_gradient::<FeatureMaps<2, 1>>(&device, &rows);
    let handle = input.tensor.clone();
    let output = layer.forward(input, Pass::Train);
    // The pixels of samples 1 and 2 are 1..=4 and 5..=8: each pixel is the first one's + 10 times
    // the second one's.
    assert_eq!(
        output.values(),
        [51.0, 62.0, 73.0, 84.0, 139.0, 150.0, 161.0, 172.0]
    );
    let mut gradients = backward(vec![(output, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])]);
    let expected: Vec<f32> = [
        [1.0, 2.0, 3.0, 4.0],
        [10.0, 20.0, 30.0, 40.0],
        [5.0, 6.0, 7.0, 8.0],
    ]
    .concat();
    assert_eq!(gradients.of(&handle)[..12], expected);
    assert_eq!(gradients.of(&handle)[12..], [50.0, 60.0, 70.0, 80.0]);
}

/// A weighted sum of channels, position by position.
type Unit<const C: usize> = Conv2d<2, C, 2, 1, 1, 1, 0>;

#[test]
fn packed_layers_agree_with_finite_differences() {
    let device = Device::default();
    for packing in 1..=4 {
        let mut dense: PackedDense = set(&device, |initializer| initializer.with_packing(packing));
        differences::check(&mut dense, &device, &wave(24));
        let mut conv: PackedConv = set(&device, |initializer| initializer.with_packing(packing));
        differences::check(&mut conv, &device, &wave(96));
    }
}

#[test]
#[should_panic(expected = "5 rows are no whole number of packs of 2")]
fn a_broken_pack_is_refused() {
    let device = Device::default();
    let mut packed: PackedDense = set(&device, |initializer| initializer.with_packing(2));
    packed.forward(requiring_gradient(&device, &wave(10)), Pass::Train);
}

#[test]
#[should_panic(expected = "one to four samples at once, not 5")]
fn more_than_four_samples_are_refused() {
    set::<PackedDense>(&Device::default(), |initializer| {
        initializer.with_packing(5)
    });
}

#[test]
fn the_standard_deviation_of_features_is_one_more_feature() {
    let device = Device::default();
    let mut layer: MinibatchStddevLayer<Features<2>, Features<3>> = network(&device, &[]);
    // Groups of 4 of 8 rows: even rows deviate by 1 and 3, odd ones not at all.
    let rows = [[0.0, 1.0], [5.0, 5.0], [2.0, 7.0], [5.0, 5.0]]
        .concat()
        .repeat(2);
    let output = layer.forward(
        requiring_gradient::<Features<2>>(&device, &rows),
        Pass::Train,
    );
    let found: Vec<f32> = output.values().chunks_exact(3).map(|row| row[2]).collect();
    assert_close(&found, &[2.0, 1e-4, 2.0, 1e-4, 2.0, 1e-4, 2.0, 1e-4], 1e-6);
    assert_eq!(output.values()[..2], rows[..2]);
    differences::check(&mut layer, &device, &wave(16));
    differences::check(&mut layer, &device, &wave(12));
}

#[test]
fn discrimination_is_the_sum_of_similarities() {
    let device = Device::default();
    // One feature, two kernels of two dimensions: M = f (1, 2 | 0.5, -0.5), so distances are 3 and
    // 1 times those of f.
    let mut layer: MinibatchDiscriminationLayer<1, 2, 2, 3> =
        network(&device, &[vec![1.0, 2.0, 0.5, -0.5]]);
    let output = layer.forward(
        requiring_gradient::<Features<1>>(&device, &[0.0, 0.5, 2.0]),
        Pass::Train,
    );
    let e = |distance: f32| (-distance).exp();
    let expected = [
        [0.0, e(1.5) + e(6.0), e(0.5) + e(2.0)],
        [0.5, e(1.5) + e(4.5), e(0.5) + e(1.5)],
        [2.0, e(6.0) + e(4.5), e(2.0) + e(1.5)],
    ];
    assert_close(output.values(), &expected.concat(), 1e-6);
    // A batch of equal rows: every kernel counts the others, and nothing has a direction to go.
    let input = requiring_gradient::<Features<1>>(&device, &[0.7; 4]);
    let handle = input.tensor.clone();
    let output = layer.forward(input, Pass::Train);
    assert_eq!(output.values(), [0.7, 3.0, 3.0].repeat(4));
    let mut gradients = backward(vec![(output, [0.0, 1.0, 1.0].repeat(4))]);
    assert_eq!(gradients.of(&handle), [0.0; 4]);
}

#[test]
fn discrimination_agrees_with_finite_differences_and_needs_no_second_row() {
    let device = Device::default();
    let mut layer: MinibatchDiscriminationLayer<3, 4, 2, 7> =
        set(&device, |initializer| initializer);
    differences::check(&mut layer, &device, &wave(15));
    let alone = layer.forward(
        requiring_gradient::<Features<3>>(&device, &wave(3)),
        Pass::Train,
    );
    assert_eq!(alone.values()[3..], [0.0; 4]);
}

#[test]
fn diverged_features_stay_seen() {
    let device = Device::default();
    let mut layer: MinibatchDiscriminationLayer<1, 1, 1, 2> = network(&device, &[vec![1.0]]);
    let output = layer.forward(
        requiring_gradient::<Features<1>>(&device, &[f32::NAN, 1.0]),
        Pass::Train,
    );
    assert!(output.values()[1].is_nan() && output.values()[3].is_nan());
}

type Last = Conv2d<2, 3, 1, 1, 2, 1, 0, Identity, true>;
type ConvHead = Head<Last, 12, 13, 28>;

#[test]
fn a_plain_head_is_its_layer() {
    let device = Device::default();
    let mut head: ConvHead = set(&device, |initializer| initializer);
    let mut plain: (Last, Flatten<1, 1, 1>) = set(&device, |initializer| initializer);
    let mut bare: Last = set(&device, |initializer| initializer);
    assert_eq!(
        named_tensors(&mut head),
        named_tensors(&mut bare),
        "the same draws, the same names"
    );
    let found = head.forward(
        requiring_gradient::<FeatureMaps<2, 3>>(&device, &wave(60)),
        Pass::Train,
    );
    let expected = plain.forward(
        requiring_gradient::<FeatureMaps<2, 3>>(&device, &wave(60)),
        Pass::Train,
    );
    assert_eq!(found.values(), expected.values());
    differences::check(&mut head, &device, &wave(60));
}

#[test]
fn a_head_that_sees_the_batch_flattens_first() {
    let device = Device::default();
    for (minibatch, shape) in [
        (MinibatchFeatures::Stddev, [13, 1]),
        (MinibatchFeatures::Discrimination, [28, 1]),
    ] {
        let mut head: ConvHead = set(&device, |initializer| initializer.with_minibatch(minibatch));
        let tensors = named_tensors(&mut head);
        assert!(
            tensors
                .iter()
                .any(|tensor| tensor.name == "1.weight" && tensor.shape == shape)
        );
        differences::check(&mut head, &device, &wave(48));
    }
}
