//! Pixelwise feature vector normalisation (Karras et al. 2018, section 4.2).

use std::marker::PhantomData;

use multiversion::multiversion;

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::BatchShape;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Added to the mean square before the root.
const EPSILON: f32 = 1e-8;

/// x / sqrt(mean of x^2 over the channels + 1e-8) at each position, or over the features of a row.
pub struct PixelNorm<S: BatchShape>(PhantomData<S>);

impl<S: BatchShape> Layer for PixelNorm<S> {
    type Input = S;
    type Output = S;

    fn new(_: &mut Initializer) -> Self {
        Self(PhantomData)
    }

    fn forward(&mut self, input: Batch<S>, pass: Pass) -> Batch<S> {
        let operation = PixelNormBackward::forward((&input.tensor, &input.context), S::LAST_DIM);
        input.record(operation.output.clone(), pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::PixelNorm);
    }
}

/// Sum of the products, in eight lanes, so that it is the same for all instructions.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (a_eights, b_eights) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a_eights.0.iter().zip(b_eights.0) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    let rest = a_eights.1.iter().zip(b_eights.1);
    rest.fold(lanes.iter().sum(), |sum: f32, (a, b)| sum + a * b)
}

#[inline(always)]
fn inverse_root(values: &[f32]) -> f32 {
    1.0 / (dot(values, values) / values.len() as f32 + EPSILON).sqrt()
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn normalise(values: &[f32], width: usize, out: &mut [f32]) {
    for (values, out) in values.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        let factor = inverse_root(values);
        out.iter_mut()
            .zip(values)
            .for_each(|(out, value)| *out = factor * value);
    }
}

/// `gradient` += r (g - y mean(g y)), with r the factor and y the output.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_gradient(
    (values, output): (&[f32], &[f32]),
    width: usize,
    upstream: &[f32],
    gradient: &mut [f32],
) {
    let positions = values
        .chunks_exact(width)
        .zip(output.chunks_exact(width))
        .zip(upstream.chunks_exact(width));
    for (((values, output), upstream), gradient) in positions.zip(gradient.chunks_exact_mut(width))
    {
        let factor = inverse_root(values);
        let along = dot(upstream, output) / width as f32;
        for ((gradient, upstream), output) in gradient.iter_mut().zip(upstream).zip(output) {
            *gradient += factor * (upstream - output * along);
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct PixelNormBackward {
    width: usize,
    input: Tensor,
    output: Tensor,
    context: Context,
}

impl PixelNormBackward {
    /// The output, normalised over `width` values each, and what its gradient needs.
    fn forward((input, context): (&Tensor, &Context), width: usize) -> Self {
        let values = tensor::slice(input);
        let mut output = tensor::unwritten_beside(input, values.len());
        let out = tensor::slice_mut(&mut output);
        context.pool.for_each_row_chunk(out, width, |first, out| {
            normalise(&values[first * width..][..out.len()], width, out);
        });
        Self {
            width,
            input: input.clone(),
            output,
            context: context.clone(),
        }
    }
}

impl Operation for PixelNormBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let (values, output) = (tensor::slice(&self.input), tensor::slice(&self.output));
        let gradient = gradients.of(&self.input);
        let (pool, width) = (&self.context.pool, self.width);
        pool.for_each_row_chunk(gradient, width, |first, gradient| {
            let part = first * width..first * width + gradient.len();
            let rows = (&values[part.clone()], &output[part.clone()]);
            add_gradient(rows, width, &upstream[part], gradient);
        });
    }
}
