//! The largest value of each window, on maps of any size. Rows and columns that fill no window are
//! left out, as in PyTorch.

use dfdx::prelude::{Const, HasShape};
use multiversion::multiversion;

use super::fold::covering;
use super::window::side_after;
use super::{AnySize, Maps};
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
        let (rows, columns) = (after(height), after(width));
        let shape = (input.rows(), rows, columns, Const);
        let (mut output, mut chosen) = (input.zeros(shape), input.zeros(shape));
        let values = input.values();
        let place = |row: usize, column: usize, tap: usize| {
            let (sample, y) = (row / rows, row % rows * ST + tap / K);
            ((sample * height + y) * width + column * ST + tap % K) * C
        };
        let work = |first: usize, out: &mut [f32], chosen: Option<&mut [f32]>| {
            let mut taps = chosen;
            for (at, out) in out.chunks_exact_mut(C).enumerate() {
                let (row, column) = (first + at / columns, at % columns);
                out.fill(f32::NEG_INFINITY);
                for tap in 0..K * K {
                    let values = &values[place(row, column, tap)..][..C];
                    match &mut taps {
                        Some(taps) => {
                            take_larger(values, tap as f32, out, &mut taps[at * C..][..C])
                        }
                        None => take_larger_value(values, out),
                    }
                }
            }
        };
        let pool = &input.context.pool;
        let needs_gradient = input.needs_gradient() && pass != Pass::Eval;
        if needs_gradient {
            let length = columns * C;
            let pieces = tensor::slice_mut(&mut output).chunks_mut(length);
            let pieces = pieces.zip(tensor::slice_mut(&mut chosen).chunks_mut(length));
            pool.for_each(pieces.enumerate().collect(), |(row, (out, chosen))| {
                work(row, out, Some(chosen));
            });
        } else {
            pool.for_each_row_chunk(tensor::slice_mut(&mut output), columns * C, |row, out| {
                work(row, out, None);
            });
        }
        let operation = AnySizeMaxPool2dBackward::<C, K, ST> {
            input: input.tensor.clone(),
            output: output.clone(),
            chosen,
            context: input.context.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit<V: TensorVisitor>(&mut self, _: &mut V) {}
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
struct AnySizeMaxPool2dBackward<const C: usize, const K: usize, const ST: usize> {
    input: Tensor<Maps<C>>,
    output: Tensor<Maps<C>>,
    /// Number of the chosen position within each window, exact in f32.
    chosen: Tensor<Maps<C>>,
    context: Context,
}

impl<const C: usize, const K: usize, const ST: usize> Operation
    for AnySizeMaxPool2dBackward<C, K, ST>
{
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let (upstream, chosen) = (tensor::slice(&upstream), tensor::slice(&self.chosen));
        let (_, height, width, _) = *self.input.shape();
        let (_, rows, columns, _) = *self.output.shape();
        let gradient = gradients.of(&self.input);
        let pool = &self.context.pool;
        pool.for_each_row_chunk(gradient, width * C, |first, gradient| {
            for (at, gradient) in gradient.chunks_exact_mut(width * C).enumerate() {
                let (sample, y) = ((first + at) / height, (first + at) % height);
                for (row, tap_y) in covering(y, rows, (K, ST, 0)) {
                    for column in 0..columns {
                        let from = ((sample * rows + row) * columns + column) * C;
                        let (upstream, chosen) = (&upstream[from..][..C], &chosen[from..][..C]);
                        for tap_x in 0..K {
                            let gradient = &mut gradient[(column * ST + tap_x) * C..][..C];
                            let tap = (tap_y * K + tap_x) as f32;
                            add_where_chosen(gradient, upstream, chosen, tap);
                        }
                    }
                }
            }
        });
    }
}
