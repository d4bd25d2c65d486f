//! The layers of high-resolution GANs against PyTorch (`tests/golden/make_high_resolution.py`), and
//! what holds of them without training.

use serde_json::Value;

use super::super::tensor::GradientAccess;
use super::super::*;
use super::{differences, network, requiring_gradient};
use crate::golden::{assert_close, assert_summary, filled, high_resolution};
use crate::rng::{Seed, Stream};

fn case(name: &str) -> Value {
    let mut all = high_resolution("layers");
    let cases = all.as_array_mut().unwrap().iter_mut();
    let found = cases.into_iter().find(|case| case["name"] == name);
    found.unwrap_or_else(|| panic!("no case `{name}`")).take()
}

fn list(case: &Value, name: &str) -> Vec<Value> {
    case[name].as_array().expect("a list").clone()
}

/// The gradients of the parameters, those without one left out.
fn assert_gradients(case: &Value, found: &[Vec<f32>], name: &str) {
    let expected = list(case, "gradients");
    let expected: Vec<&Value> = expected.iter().filter(|value| !value.is_null()).collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_summary(found, expected, 1e-5, name);
    }
}

/// Runs one case of a layer in all passes.
fn check<L: Layer<Input: BatchShape, Output: BatchShape>>(name: &str) {
    let case = case(name);
    let device = Device::default();
    let parameters: Vec<Vec<f32>> = list(&case, "parameters").iter().map(filled).collect();
    let mut layer: L = network(&device, &parameters);
    let rows = filled(&case["inputs"][0]);
    let input = requiring_gradient::<L::Input>(&device, &rows);
    let handle = input.tensor.clone();
    for pass in [Pass::Frozen, Pass::Eval] {
        let output = layer.forward(input.detach(), pass);
        assert_summary(output.values(), &case["y"], 2e-6, name);
        assert!(!output.needs_gradient());
    }
    let output = layer.forward(input, Pass::Train);
    assert_summary(output.values(), &case["y"], 2e-6, name);
    let mut gradients = backward(vec![(output, filled(&case["dy"]))]);
    let of_rows = gradients.of(&handle);
    assert_summary(of_rows, &case["input_gradients"][0], 1e-5, name);
    assert_gradients(&case, &gradient_vectors(&mut layer, &mut gradients), name);
}

#[test]
fn equalized_layers_agree_with_pytorch() {
    check::<EqualizedDense<6, 5, LeakyRelu>>("equalized_dense");
    check::<EqualizedDense<6, 5, ScaledLeakyRelu, Unit, Hundredth>>("equalized_dense_slow");
    check::<EqualizedConv2d<5, 3, 5, 7, 3, 1, 1>>("equalized_conv");
    check::<EqualizedConv2d<4, 18, 4, 20, 3, 1, 1, Identity>>("equalized_conv_wide");
    check::<EqualizedConv2d<7, 4, 3, 5, 3, 2, 0, Identity, Unit>>("equalized_conv_down");
    check::<EqualizedConv2d<4, 6, 4, 3, 1, 1, 0, Identity, Unit>>("equalized_to_rgb");
}

#[test]
fn pixel_norm_agrees_with_pytorch_and_has_unit_mean_square() {
    check::<PixelNorm<FeatureMaps<3, 11>>>("pixel_norm_maps");
    check::<PixelNorm<Features<16>>>("pixel_norm_features");
    let device = Device::default();
    let mut layer: PixelNorm<Features<16>> = network(&device, &[]);
    let rows: Vec<f32> = (0..48).map(|at| (at as f32 * 0.7).sin() * 30.0).collect();
    let output = layer.forward(requiring_gradient(&device, &rows), Pass::Eval);
    for row in output.values().chunks_exact(16) {
        let mean = row.iter().map(|value| value * value).sum::<f32>() / 16.0;
        assert!((mean - 1.0).abs() < 1e-6, "{mean}");
    }
}

#[test]
fn filtered_resampling_agrees_with_pytorch() {
    check::<FirConv2d<6, 3, 5, Binomial3, 2, 1>>("binomial3_down");
    check::<FirConv2d<6, 3, 5, Binomial4, 2, 1>>("binomial4_down");
    check::<FirConvTranspose2d<4, 8, 5, Binomial4, 2, 1>>("binomial4_up");
    check::<FirConv2d<4, 5, 3, Binomial4, 1, 2>>("binomial4_blur");
    check::<FirConv2d<5, 5, 3, Binomial3, 1, 1>>("binomial3_blur");
}

#[test]
fn resampling_keeps_a_constant_away_from_the_edge() {
    let device = Device::default();
    let mut up: FirConvTranspose2d<4, 8, 1, Binomial4, 2, 1> = network(&device, &[]);
    let mut down: FirConv2d<8, 4, 1, Binomial4, 2, 1> = network(&device, &[]);
    let ones = requiring_gradient::<FeatureMaps<4, 1>>(&device, &[1.0; 16]);
    let doubled = up.forward(ones, Pass::Eval);
    assert_close(&doubled.values()[9..15], &[1.0; 6], 1e-6);
    let back = down.forward(doubled, Pass::Eval);
    assert_close(&back.values()[5..7], &[1.0; 2], 1e-6);
}

#[test]
fn grouped_convolutions_agree_with_pytorch() {
    check::<GroupedConv2d<4, 12, 9, 3, 4, LeakyRelu, true>>("grouped_conv");
    check::<GroupedConv2d<4, 34, 34, 3, 17>>("grouped_conv_wide");
}

#[test]
fn bases_constants_and_biased_activations_agree_with_pytorch() {
    check::<GenerativeBasis<4, 5>>("generative_basis");
    check::<DiscriminativeBasis<4, 5>>("discriminative_basis");
    check::<BiasedActivation<3, 4, ScaledLeakyRelu>>("biased_activation");
    check::<LearnedConstant<Features<2>, 4, 5>>("learned_constant");
}

#[test]
fn minibatch_stddev_of_a_whole_batch_agrees_with_pytorch() {
    type Whole = MinibatchStddevLayer<FeatureMaps<3, 4>, FeatureMaps<3, 5>, { usize::MAX }>;
    check::<Whole>("minibatch_stddev_whole");
    let device = Device::default();
    let mut layer: Whole = network(&device, &[]);
    let equal = requiring_gradient::<FeatureMaps<3, 4>>(&device, &[0.3; 72]);
    assert_close(
        &[layer.forward(equal, Pass::Eval).values()[4]],
        &[1e-4],
        1e-8,
    );
}

/// A row that holds maps and the latents that style them, through a styled layer.
macro_rules! styled_row {
    ($row:ident, $layer:ty, row: $f:literal, maps: $s:literal $c:literal $size:literal, latents: $w:literal, output: $output:ty, $make:expr) => {
        struct $row {
            maps: RowPart<$f, 0, $s, $c>,
            latents: (RowPart<$f, $size, 1, $w>, Flatten<1, $w, $w>),
            layer: $layer,
        }

        impl Layer for $row {
            type Input = Features<$f>;
            type Output = $output;

            fn new(initializer: &mut Initializer) -> Self {
                Self {
                    maps: Layer::new(initializer),
                    latents: Layer::new(initializer),
                    layer: $make(initializer),
                }
            }

            fn forward(&mut self, input: Batch<Features<$f>>, pass: Pass) -> Batch<$output> {
                let input = input.with_noise(noise_of_step(1));
                let maps = self.maps.forward(input.fork(), pass);
                let latents = self.latents.forward(input, pass);
                self.layer.forward(maps, latents, pass)
            }

            fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
                self.layer.visit(visitor);
            }
        }
    };
}

styled_row!(StyledRow, StyledConv2d<5, 6, 7, 4>, row: 154, maps: 5 6 150, latents: 4,
    output: FeatureMaps<5, 7>, StyledConv2d::new);
styled_row!(StyledUpRow, StyledUpConv2d<5, 6, 11, 10, 7, 4>, row: 154, maps: 5 6 150, latents: 4,
    output: FeatureMaps<10, 7>, StyledUpConv2d::new);
styled_row!(ToRgbRow, ModulatedConv2d<5, 4, 5, 3, 1, 6>, row: 106, maps: 5 4 100, latents: 6,
    output: FeatureMaps<5, 3>, |initializer| ModulatedConv2d::new(initializer, 0.5));

/// A row of the maps and the latents of a case.
fn rows_of(case: &Value, row: usize) -> Vec<f32> {
    let (maps, latents) = (filled(&case["inputs"][0]), filled(&case["inputs"][1]));
    let count = (maps.len() + latents.len()) / row;
    let rows = maps
        .chunks_exact(maps.len() / count)
        .zip(latents.chunks_exact(latents.len() / count));
    rows.flat_map(|(maps, latents)| [maps, latents].concat())
        .collect()
}

/// One case of a styled layer; the gradients at `without` are those of noise, which PyTorch does not
/// draw.
fn check_styled<L: Layer<Input: BatchShape, Output: BatchShape>>(
    name: &str,
    pass: Pass,
    without: Option<usize>,
) {
    let case = case(name);
    let device = Device::default();
    let parameters: Vec<Vec<f32>> = list(&case, "parameters").iter().map(filled).collect();
    let mut layer: L = network(&device, &parameters);
    let rows = rows_of(&case, L::Input::ROW_SIZE);
    let input = requiring_gradient::<L::Input>(&device, &rows);
    let handle = input.tensor.clone();
    let output = layer.forward(input, pass);
    assert_summary(output.values(), &case["y"], 2e-6, name);
    if pass == Pass::Eval {
        return;
    }
    let mut gradients = backward(vec![(output, filled(&case["dy"]))]);
    let latents = case["inputs"][1]["shape"][1].as_u64().unwrap() as usize;
    let rows = gradients.of(&handle).chunks_exact(L::Input::ROW_SIZE);
    let parts = rows.map(|row| row.split_at(row.len() - latents));
    let (maps, latents): (Vec<&[f32]>, Vec<&[f32]>) = parts.unzip();
    for (found, expected) in [maps, latents].iter().zip(list(&case, "input_gradients")) {
        assert_summary(&found.concat(), &expected, 1e-5, name);
    }
    let mut found = gradient_vectors(&mut layer, &mut gradients);
    without.map(|at| found.remove(at));
    assert_gradients(&case, &found, name);
}

#[test]
fn styled_convolutions_agree_with_pytorch() {
    check_styled::<StyledRow>("styled_conv", Pass::Eval, None);
    check_styled::<StyledRow>("styled_conv_without_noise", Pass::Train, Some(3));
    check_styled::<StyledUpRow>("styled_up_conv", Pass::Eval, None);
    check_styled::<StyledUpRow>("styled_up_conv_without_noise", Pass::Train, Some(3));
    check_styled::<ToRgbRow>("style_to_rgb", Pass::Train, None);
}

fn noise_of_step(step: u64) -> LayerNoise {
    LayerNoise {
        seed: Seed(1),
        stream: Stream::GeneratorNoise,
        step,
        pass: 0,
    }
}

/// A noise input with its noise.
struct Noisy(NoiseInput<3, 2>);

impl Layer for Noisy {
    type Input = FeatureMaps<3, 2>;
    type Output = FeatureMaps<3, 2>;

    fn new(initializer: &mut Initializer) -> Self {
        Self(Layer::new(initializer))
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        self.0.forward(input.with_noise(noise_of_step(1)), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        // The constant of eval has no gradient; the test moves parameters only.
        struct Parameters<'a>(&'a mut dyn TensorVisitor);
        impl TensorVisitor for Parameters<'_> {
            fn parameter(&mut self, name: &'static str, dimensions: &[usize], values: &mut Tensor) {
                self.0.parameter(name, dimensions, values);
            }
            fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
        }
        self.0.visit(&mut Parameters(visitor));
    }
}

#[test]
fn noise_of_strength_zero_changes_nothing_and_other_noise_draws_anew() {
    let device = Device::default();
    let mut layer: NoiseInput<3, 2> = network(&device, &[vec![0.0]]);
    let rows: Vec<f32> = (0..36).map(|at| at as f32).collect();
    let at = |layer: &mut NoiseInput<3, 2>, step: u64, pass: Pass| {
        let input = requiring_gradient::<FeatureMaps<3, 2>>(&device, &rows);
        let input = input.with_noise(noise_of_step(step));
        layer.forward(input, pass).values().to_vec()
    };
    assert_eq!(at(&mut layer, 1, Pass::Train), rows);
    let mut layer: NoiseInput<3, 2> = network(&device, &[vec![1.0]]);
    assert_ne!(
        at(&mut layer, 1, Pass::Train),
        at(&mut layer, 2, Pass::Train)
    );
    assert_eq!(
        at(&mut layer, 1, Pass::Train),
        at(&mut layer, 1, Pass::Frozen)
    );
    let eval = at(&mut layer, 1, Pass::Eval);
    assert_eq!(eval, at(&mut layer, 2, Pass::Eval), "constant in eval");
    let difference = |sample: usize| -> Vec<f32> {
        (0..18)
            .map(|at| eval[sample * 18 + at] - rows[sample * 18 + at])
            .collect()
    };
    assert_close(&difference(0), &difference(1), 1e-5);
}

#[test]
fn parts_of_a_row_groups_and_noise_agree_with_finite_differences() {
    fn differ<L: Layer<Input: BatchShape>>(count: usize) {
        let device = Device::default();
        let mut draws = Seed(2).at(Stream::GeneratorWeights, 0, 0);
        let initialization = Initialization::Uniform;
        let mut layer = L::new(&mut Initializer::new(&device, initialization, &mut draws));
        let mut tensors = named_tensors(&mut layer);
        // Strengths and biases that begin as nothing would hide half of the gradients.
        for tensor in tensors
            .iter_mut()
            .filter(|tensor| tensor.values.iter().all(|value| *value == 0.0))
        {
            let values = tensor.values.iter_mut().enumerate();
            values.for_each(|(at, value)| *value = 0.3 + 0.1 * at as f32);
        }
        load_named_tensors(&mut layer, &tensors);
        let rows: Vec<f32> = (0..count * L::Input::ROW_SIZE)
            .map(|at| (at as f32 * 1.1).sin())
            .collect();
        differences::check(&mut layer, &device, &rows);
    }
    differ::<(
        RowPart<9, 1, 2, 2>,
        Flatten<2, 2, 8>,
        EqualizedDense<8, 3, Tanh>,
    )>(3);
    differ::<(
        GroupedConv2d<3, 4, 4, 3, 2, Tanh, true>,
        PixelNorm<FeatureMaps<3, 4>>,
    )>(2);
    differ::<Noisy>(2);
}
