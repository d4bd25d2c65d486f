//! Tensor that a layer of a generator adds to its maps.

use crate::nn::batch::Batch;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::shape::FeatureMaps;
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

/// x + strength * noise: (N, S, S, C) -> (N, S, S, C), one standard normal value per position and
/// sample for all channels, and one learned strength, 0 at first.
///
/// In `Pass::Eval` the noise is a constant of the layer, the same for all samples.
pub struct NoiseInput<const S: usize, const C: usize> {
    strength: Tensor,
    constant: Vec<f32>,
    layer: u16,
}

impl<const S: usize, const C: usize> NoiseInput<S, C> {
    /// What is added to all channels of a position in `Pass::Eval`.
    pub(super) fn added(&self) -> Vec<f32> {
        let strength = tensor::slice(&self.strength)[0];
        self.constant.iter().map(|noise| strength * noise).collect()
    }

    /// One value per position.
    fn noise(&self, input: &Batch<FeatureMaps<S, C>>, pass: Pass) -> Tensor {
        let mut noise = input.unwritten(input.rows() * S * S);
        let values = tensor::slice_mut(&mut noise);
        if pass == Pass::Eval {
            let samples = values.chunks_exact_mut(S * S);
            samples.for_each(|sample| sample.copy_from_slice(&self.constant));
        } else {
            let noise = input.context.noise;
            noise
                .expect("a network with random layers is applied with noise")
                .draws(self.layer)
                .normal(values);
        }
        noise
    }
}

impl<const S: usize, const C: usize> Layer for NoiseInput<S, C> {
    type Input = FeatureMaps<S, C>;
    type Output = FeatureMaps<S, C>;
    const RANDOM: bool = true;

    fn new(initializer: &mut Initializer) -> Self {
        let mut constant = vec![0.0; S * S];
        initializer.normal_values(1.0, &mut constant);
        Self {
            strength: initializer.device.zeros(1),
            constant,
            layer: initializer.random_layer(),
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let noise = self.noise(&input, pass);
        let strength = tensor::slice(&self.strength)[0];
        let mut output = input.unwritten(input.values().len());
        let out = tensor::slice_mut(&mut output);
        out.copy_from_slice(input.values());
        let positions = out.chunks_exact_mut(C).zip(tensor::slice(&noise));
        for (values, noise) in positions {
            values
                .iter_mut()
                .for_each(|value| *value += strength * noise);
        }
        let operation = NoiseInputBackward {
            channels: C,
            input: input.tensor.clone(),
            output: output.clone(),
            noise,
            strength: self.strength.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("strength", &[1], &mut self.strength);
        visitor.buffer("constant", &mut self.constant);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct NoiseInputBackward {
    channels: usize,
    input: Tensor,
    output: Tensor,
    noise: Tensor,
    strength: Tensor,
}

impl Operation for NoiseInputBackward {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let positions = upstream
                .chunks_exact(self.channels)
                .zip(tensor::slice(&self.noise));
            let sum: f64 = positions
                .map(|(upstream, noise)| f64::from(*noise * upstream.iter().sum::<f32>()))
                .sum();
            gradients.of(&self.strength)[0] += sum as f32;
        }
        if wanted.input {
            let pairs = gradients.of(&self.input).iter_mut().zip(upstream);
            pairs.for_each(|(gradient, upstream)| *gradient += upstream);
        }
    }
}
