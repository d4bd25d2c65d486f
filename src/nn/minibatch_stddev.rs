//! Minibatch standard deviation (Karras et al. 2018, section 3).

use std::marker::PhantomData;

use dfdx::prelude::Shape;
use multiversion::multiversion;

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::BatchShape;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Largest number of samples in a group, unless a layer says otherwise.
pub(super) const LARGEST_GROUP: usize = 4;

/// Added to the variance before the root.
const EPSILON: f32 = 1e-8;

/// Adds one more feature, or one more channel, that says how much samples differ: (N, F) -> (N, F +
/// 1) or (N, S, S, C) -> (N, S, S, C + 1), for batches of shape `I` and `O`.
///
/// Sample n belongs to group n mod (N / G) with G the largest divisor of N up to `GROUP`, such as
/// `usize::MAX` for the whole batch. Its new value is the standard deviation over the group, mean
/// over all values of a sample: D sees a collapse of G at a glance.
pub struct MinibatchStddevLayer<I: BatchShape, O: BatchShape, const GROUP: usize = LARGEST_GROUP>(
    PhantomData<(I, O)>,
);

/// Samples per group: the largest divisor of `samples` up to `largest`.
fn group_size(samples: usize, largest: usize) -> usize {
    (1..=samples.min(largest))
        .rev()
        .find(|size| samples.is_multiple_of(*size))
        .unwrap_or(1)
}

impl<I: BatchShape, O: BatchShape, const GROUP: usize> Layer for MinibatchStddevLayer<I, O, GROUP> {
    type Input = I;
    type Output = O;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                I::ROW_SIZE > 0 && O::LAST_DIM == I::LAST_DIM + 1,
                "the standard deviation is one more feature or channel"
            );
            assert!(
                O::ROW_SIZE / O::LAST_DIM == I::ROW_SIZE / I::LAST_DIM,
                "the number of positions stays"
            );
        };
        Self(PhantomData)
    }

    fn forward(&mut self, input: Batch<I>, pass: Pass) -> Batch<O> {
        let shape = O::with_rows(input.rows());
        append_deviations(input, (shape, I::LAST_DIM), GROUP, pass)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// Rows with one more channel than `channels` at each position: the standard deviation over the groups
/// of up to `largest` samples.
pub(super) fn append_deviations<I: Shape, O: Shape>(
    input: Batch<I>,
    (shape, channels): (O, usize),
    largest: usize,
    pass: Pass,
) -> Batch<O> {
    let groups = Groups {
        size: group_size(input.rows(), largest),
        row: input.row_size(),
        channels,
    };
    let mut output = input.unwritten(shape.num_elements());
    groups.append_deviations(input.values(), tensor::slice_mut(&mut output));
    let operation = MinibatchStddevBackward {
        groups,
        input: input.tensor.clone(),
        output: output.clone(),
    };
    input.record_as(shape, output, pass, operation)
}

/// Groups of `size` samples of `row` values, the last axis of which has `channels`.
#[derive(Clone)]
struct Groups {
    size: usize,
    row: usize,
    channels: usize,
}

impl Groups {
    fn count(&self, values: &[f32]) -> usize {
        values.len() / self.row / self.size
    }

    /// The samples of one group.
    fn members<'a>(&self, values: &'a [f32], group: usize) -> Vec<&'a [f32]> {
        let samples = values.chunks_exact(self.row).skip(group);
        samples.step_by(self.count(values)).collect()
    }

    /// Copies `values` to `out`, where each position has one more channel: the mean deviation.
    fn append_deviations(&self, values: &[f32], out: &mut [f32]) {
        let (groups, channels) = (self.count(values), self.channels);
        let mut statistics = GroupStatistics::of_width(self.row);
        let mean_deviation = |group| {
            statistics.measure(&self.members(values, group));
            let deviations = statistics.deviation.iter();
            deviations.map(|value| f64::from(*value)).sum::<f64>() / self.row as f64
        };
        let deviations: Vec<f64> = (0..groups).map(mean_deviation).collect();
        let rows = out
            .chunks_exact_mut(self.row / channels * (channels + 1))
            .zip(values.chunks_exact(self.row));
        for (sample, (out, values)) in rows.enumerate() {
            for (out, values) in out
                .chunks_exact_mut(channels + 1)
                .zip(values.chunks_exact(channels))
            {
                out[..channels].copy_from_slice(values);
                out[channels] = deviations[sample % groups] as f32;
            }
        }
    }
}

/// Mean and standard deviation over a group of each value of a sample.
struct GroupStatistics {
    mean: Vec<f32>,
    deviation: Vec<f32>,
}

impl GroupStatistics {
    fn of_width(width: usize) -> Self {
        Self {
            mean: vec![0.0; width],
            deviation: vec![0.0; width],
        }
    }

    fn measure(&mut self, samples: &[&[f32]]) {
        measure(samples, &mut self.mean, &mut self.deviation);
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn measure(samples: &[&[f32]], mean: &mut [f32], deviation: &mut [f32]) {
    let share = 1.0 / samples.len() as f32;
    mean.fill(0.0);
    deviation.fill(0.0);
    for sample in samples {
        mean.iter_mut()
            .zip(*sample)
            .for_each(|(mean, value)| *mean += share * value);
    }
    for sample in samples {
        let values = deviation.iter_mut().zip(*sample).zip(mean.iter());
        values
            .for_each(|((square, value), mean)| *square += share * (value - mean) * (value - mean));
    }
    deviation
        .iter_mut()
        .for_each(|square| *square = (*square + EPSILON).sqrt());
}

/// `gradient` += `scale` (x - mean) / deviation.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_slopes(sample: &[f32], mean: &[f32], deviation: &[f32], scale: f32, gradient: &mut [f32]) {
    let moments = mean.iter().zip(deviation);
    for ((gradient, value), (mean, deviation)) in gradient.iter_mut().zip(sample).zip(moments) {
        *gradient += scale * (value - mean) / deviation;
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MinibatchStddevBackward {
    groups: Groups,
    input: Tensor,
    output: Tensor,
}

impl Operation for MinibatchStddevBackward {
    const HAS_PARAMETERS: bool = false;

    /// d deviation / d x = (x - mean) / (G deviation), over the mean of all values.
    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let input = tensor::slice(&self.input);
        let Groups {
            size,
            row,
            channels,
        } = self.groups;
        let groups = self.groups.count(input);
        let mut of_deviation = vec![0.0f64; groups];
        let samples = upstream.chunks_exact(row / channels * (channels + 1));
        for (sample, upstream) in samples.enumerate() {
            let positions = upstream.chunks_exact(channels + 1);
            of_deviation[sample % groups] += positions
                .map(|upstream| f64::from(upstream[channels]))
                .sum::<f64>();
        }
        let gradient = gradients.of(&self.input);
        for (out, upstream) in gradient
            .chunks_exact_mut(channels)
            .zip(upstream.chunks_exact(channels + 1))
        {
            out.iter_mut()
                .zip(upstream)
                .for_each(|(out, upstream)| *out += upstream);
        }
        let mut statistics = GroupStatistics::of_width(row);
        for (group, of_deviation) in of_deviation.iter().enumerate() {
            let members = self.groups.members(input, group);
            statistics.measure(&members);
            let scale = (of_deviation / (row * size) as f64) as f32;
            for (member, sample) in members.iter().enumerate() {
                let gradient = &mut gradient[(group + member * groups) * row..][..row];
                let GroupStatistics { mean, deviation } = &statistics;
                add_slopes(sample, mean, deviation, scale, gradient);
            }
        }
    }
}
