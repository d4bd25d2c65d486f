//! Pooling without padding: (N, SI, SI, C) -> (N, SO, SO, C) over K x K windows, ST apart. Rows and
//! columns that fill no window are left out, as in PyTorch.

use dfdx::prelude::Const;

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

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

/// Offsets within a sample of the first value of each position of window (y, x), in reading order.
fn places(
    side: usize,
    channels: usize,
    kernel: usize,
    top: usize,
    left: usize,
) -> impl Iterator<Item = usize> + Clone {
    (0..kernel * kernel)
        .map(move |tap| ((top + tap / kernel) * side + left + tap % kernel) * channels)
}

/// Adds `scale` * the window's values to each output.
fn average<const C: usize>(
    input: &[f32],
    out: &mut [f32],
    places: impl Iterator<Item = usize>,
    scale: f32,
) {
    out.fill(0.0);
    for place in places {
        out.iter_mut()
            .zip(&input[place..][..C])
            .for_each(|(out, value)| *out += value);
    }
    out.iter_mut().for_each(|out| *out *= scale);
}

fn largest<const C: usize>(input: &[f32], out: &mut [f32], places: impl Iterator<Item = usize>) {
    out.fill(f32::NEG_INFINITY);
    for place in places {
        // A NaN wins, so that divergence is not pooled away.
        let larger = |out: &mut f32, value: f32| {
            if value > *out || value.is_nan() {
                *out = value;
            }
        };
        out.iter_mut()
            .zip(&input[place..][..C])
            .for_each(|(out, value)| larger(out, *value));
    }
}

/// The first value of each channel that equals the window's largest, as (place, channel).
fn chosen<'a, const C: usize>(
    (input, output): (&'a [f32], &'a [f32]),
    places: impl Iterator<Item = usize> + Clone + 'a,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let of_channel = move |channel: usize| {
        places
            .clone()
            .find(|place| input[place + channel] == output[channel])
    };
    (0..C).filter_map(move |channel| of_channel(channel).map(|place| (place + channel, channel)))
}

/// Input and output maps of a pooling.
type Maps<const SI: usize, const SO: usize, const C: usize> =
    (Tensor<FeatureMaps<SI, C>>, Tensor<FeatureMaps<SO, C>>);

/// The values of `input` at the positions that held the largest value of their windows in an earlier
/// pooling, from which they are `chosen_from`.
fn replay<const SI: usize, const SO: usize, const C: usize, const K: usize, const ST: usize>(
    input: &[f32],
    out: &mut [f32],
    chosen_from: &Maps<SI, SO, C>,
) {
    let (earlier_input, earlier_output) =
        (tensor::slice(&chosen_from.0), tensor::slice(&chosen_from.1));
    for (at, out) in out.chunks_exact_mut(C).enumerate() {
        let (sample, y, x) = (at / (SO * SO), at / SO % SO, at % SO);
        let of = sample * SI * SI * C..(sample + 1) * SI * SI * C;
        let window = (&earlier_input[of.clone()], &earlier_output[at * C..][..C]);
        let input = &input[of];
        chosen::<C>(window, places(SI, C, K, y * ST, x * ST))
            .for_each(|(place, channel)| out[channel] = input[place]);
    }
}

macro_rules! pooling_layer {
    ($pool:ident, $recorded:ident, records mask: $masked:literal, $forward:expr, $backward:expr) => {
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
                let mut output = input.zeros((input.rows(), Const, Const, Const));
                let values = input.values();
                input.context.pool.for_each_row_chunk(
                    tensor::slice_mut(&mut output),
                    SO * SO * C,
                    |first, out| {
                        for (at, out) in out.chunks_exact_mut(C).enumerate() {
                            let (sample, y, x) = (first + at / (SO * SO), at / SO % SO, at % SO);
                            let sample = &values[sample * SI * SI * C..][..SI * SI * C];
                            $forward(sample, out, places(SI, C, K, y * ST, x * ST));
                        }
                    },
                );
                let mut chosen_from = (input.tensor.clone(), output.clone());
                if $masked && let Some(replayed) = input.context.replayed_mask::<Maps<SI, SO, C>>()
                {
                    replay::<SI, SO, C, K, ST>(values, tensor::slice_mut(&mut output), &replayed);
                    chosen_from = replayed;
                }
                if $masked {
                    input.context.record_mask(&chosen_from);
                }
                let operation = $recorded::<SI, SO, C, K, ST> {
                    input: input.tensor.clone(),
                    output: output.clone(),
                    chosen_from,
                    context: input.context.clone(),
                };
                input.record(output, pass, operation)
            }

            fn visit(&mut self, _: &mut dyn TensorVisitor) {}
        }

        #[derive(Clone)]
        struct $recorded<
            const SI: usize,
            const SO: usize,
            const C: usize,
            const K: usize,
            const ST: usize,
        > {
            input: Tensor<FeatureMaps<SI, C>>,
            output: Tensor<FeatureMaps<SO, C>>,
            /// Where it is read off which value of a window was chosen.
            chosen_from: Maps<SI, SO, C>,
            context: Context,
        }

        impl<const SI: usize, const SO: usize, const C: usize, const K: usize, const ST: usize>
            Operation for $recorded<SI, SO, C, K, ST>
        {
            const HAS_PARAMETERS: bool = false;

            fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
                let upstream = gradients.take(&self.output);
                let (input, output) = (
                    tensor::slice(&self.chosen_from.0),
                    tensor::slice(&self.chosen_from.1),
                );
                let upstream = tensor::slice(&upstream);
                self.context.pool.for_each_row_chunk(
                    gradients.of(&self.input),
                    SI * SI * C,
                    |first, gradient| {
                        for at in 0..gradient.len() / (SI * SI * C) * SO * SO {
                            let (sample, y, x) = (at / (SO * SO), at / SO % SO, at % SO);
                            let gradient = &mut gradient[sample * SI * SI * C..][..SI * SI * C];
                            let input = &input[(first + sample) * SI * SI * C..][..SI * SI * C];
                            let place = (first * SO * SO + at) * C;
                            let small = (input, &output[place..][..C], &upstream[place..][..C]);
                            $backward(small, gradient, places(SI, C, K, y * ST, x * ST));
                        }
                    },
                );
            }
        }
    };
}

pooling_layer!(
    AvgPool2d,
    AvgPool2dBackward,
    records mask: false,
    |input, out, places| average::<C>(input, out, places, 1.0 / (K * K) as f32),
    |(_, _, upstream): (&[f32], &[f32], &[f32]), gradient: &mut [f32], places| {
        for place in places {
            let add = |(gradient, upstream): (&mut f32, &f32)| *gradient += upstream * (1.0 / (K * K) as f32);
            gradient[place..][..C].iter_mut().zip(upstream).for_each(add);
        }
    }
);

pooling_layer!(
    MaxPool2d,
    MaxPool2dBackward,
    records mask: true,
    largest::<C>,
    |(input, output, upstream): (&[f32], &[f32], &[f32]), gradient: &mut [f32], places| {
        chosen::<C>((input, output), places).for_each(|(place, channel)| gradient[place] += upstream[channel]);
    }
);
