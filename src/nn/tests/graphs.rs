//! Networks that are graphs, in every pass: forks, joins, skip connections, several heads.

use super::super::tensor::GradientAccess;
use super::super::*;
use super::{differences, requiring_gradient};
use crate::golden::assert_close;
use crate::rng::{Seed, Stream};

/// A network whose biases are not zero, so that no gradient is trivial.
fn fresh<L: Layer>(device: &Device) -> L {
    let mut draws = Seed(7).at(Stream::DiscriminatorWeights, 0, 0);
    L::new(&mut Initializer::new(
        device,
        Initialization::Uniform,
        &mut draws,
    ))
}

fn wave(count: usize) -> Vec<f32> {
    (0..count)
        .map(|at| (at as f32 * 0.9 + 0.2).cos() * 1.3)
        .collect()
}

type ResidualDense = Residual<(Dense<6, 5, LeakyRelu>, Dense<5, 6, Tanh>)>;
type NestedResidual = Residual<Residual<Dense<4, 4, LeakyRelu>>>;
type TwoPaths = Sum<Dense<6, 4, LeakyRelu>, Dense<6, 4, Identity, false>, SqrtHalf>;
type Skip = Concat<
    Conv2d<2, 3, 2, 2, 1, 1, 0, LeakyRelu, true>,
    Conv2d<2, 3, 2, 4, 1, 1, 0>,
    FeatureMaps<2, 6>,
>;

/// The same rows used twice, by the same operation.
struct Doubled;

impl Layer for Doubled {
    type Input = Features<3>;
    type Output = Features<6>;

    fn new(_: &mut Initializer) -> Self {
        Self
    }

    fn forward(&mut self, input: Batch<Features<3>>, pass: Pass) -> Batch<Features<6>> {
        let twice = input.fork().weighted_sum(input, (2.0, -0.5), pass);
        twice.fork().concat(twice, pass)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// A trunk with a head of features and a head of maps, whose outputs are one row; the trunk's
/// output is used by a third path too, which skips both.
struct TwoHeads {
    trunk: Dense<5, 4, LeakyRelu>,
    features: Dense<4, 3, Tanh>,
    maps: (Unflatten<4, 2, 1>, Conv2d<2, 1, 1, 2, 2, 1, 0>),
}

impl Layer for TwoHeads {
    type Input = Features<5>;
    type Output = Features<9>;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            trunk: Layer::new(initializer),
            features: Layer::new(initializer),
            maps: Layer::new(initializer),
        }
    }

    fn forward(&mut self, input: Batch<Features<5>>, pass: Pass) -> Batch<Features<9>> {
        let trunk = self.trunk.forward(input, pass);
        let features = self.features.forward(trunk.fork(), pass);
        let maps = self.maps.forward(trunk.fork(), pass);
        let heads: Batch<Features<5>> = features.concat_rows(maps, pass);
        heads.concat_rows(trunk, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.trunk.visit(visitor);
        self.features.visit(visitor);
        self.maps.visit(visitor);
    }
}

/// A network in the middle of a fade.
struct Fading(Growing<1, Dense<4, 3, LeakyRelu>, (Dense<4, 5, Tanh>, Dense<5, 3, Identity>)>);

impl Layer for Fading {
    type Input = Features<4>;
    type Output = Features<3>;

    fn new(initializer: &mut Initializer) -> Self {
        Self(Layer::new(initializer))
    }

    fn forward(&mut self, input: Batch<Features<4>>, pass: Pass) -> Batch<Features<3>> {
        let growth = Growth {
            level: 2,
            share: 0.3,
        };
        self.0.forward(input.with_growth(Some(growth)), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.0.visit(visitor);
    }
}

/// Every pass of one network at `count` rows.
fn check<L: Layer<Input: BatchShape, Output: BatchShape>>(count: usize) {
    let device = Device::default();
    let rows = wave(count * L::Input::ROW_SIZE);
    let mut network: L = fresh(&device);
    differences::check(&mut network, &device, &rows);
    frozen_and_eval(&device, &mut network, &rows);
    recorded_aside(&device, &mut network, &rows);
    kept_on_its_linear_piece(&device, &mut network, &rows);
}

/// Gradients of all parameters and of the rows, with the outputs themselves as the upstream gradient.
fn gradients<L: Layer<Input: BatchShape>>(
    network: &mut L,
    input: Batch<L::Input>,
    pass: Pass,
) -> (Vec<Vec<f32>>, Vec<f32>) {
    let handle = input.tensor.clone();
    let output = network.forward(input, pass);
    let seed = output.values().to_vec();
    let mut gradients = backward(vec![(output, seed)]);
    let of_rows = gradients.of(&handle).to_vec();
    (gradient_vectors(network, &mut gradients), of_rows)
}

fn frozen_and_eval<L: Layer<Input: BatchShape>>(device: &Device, network: &mut L, rows: &[f32]) {
    let input = || requiring_gradient::<L::Input>(device, rows);
    let (_, trained) = gradients(network, input(), Pass::Train);
    let (parameters, frozen) = gradients(network, input(), Pass::Frozen);
    assert_eq!(frozen, trained, "the same gradient of the rows");
    assert!(parameters.iter().flatten().all(|gradient| *gradient == 0.0));
    let train = network.forward(input(), Pass::Train);
    let eval = network.forward(input(), Pass::Eval);
    assert_eq!(eval.values(), train.values());
    assert!(!eval.needs_gradient(), "nothing is recorded in eval");
    let constant = network.forward(input().detach(), Pass::Frozen);
    assert!(
        !constant.needs_gradient(),
        "no path of a constant through a frozen network needs a gradient"
    );
}

fn recorded_aside<L: Layer<Input: BatchShape>>(device: &Device, network: &mut L, rows: &[f32]) {
    let input = || requiring_gradient::<L::Input>(device, rows);
    let (expected, of_rows) = gradients(network, input(), Pass::Train);
    let start = input();
    let handle = start.tensor.clone();
    let mut through = network.forward(start.with_parameter_tape(), Pass::Frozen);
    let aside = through.take_parameter_tape();
    let seed = through.values().to_vec();
    let mut found = backward(vec![(through, seed.clone())]);
    assert_eq!(found.of(&handle), of_rows);
    let parameters = gradient_vectors(network, &mut found);
    assert!(parameters.iter().flatten().all(|gradient| *gradient == 0.0));
    let mut found = backward(vec![(aside, seed)]);
    assert!(found.of(&handle).iter().all(|gradient| *gradient == 0.0));
    assert_eq!(gradient_vectors(network, &mut found), expected);
}

/// A network of piecewise linear units that stay on their pieces is linear however far the rows
/// move; one with smooth units is so only for a small shift.
fn kept_on_its_linear_piece<L: Layer<Input: BatchShape>>(
    device: &Device,
    network: &mut L,
    rows: &[f32],
) {
    let mask = ActivationMask::default();
    let input = requiring_gradient::<L::Input>(device, rows);
    let handle = input.tensor.clone();
    let output = network.forward(input.recording_mask(&mask), Pass::Frozen);
    let outputs = output.values().len();
    let mut found = backward(vec![(output, vec![1.0; outputs])]);
    let direction: Vec<f32> = wave(rows.len()).into_iter().rev().collect();
    let slope = found.of(&handle).iter().zip(&direction);
    let slope: f64 = slope.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
    let sum_at = |network: &mut L, step: f32| -> f64 {
        let moved: Vec<f32> = rows
            .iter()
            .zip(&direction)
            .map(|(row, direction)| row + step * direction)
            .collect();
        let moved = requiring_gradient::<L::Input>(device, &moved).replaying_mask(&mask);
        let output = network.forward(moved, Pass::Frozen);
        output.values().iter().map(|value| f64::from(*value)).sum()
    };
    let step = 5e-3;
    let found = (sum_at(network, step) - sum_at(network, -step)) / f64::from(2.0 * step);
    assert_close(&[found as f32], &[slope as f32], 1e-3);
}

#[test]
fn residual_connections_have_the_gradients_of_both_paths() {
    check::<ResidualDense>(3);
    check::<NestedResidual>(3);
}

#[test]
fn two_paths_from_the_same_rows_meet_in_a_sum() {
    check::<TwoPaths>(3);
}

#[test]
fn skip_connections_keep_their_channels_apart() {
    check::<Skip>(2);
}

#[test]
fn the_same_rows_may_be_used_twice_by_one_operation() {
    check::<Doubled>(2);
}

#[test]
fn a_fade_is_a_sum_of_both_paths() {
    check::<Fading>(3);
    let device = Device::default();
    let mut network: Fading = fresh(&device);
    let mut at = |growth: Option<Growth>| {
        let rows = requiring_gradient::<Features<4>>(&device, &wave(8)).with_growth(growth);
        network.0.forward(rows, Pass::Eval).values().to_vec()
    };
    let mut grown = |level, share| at(Some(Growth { level, share }));
    let (coarse, fine) = (grown(1, 1.0), grown(3, 0.5));
    assert_eq!(grown(0, 1.0), coarse);
    assert_eq!(grown(2, 1.0), fine, "a fade that is over");
    assert_eq!(grown(2, 0.0), coarse, "a fade that has not begun");
    assert_eq!(at(None), fine, "a network that does not grow is complete");
}

type Projecting = Projection<
    (
        RowPart<15, 0, 2, 3>,
        Conv2d<2, 3, 2, 4, 1, 1, 0, LeakyRelu, true>,
    ),
    (Flatten<2, 4, 16>, Dense<16, 1, Identity>),
    (
        RowPart<15, 12, 1, 3>,
        Flatten<1, 3, 3>,
        Dense<3, 4, Identity, false>,
    ),
>;

#[test]
fn labels_are_projected_on_features_or_become_channels() {
    check::<Projecting>(3);
    check::<(
        LabelMaps<15, 2, 3, 6>,
        Conv2d<2, 6, 2, 2, 1, 1, 0, LeakyRelu, true>,
    )>(3);
    let device = Device::default();
    let rows: Vec<f32> = (0..6).map(|at| at as f32).collect();
    let mut maps: LabelMaps<6, 2, 1, 3> = fresh(&device);
    let maps = maps.forward(
        requiring_gradient::<Features<6>>(&device, &rows),
        Pass::Eval,
    );
    let expected = [0.0, 4.0, 5.0, 1.0, 4.0, 5.0, 2.0, 4.0, 5.0, 3.0, 4.0, 5.0];
    assert_eq!(maps.values(), expected);
}

#[test]
fn several_heads_are_one_row() {
    check::<TwoHeads>(3);
}

#[test]
fn units_that_stay_on_their_pieces_are_linear_through_a_join() {
    let device = Device::default();
    let mut network: NestedResidual = fresh(&device);
    let rows = wave(12);
    let mask = ActivationMask::default();
    let at = |network: &mut NestedResidual, step: f32, recording: bool| {
        let rows: Vec<f32> = rows.iter().map(|row| row + step).collect();
        let rows = requiring_gradient::<Features<4>>(&device, &rows);
        let rows = match recording {
            true => rows.recording_mask(&mask),
            false => rows.replaying_mask(&mask),
        };
        network.forward(rows, Pass::Frozen).values().to_vec()
    };
    let middle = at(&mut network, 0.0, true);
    let (up, down) = (
        at(&mut network, 10.0, false),
        at(&mut network, -10.0, false),
    );
    let mean: Vec<f32> = up.iter().zip(&down).map(|(a, b)| (a + b) / 2.0).collect();
    assert_close(&mean, &middle, 1e-5);
    let free: Vec<f32> = rows.iter().map(|row| row + 10.0).collect();
    let free = network.forward(
        requiring_gradient::<Features<4>>(&device, &free),
        Pass::Frozen,
    );
    assert_ne!(
        free.values(),
        up,
        "without the mask, units cross their kinks"
    );
}

#[test]
fn a_path_that_begins_with_a_constant_is_recorded_aside_too() {
    let device = Device::default();
    let rows = requiring_gradient::<Features<3>>(&device, &wave(6)).with_parameter_tape();
    let mut layer: Dense<3, 2, Identity> = fresh(&device);
    let constant = layer.forward(rows.source(), Pass::Frozen);
    assert!(!constant.needs_gradient() && constant.has_parameter_tape());
    let mut through =
        constant.weighted_sum(layer.forward(rows, Pass::Frozen), (1.0, 1.0), Pass::Frozen);
    assert!(through.needs_gradient());
    let aside = through.take_parameter_tape();
    let mut found = backward(vec![(aside, vec![1.0; 4])]);
    // Both paths sum the same rows: twice the gradient of one.
    let found = gradient_vectors(&mut layer, &mut found);
    assert_close(&found[1], &[4.0, 4.0], 1e-6);
}
