//! Between a feature row and a small map, channel by channel: where R3GAN's G begins and its D ends
//! (Huang et al. 2024).

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::{FeatureMaps, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Each feature times a learned map of its own, N(0, 1) at first: (N, C) -> (N, S, S, C).
pub struct GenerativeBasis<const S: usize, const C: usize>(Tensor);

/// The sum over all positions of each channel times a learned map of its own, N(0, 1 / S^2) at
/// first, which is a depthwise convolution of the whole map: (N, S, S, C) -> (N, C).
pub struct DiscriminativeBasis<const S: usize, const C: usize>(Tensor);

/// `maps` (N, S * S, C) += `features` (N, C) times `basis` (S * S, C).
fn add_products(features: &[f32], basis: &[f32], channels: usize, maps: &mut [f32]) {
    let rows = maps.chunks_exact_mut(basis.len());
    for (map, features) in rows.zip(features.chunks_exact(channels)) {
        let positions = map.chunks_exact_mut(channels);
        for (values, basis) in positions.zip(basis.chunks_exact(channels)) {
            for ((value, basis), feature) in values.iter_mut().zip(basis).zip(features) {
                *value += basis * feature;
            }
        }
    }
}

/// `features` (N, C) += the sum over positions of `maps` (N, S * S, C) times `basis` (S * S, C).
fn add_sums(maps: &[f32], basis: &[f32], channels: usize, features: &mut [f32]) {
    let rows = maps.chunks_exact(basis.len());
    for (map, features) in rows.zip(features.chunks_exact_mut(channels)) {
        let positions = map.chunks_exact(channels);
        for (values, basis) in positions.zip(basis.chunks_exact(channels)) {
            for ((value, basis), feature) in values.iter().zip(basis).zip(&mut *features) {
                *feature += basis * value;
            }
        }
    }
}

/// `basis` (S * S, C) += the sum over rows of `maps` (N, S * S, C) times `features` (N, C).
fn add_basis_gradient(maps: &[f32], features: &[f32], channels: usize, basis: &mut [f32]) {
    let rows = maps.chunks_exact(basis.len());
    for (map, features) in rows.zip(features.chunks_exact(channels)) {
        let positions = map.chunks_exact(channels);
        for (values, basis) in positions.zip(basis.chunks_exact_mut(channels)) {
            for ((value, basis), feature) in values.iter().zip(basis).zip(features) {
                *basis += value * feature;
            }
        }
    }
}

macro_rules! basis_layer {
    (
        $layer:ident, $recorded:ident, $input:ty => $output:ty, std: $std:expr,
        output row: $row:expr, $forward:ident, $backward:ident,
        basis gradient: ($from_input:ident, $upstream:ident) => $maps:ident, $features:ident
        $(, module: $module:ident)?
    ) => {
        impl<const S: usize, const C: usize> Layer for $layer<S, C> {
            type Input = $input;
            type Output = $output;

            fn new(initializer: &mut Initializer) -> Self {
                const { assert!(S > 0 && C > 0, "a basis has positions and channels") };
                let mut basis = initializer.device.zeros(S * S * C);
                initializer.normal_values($std, tensor::slice_mut(&mut basis));
                Self(basis)
            }

            fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
                let mut output = input.zeros(input.rows() * $row);
                let out = tensor::slice_mut(&mut output);
                $forward(input.values(), tensor::slice(&self.0), C, out);
                let operation = $recorded {
                    channels: C,
                    input: input.tensor.clone(),
                    output: output.clone(),
                    basis: self.0.clone(),
                };
                input.record(output, pass, operation)
            }

            fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
                visitor.parameter("weight", &[S, S, C], &mut self.0);
            }

            $(fn describe(&self, modules: &mut Modules) {
                modules.add(Module::$module {
                    side: S,
                    weight: tensor::slice(&self.0).to_vec(),
                });
            })?
        }

        /// What the backward pass needs: shared storage, no copies.
        #[derive(Clone)]
        struct $recorded {
            channels: usize,
            input: Tensor,
            output: Tensor,
            basis: Tensor,
        }

        impl Operation for $recorded {
            const HAS_PARAMETERS: bool = true;

            fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
                let upstream = gradients.take(&self.output);
                let $upstream = tensor::slice(&upstream);
                if wanted.parameters {
                    let $from_input = tensor::slice(&self.input);
                    let basis = gradients.of(&self.basis);
                    add_basis_gradient($maps, $features, self.channels, basis);
                }
                if wanted.input {
                    let basis = tensor::slice(&self.basis);
                    let gradient = gradients.of(&self.input);
                    $backward($upstream, basis, self.channels, gradient);
                }
            }
        }
    };
}

basis_layer!(
    GenerativeBasis, GenerativeBasisBackward, Features<C> => FeatureMaps<S, C>, std: 1.0,
    output row: S * S * C, add_products, add_sums,
    basis gradient: (features, upstream) => upstream, features,
    module: Basis
);
basis_layer!(
    DiscriminativeBasis, DiscriminativeBasisBackward, FeatureMaps<S, C> => Features<C>,
    std: 1.0 / S as f32, output row: C, add_sums, add_products,
    basis gradient: (maps, upstream) => maps, upstream
);
