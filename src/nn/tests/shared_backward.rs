//! One backward pass for two losses, against two passes.

use super::super::tensor::GradientAccess;
use super::super::*;
use super::requiring_gradient;
use crate::golden::assert_close;
use crate::rng::{Seed, Stream};

const ROWS: usize = 6;

type Discriminator = (
    Dense<5, 7, LeakyRelu>,
    Maxout<7, 4, 3>,
    Dense<4, 1, Identity>,
);
type OnMaps = (
    Conv2d<4, 2, 2, 3, 4, 2, 1, LeakyRelu>,
    BiasedActivation<2, 3>,
    Conv2d<2, 3, 1, 1, 2, 2, 0, Identity>,
);
type Normalised = (
    Dense<5, 7, Identity>,
    BatchNorm1d<7, 10, LeakyRelu>,
    Dense<7, 1, Identity>,
);
type TwoPaths = (Residual<Dense<5, 5, LeakyRelu>>, Dense<5, 1, Identity>);
type TwoOutputs = (Dense<5, 7, LeakyRelu>, Dense<7, 2, Identity>);

fn fresh<L: Layer>(device: &Device) -> L {
    let mut draws = Seed(3).at(Stream::DiscriminatorWeights, 0, 0);
    L::new(&mut Initializer::new(
        device,
        Initialization::Uniform,
        &mut draws,
    ))
}

fn wave(count: usize, pace: f32) -> Vec<f32> {
    (0..count).map(|at| (at as f32 * pace).sin()).collect()
}

/// In which order the passes are run backwards.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    ThroughFirst,
    OwnFirst,
    OwnAlone,
}

/// The gradient of one loss by the rows, its norm, that of another loss by the parameters, and the
/// multiply-adds of both backward passes.
fn gradients<L: Layer<Input: BatchShape>>(
    shared: bool,
    order: Order,
) -> (Vec<f32>, f64, Vec<Vec<f32>>, u64) {
    let device = Device::default();
    let mut network: L = fresh(&device);
    let rows = requiring_gradient::<L::Input>(&device, &wave(ROWS * L::Input::ROW_SIZE, 0.9));
    let handle = rows.tensor.clone();
    let (rows, norm) = rows.measuring_gradient_norm(L::Input::ROW_SIZE);
    let rows = match shared {
        true => rows.with_shared_backward(),
        false => rows.with_parameter_tape(),
    };
    let mut output = network.forward(rows, Pass::Frozen);
    let own = output.take_parameter_tape();
    // One row counts for nothing in the first loss, as with top-k.
    let mut of_through = wave(output.values().len(), 1.7);
    of_through[1] = 0.0;
    let of_own = wave(output.values().len(), 2.3);
    let before = multiply_adds();
    let mut own = Some((own, of_own));
    let mut by_parameters = Vec::new();
    let mut run_own = |network: &mut L| {
        let mut found = backward(own.take().into_iter().collect());
        by_parameters = gradient_vectors(network, &mut found);
        let by_rows = found.of(&handle);
        assert!(by_rows.iter().all(|value| *value == 0.0), "a constant");
    };
    if order == Order::OwnFirst {
        run_own(&mut network);
    }
    let mut by_rows = Vec::new();
    if order != Order::OwnAlone {
        let mut found = backward(vec![(output, of_through)]);
        by_rows = found.of(&handle).to_vec();
        let others = gradient_vectors(&mut network, &mut found);
        assert!(others.iter().flatten().all(|value| *value == 0.0));
    }
    if order != Order::OwnFirst {
        run_own(&mut network);
    }
    (by_rows, norm.get(), by_parameters, multiply_adds() - before)
}

fn shares<L: Layer<Input: BatchShape>>() {
    let expected = gradients::<L>(false, Order::ThroughFirst);
    let found = gradients::<L>(true, Order::ThroughFirst);
    assert_close(&found.0, &expected.0, 1e-6);
    assert!((found.1 / expected.1 - 1.0).abs() < 1e-6);
    for (found, expected) in found.2.iter().zip(&expected.2) {
        assert_close(found, expected, 1e-6);
    }
    assert!(found.3 < expected.3, "{} and {}", found.3, expected.3);
    for order in [Order::OwnFirst, Order::OwnAlone] {
        assert!(gradients::<L>(true, order) == gradients::<L>(false, order));
    }
}

#[test]
fn networks_without_mixed_rows_share_a_backward_pass() {
    shares::<Discriminator>();
    shares::<OnMaps>();
}

#[test]
fn others_run_two_with_the_same_bits() {
    fn check<L: Layer<Input: BatchShape>>(name: &str) {
        for order in [Order::ThroughFirst, Order::OwnFirst, Order::OwnAlone] {
            assert!(
                gradients::<L>(true, order) == gradients::<L>(false, order),
                "{name}"
            );
        }
    }
    check::<Normalised>("batch normalisation");
    check::<TwoPaths>("a residual");
    check::<TwoOutputs>("two outputs");
}
