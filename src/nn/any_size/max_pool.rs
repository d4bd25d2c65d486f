//! The largest value of each window, on maps of any size. Rows and columns that fill no window are
//! left out, as in PyTorch.

use multiversion::multiversion;

use super::fold::covering;
use super::window::side_after;
use super::{AnySize, Maps, maps};
use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

/// (N, H, W, C) -> (N, H', W', C) over K x K windows, ST apart; H' = (H - K) / ST + 1. The first of
/// equal values receives the gradient.
pub struct AnySizeMaxPool2d<const C: usize, const K: usize, const ST: usize>;

impl<const C: usize, const K: usize, const ST: usize> AnySize for AnySizeMaxPool2d<C, K, ST> {
    const CHANNELS: usize = C;

    fn side_after(side: usize) -> Option<usize> {
        side_after(side, K, ST, 0)
    }
}

impl<const C: usize, const K: usize, const ST: usize> Layer for AnySizeMaxPool2d<C, K, ST> {
    type Input = Maps<C>;
    type Output = Maps<C>;

    fn new(_: &mut Initializer) -> Self {
        const { assert!(K > 0 && ST > 0 && C > 0) };
        Self
    }

    fn forward(&mut self, input: Batch<Maps<C>>, pass: Pass) -> Batch<Maps<C>> {
        let (height, width) = input.map_size();
        let after = |side| Self::side_after(side).expect("a map that the window fits in");
        let sizes = Sizes {
            input: (height, width),
            output: (after(height), after(width)),
            channels: C,
            kernel: K,
            stride: ST,
        };
        let needs_gradient = input.needs_gradient() && pass != Pass::Eval;
        let operation = AnySizeMaxPool2dBackward::forward(
            (&input.tensor, &input.context),
            sizes,
            needs_gradient,
        );
        let shape = maps(input.rows(), sizes.output.0, sizes.output.1);
        input.record_as(shape, operation.output.clone(), pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// Sizes of a pooling.
#[derive(Clone, Copy)]
struct Sizes {
    /// Height and width of the maps that are pooled.
    input: (usize, usize),
    /// Height and width of the pooled maps.
    output: (usize, usize),
    channels: usize,
    kernel: usize,
    stride: usize,
}

impl Sizes {
    /// Values of a row of the output.
    fn row(&self) -> usize {
        self.output.1 * self.channels
    }

    /// Pools rows of the output from number `first` on, and keeps which position of each window was
    /// chosen where that is asked for.
    fn pool_rows(
        &self,
        values: &[f32],
        first: usize,
        out: &mut [f32],
        mut chosen: Option<&mut [f32]>,
    ) {
        let (channels, kernel, stride) = (self.channels, self.kernel, self.stride);
        let ((height, width), (rows, columns)) = (self.input, self.output);
        for (at, out) in out.chunks_exact_mut(channels).enumerate() {
            let (row, column) = (first + at / columns, at % columns);
            let (sample, top) = (row / rows, row % rows * stride);
            out.fill(f32::NEG_INFINITY);
            for tap in 0..kernel * kernel {
                let (y, x) = (top + tap / kernel, column * stride + tap % kernel);
                let values = &values[((sample * height + y) * width + x) * channels..][..channels];
                match &mut chosen {
                    Some(chosen) => {
                        let chosen = &mut chosen[at * channels..][..channels];
                        take_larger(values, tap as f32, out, chosen)
                    }
                    None => take_larger_value(values, out),
                }
            }
        }
    }
}

/// Keeps the larger values, and where in the window they were. A NaN wins, so that divergence is not
/// pooled away.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn take_larger(values: &[f32], tap: f32, largest: &mut [f32], chosen: &mut [f32]) {
    for ((value, largest), chosen) in values.iter().zip(largest).zip(chosen) {
        let is_larger = *value > *largest || value.is_nan();
        *chosen = if is_larger { tap } else { *chosen };
        *largest = if is_larger { *value } else { *largest };
    }
}

/// Keeps the larger values.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn take_larger_value(values: &[f32], largest: &mut [f32]) {
    for (value, largest) in values.iter().zip(largest) {
        let is_larger = *value > *largest || value.is_nan();
        *largest = if is_larger { *value } else { *largest };
    }
}

/// Adds `upstream` where the window's largest value was at `tap`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_where_chosen(gradient: &mut [f32], upstream: &[f32], chosen: &[f32], tap: f32) {
    for ((gradient, upstream), chosen) in gradient.iter_mut().zip(upstream).zip(chosen) {
        *gradient += if *chosen == tap { *upstream } else { 0.0 };
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct AnySizeMaxPool2dBackward {
    sizes: Sizes,
    input: Tensor,
    output: Tensor,
    /// Number of the chosen position within each window, exact in f32.
    chosen: Tensor,
    context: Context,
}

impl AnySizeMaxPool2dBackward {
    /// The output, and what its gradient needs if there will be one.
    fn forward((input, context): (&Tensor, &Context), sizes: Sizes, needs_gradient: bool) -> Self {
        let (pool, values) = (&context.pool, tensor::slice(input));
        let samples = values.len() / (sizes.input.0 * sizes.input.1 * sizes.channels);
        let length = samples * sizes.output.0 * sizes.row();
        let mut output = tensor::unwritten_beside(input, length);
        let mut chosen = tensor::zeros_beside(input, length);
        let out = tensor::slice_mut(&mut output);
        if needs_gradient {
            let pieces = out
                .chunks_mut(sizes.row())
                .zip(tensor::slice_mut(&mut chosen).chunks_mut(sizes.row()));
            pool.for_each(pieces.enumerate().collect(), |(row, (out, chosen))| {
                sizes.pool_rows(values, row, out, Some(chosen));
            });
        } else {
            pool.for_each_row_chunk(out, sizes.row(), |row, out| {
                sizes.pool_rows(values, row, out, None);
            });
        }
        Self {
            sizes,
            input: input.clone(),
            output,
            chosen,
            context: context.clone(),
        }
    }
}

impl Operation for AnySizeMaxPool2dBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let (upstream, chosen) = (tensor::slice(&upstream), tensor::slice(&self.chosen));
        let Sizes {
            input: (height, width),
            output: (rows, columns),
            channels,
            kernel,
            stride,
        } = self.sizes;
        let gradient = gradients.of(&self.input);
        let pool = &self.context.pool;
        pool.for_each_row_chunk(gradient, width * channels, |first, gradient| {
            for (at, gradient) in gradient.chunks_exact_mut(width * channels).enumerate() {
                let (sample, y) = ((first + at) / height, (first + at) % height);
                for (row, tap_y) in covering(y, rows, (kernel, stride, 0)) {
                    for column in 0..columns {
                        let from = ((sample * rows + row) * columns + column) * channels;
                        let upstream = &upstream[from..][..channels];
                        let chosen = &chosen[from..][..channels];
                        for tap_x in 0..kernel {
                            let place = (column * stride + tap_x) * channels;
                            let gradient = &mut gradient[place..][..channels];
                            let tap = (tap_y * kernel + tap_x) as f32;
                            add_where_chosen(gradient, upstream, chosen, tap);
                        }
                    }
                }
            }
        });
    }
}
