//! Each channel of a map times a factor of its sample.

use multiversion::multiversion;

use crate::nn::batch::Batch;
use crate::nn::shape::{FeatureMaps, Features};
use crate::nn::tape::{JoinOperation, Pass, WantedFromJoin};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

impl<const S: usize, const C: usize> Batch<FeatureMaps<S, C>> {
    /// These maps (N, S, S, C) times `factors` (N, C) at every position.
    pub(in crate::nn) fn scale_channels(self, factors: Batch<Features<C>>, pass: Pass) -> Self {
        assert_eq!(self.rows(), factors.rows(), "factors for every sample");
        let mut output = self.unwritten(self.values().len());
        let out = tensor::slice_mut(&mut output);
        products::<false>(self.values(), factors.values(), (S * S, C), out);
        let operation = ChannelScaleBackward {
            sizes: (S * S, C),
            maps: self.tensor.clone(),
            factors: factors.tensor.clone(),
            output: output.clone(),
        };
        self.join(factors, output, pass, operation)
    }
}

/// `out` = or, if ADD, += `maps` times the factors of their samples.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn products<const ADD: bool>(
    maps: &[f32],
    factors: &[f32],
    (positions, channels): (usize, usize),
    out: &mut [f32],
) {
    let samples = maps
        .chunks_exact(positions * channels)
        .zip(out.chunks_exact_mut(positions * channels));
    for ((map, out), factors) in samples.zip(factors.chunks_exact(channels)) {
        let rows = map
            .chunks_exact(channels)
            .zip(out.chunks_exact_mut(channels));
        for (values, out) in rows {
            for ((out, value), factor) in out.iter_mut().zip(values).zip(factors) {
                let product = value * factor;
                *out = if ADD { *out + product } else { product };
            }
        }
    }
}

/// `out` (N, C) += the sum over positions of `a` times `b`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_sums(a: &[f32], b: &[f32], (positions, channels): (usize, usize), out: &mut [f32]) {
    let samples = a
        .chunks_exact(positions * channels)
        .zip(b.chunks_exact(positions * channels));
    for ((a, b), sums) in samples.zip(out.chunks_exact_mut(channels)) {
        for (a, b) in a.chunks_exact(channels).zip(b.chunks_exact(channels)) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += a * b;
            }
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ChannelScaleBackward {
    /// Positions and channels.
    sizes: (usize, usize),
    maps: Tensor,
    factors: Tensor,
    output: Tensor,
}

impl JoinOperation for ChannelScaleBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, wanted: WantedFromJoin) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        if wanted.first {
            let factors = tensor::slice(&self.factors);
            let gradient = gradients.sum(&self.maps);
            match gradient.add {
                true => products::<true>(upstream, factors, self.sizes, gradient.values),
                false => products::<false>(upstream, factors, self.sizes, gradient.values),
            }
        }
        if wanted.second {
            let maps = tensor::slice(&self.maps);
            add_sums(upstream, maps, self.sizes, gradients.of(&self.factors));
        }
    }
}
