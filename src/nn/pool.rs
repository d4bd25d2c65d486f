//! Pooling without padding: (N, SI, SI, C) -> (N, SO, SO, C) over K x K windows, ST apart. Rows and
//! columns that fill no window are left out, as in PyTorch.

use dfdx::prelude::Const;

use super::batch::{Batch, Context, GradientAccess, Gradients, Maps, Operation, Values, Wanted};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::storage;

/// The mean of each window; SO = (SI - K) / ST + 1.
pub struct AvgPool<
    const SI: usize,
    const SO: usize,
    const C: usize,
    const K: usize = 2,
    const ST: usize = 2,
>;

/// The largest value of each window; the first of equal ones has the gradient.
pub struct MaxPool<
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

/// Input and output of a pooling.
type Seen<const SI: usize, const SO: usize, const C: usize> =
    (Values<Maps<SI, C>>, Values<Maps<SO, C>>);

/// The values of `input` at the places that were the largest of their windows in a pooling that was
/// `seen`.
fn follow<const SI: usize, const SO: usize, const C: usize, const K: usize, const ST: usize>(
    input: &[f32],
    out: &mut [f32],
    seen: &Seen<SI, SO, C>,
) {
    let (seen_input, seen_output) = (storage::slice(&seen.0), storage::slice(&seen.1));
    for (at, out) in out.chunks_exact_mut(C).enumerate() {
        let (sample, y, x) = (at / (SO * SO), at / SO % SO, at % SO);
        let of = sample * SI * SI * C..(sample + 1) * SI * SI * C;
        let window = (&seen_input[of.clone()], &seen_output[at * C..][..C]);
        let input = &input[of];
        chosen::<C>(window, places(SI, C, K, y * ST, x * ST))
            .for_each(|(place, channel)| out[channel] = input[place]);
    }
}

macro_rules! pool {
    ($pool:ident, $recorded:ident, kinks: $kinked:literal, $forward:expr, $backward:expr) => {
        impl<const SI: usize, const SO: usize, const C: usize, const K: usize, const ST: usize>
            Layer for $pool<SI, SO, C, K, ST>
        {
            type Input = Maps<SI, C>;
            type Output = Maps<SO, C>;

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
                input.context.workers.rows(
                    storage::slice_mut(&mut output),
                    SO * SO * C,
                    |first, out| {
                        for (at, out) in out.chunks_exact_mut(C).enumerate() {
                            let (sample, y, x) = (first + at / (SO * SO), at / SO % SO, at % SO);
                            let sample = &values[sample * SI * SI * C..][..SI * SI * C];
                            $forward(sample, out, places(SI, C, K, y * ST, x * ST));
                        }
                    },
                );
                let mut seen = (input.tensor.clone(), output.clone());
                if $kinked && let Some(followed) = input.context.followed::<Seen<SI, SO, C>>() {
                    follow::<SI, SO, C, K, ST>(values, storage::slice_mut(&mut output), &followed);
                    seen = followed;
                }
                if $kinked {
                    input.context.keep(&seen);
                }
                let operation = $recorded::<SI, SO, C, K, ST> {
                    input: input.tensor.clone(),
                    output: output.clone(),
                    seen,
                    context: input.context.clone(),
                };
                input.then(output, pass, operation)
            }

            fn visit<V: Visitor>(&mut self, _: &mut V) {}
        }

        #[derive(Clone)]
        struct $recorded<
            const SI: usize,
            const SO: usize,
            const C: usize,
            const K: usize,
            const ST: usize,
        > {
            input: Values<Maps<SI, C>>,
            output: Values<Maps<SO, C>>,
            /// Where it is read off which value of a window was chosen.
            seen: Seen<SI, SO, C>,
            context: Context,
        }

        impl<const SI: usize, const SO: usize, const C: usize, const K: usize, const ST: usize>
            Operation for $recorded<SI, SO, C, K, ST>
        {
            const PARAMETERS: bool = false;

            fn backward(self, gradients: &mut Gradients, _: Wanted) {
                let upstream = gradients.take(&self.output);
                let (input, output) = (storage::slice(&self.seen.0), storage::slice(&self.seen.1));
                let upstream = storage::slice(&upstream);
                self.context.workers.rows(
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

pool!(
    AvgPool,
    RecordedAvgPool,
    kinks: false,
    |input, out, places| average::<C>(input, out, places, 1.0 / (K * K) as f32),
    |(_, _, upstream): (&[f32], &[f32], &[f32]), gradient: &mut [f32], places| {
        for place in places {
            let add = |(gradient, upstream): (&mut f32, &f32)| *gradient += upstream * (1.0 / (K * K) as f32);
            gradient[place..][..C].iter_mut().zip(upstream).for_each(add);
        }
    }
);

pool!(
    MaxPool,
    RecordedMaxPool,
    kinks: true,
    largest::<C>,
    |(input, output, upstream): (&[f32], &[f32], &[f32]), gradient: &mut [f32], places| {
        chosen::<C>((input, output), places).for_each(|(place, channel)| gradient[place] += upstream[channel]);
    }
);
