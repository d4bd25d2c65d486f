//! Pooling without padding: (N, SI, SI, C) -> (N, SO, SO, C) over K x K windows, ST apart. Rows and
//! columns that fill no window are left out, as in PyTorch.

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use super::thread_pool::ThreadPool;

/// The mean of each window; SO = (SI - K) / ST + 1.
pub struct AvgPool2d<
    const SI: usize,
    const SO: usize,
    const C: usize,
    const K: usize = 2,
    const ST: usize = 2,
>;

/// The largest value of each window; the first of equal ones receives the gradient.
pub struct MaxPool2d<
    const SI: usize,
    const SO: usize,
    const C: usize,
    const K: usize = 2,
    const ST: usize = 2,
>;

/// Sizes of a pooling.
#[derive(Clone)]
struct Sizes {
    /// Side of the maps that are pooled.
    big: usize,
    /// Side of the pooled maps.
    small: usize,
    channels: usize,
    kernel: usize,
    stride: usize,
}

impl Sizes {
    fn big_row(&self) -> usize {
        self.big * self.big * self.channels
    }

    fn small_row(&self) -> usize {
        self.small * self.small * self.channels
    }

    /// The sample of pooled position `at`, and where in it each value of its window begins, in
    /// reading order.
    fn window(&self, at: usize) -> (usize, impl Iterator<Item = usize> + Clone) {
        let (small, big, channels, kernel) = (self.small, self.big, self.channels, self.kernel);
        let (sample, y, x) = (at / (small * small), at / small % small, at % small);
        let (top, left) = (y * self.stride, x * self.stride);
        let place = move |tap: usize| ((top + tap / kernel) * big + left + tap % kernel) * channels;
        (sample, (0..kernel * kernel).map(place))
    }

    fn sample<'a>(&self, maps: &'a [f32], sample: usize) -> &'a [f32] {
        &maps[sample * self.big_row()..][..self.big_row()]
    }
}

/// The mean of each window.
fn average(sizes: &Sizes, pool: &ThreadPool, big: &[f32], small: &mut [f32]) {
    let scale = 1.0 / (sizes.kernel * sizes.kernel) as f32;
    pool.for_each_row_chunk(small, sizes.small_row(), |first, small| {
        let big = &big[first * sizes.big_row()..];
        for (at, out) in small.chunks_exact_mut(sizes.channels).enumerate() {
            let (sample, places) = sizes.window(at);
            let sample = sizes.sample(big, sample);
            out.fill(0.0);
            for place in places {
                out.iter_mut()
                    .zip(&sample[place..])
                    .for_each(|(out, value)| *out += value);
            }
            out.iter_mut().for_each(|out| *out *= scale);
        }
    });
}

/// The largest value of each window.
fn largest(sizes: &Sizes, pool: &ThreadPool, big: &[f32], small: &mut [f32]) {
    // A NaN wins, so that divergence is not pooled away.
    let larger = |(out, value): (&mut f32, &f32)| {
        if *value > *out || value.is_nan() {
            *out = *value;
        }
    };
    pool.for_each_row_chunk(small, sizes.small_row(), |first, small| {
        let big = &big[first * sizes.big_row()..];
        for (at, out) in small.chunks_exact_mut(sizes.channels).enumerate() {
            let (sample, places) = sizes.window(at);
            let sample = sizes.sample(big, sample);
            out.fill(f32::NEG_INFINITY);
            places.for_each(|place| out.iter_mut().zip(&sample[place..]).for_each(larger));
        }
    });
}

/// The first value of each channel that equals the window's largest, as (place, channel).
fn chosen<'a>(
    (input, output): (&'a [f32], &'a [f32]),
    places: impl Iterator<Item = usize> + Clone + 'a,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let of_channel = move |channel: usize| {
        places
            .clone()
            .find(|place| input[place + channel] == output[channel])
    };
    (0..output.len())
        .filter_map(move |channel| of_channel(channel).map(|place| (place + channel, channel)))
}

/// Input and output of a pooling.
type Maps = (Tensor, Tensor);

/// The values of `input` at the positions that held the largest value of their windows in an earlier
/// pooling, from which they are `chosen_from`.
fn replay(sizes: &Sizes, input: &[f32], out: &mut [f32], chosen_from: &Maps) {
    let earlier = (tensor::slice(&chosen_from.0), tensor::slice(&chosen_from.1));
    let channels = sizes.channels;
    for (at, out) in out.chunks_exact_mut(channels).enumerate() {
        let (sample, places) = sizes.window(at);
        let output = &earlier.1[at * channels..][..channels];
        let window = (sizes.sample(earlier.0, sample), output);
        let input = sizes.sample(input, sample);
        chosen(window, places).for_each(|(place, channel)| out[channel] = input[place]);
    }
}

macro_rules! pooling_layer {
    ($pool:ident, $recorded:ident) => {
        impl<const SI: usize, const SO: usize, const C: usize, const K: usize, const ST: usize>
            Layer for $pool<SI, SO, C, K, ST>
        {
            type Input = FeatureMaps<SI, C>;
            type Output = FeatureMaps<SO, C>;

            fn new(_: &mut Initializer) -> Self {
                const {
                    assert!(
                        K > 0 && ST > 0 && C > 0 && K <= SI,
                        "a window is not empty and lies within the map"
                    );
                    assert!(
                        SO == (SI - K) / ST + 1,
                        "output size does not follow from input, kernel and stride"
                    );
                }
                Self
            }

            fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
                let sizes = Sizes {
                    big: SI,
                    small: SO,
                    channels: C,
                    kernel: K,
                    stride: ST,
                };
                let output = input.unwritten(input.rows() * sizes.small_row());
                let operation = $recorded::forward(sizes, (&input.tensor, &input.context), output);
                input.record(operation.output.clone(), pass, operation)
            }

            fn visit(&mut self, _: &mut dyn TensorVisitor) {}
        }
    };
}

pooling_layer!(AvgPool2d, AvgPool2dBackward);
pooling_layer!(MaxPool2d, MaxPool2dBackward);

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct AvgPool2dBackward {
    sizes: Sizes,
    input: Tensor,
    output: Tensor,
    context: Context,
}

impl AvgPool2dBackward {
    fn forward(sizes: Sizes, (input, context): (&Tensor, &Context), mut output: Tensor) -> Self {
        let out = tensor::slice_mut(&mut output);
        average(&sizes, &context.pool, tensor::slice(input), out);
        Self {
            sizes,
            input: input.clone(),
            output,
            context: context.clone(),
        }
    }
}

impl Operation for AvgPool2dBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let (sizes, pool) = (&self.sizes, &self.context.pool);
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let share = 1.0 / (sizes.kernel * sizes.kernel) as f32;
        let gradient = gradients.of(&self.input);
        pool.for_each_row_chunk(gradient, sizes.big_row(), |first, gradient| {
            let rows = gradient.len() / sizes.big_row();
            let upstream = &upstream[first * sizes.small_row()..][..rows * sizes.small_row()];
            for (at, upstream) in upstream.chunks_exact(sizes.channels).enumerate() {
                let (sample, places) = sizes.window(at);
                let sample = &mut gradient[sample * sizes.big_row()..];
                for place in places {
                    let values = sample[place..].iter_mut().zip(upstream);
                    values.for_each(|(gradient, upstream)| *gradient += upstream * share);
                }
            }
        });
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MaxPool2dBackward {
    sizes: Sizes,
    input: Tensor,
    output: Tensor,
    /// Where it is read off which value of a window was chosen.
    chosen_from: Maps,
    context: Context,
}

impl MaxPool2dBackward {
    fn forward(sizes: Sizes, (input, context): (&Tensor, &Context), mut output: Tensor) -> Self {
        let values = tensor::slice(input);
        largest(
            &sizes,
            &context.pool,
            values,
            tensor::slice_mut(&mut output),
        );
        let mut chosen_from = (input.clone(), output.clone());
        if let Some(replayed) = context.replayed_mask::<Maps>() {
            replay(&sizes, values, tensor::slice_mut(&mut output), &replayed);
            chosen_from = replayed;
        }
        context.record_mask(&chosen_from);
        Self {
            sizes,
            input: input.clone(),
            output,
            chosen_from,
            context: context.clone(),
        }
    }
}

impl Operation for MaxPool2dBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let (sizes, pool) = (&self.sizes, &self.context.pool);
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let (input, output) = &self.chosen_from;
        let (input, output) = (tensor::slice(input), tensor::slice(output));
        let gradient = gradients.of(&self.input);
        pool.for_each_row_chunk(gradient, sizes.big_row(), |first, gradient| {
            let rows = gradient.len() / sizes.big_row();
            let part = first * sizes.small_row()..(first + rows) * sizes.small_row();
            let pooled = output[part.clone()]
                .chunks_exact(sizes.channels)
                .zip(upstream[part].chunks_exact(sizes.channels));
            for (at, (output, upstream)) in pooled.enumerate() {
                let (sample, places) = sizes.window(at);
                let window = (sizes.sample(input, first + sample), output);
                let gradient = &mut gradient[sample * sizes.big_row()..];
                chosen(window, places)
                    .for_each(|(place, channel)| gradient[place] += upstream[channel]);
            }
        });
    }
}
