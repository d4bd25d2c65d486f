//! Minibatch standard deviation (Karras et al. 2018, section 3).

use std::marker::PhantomData;

use multiversion::multiversion;

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::BatchShape;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Added to the variance before the root.
const EPSILON: f32 = 1e-8;
/// Adds one more feature, or one more channel, that says how much samples differ: (N, F) -> (N, F +
/// 1) or (N, S, S, C) -> (N, S, S, C + 1), for batches of shape `I` and `O`.
///
/// Sample n belongs to group n mod (N / G) with G the largest divisor of N up to `GROUP`, such as
/// `usize::MAX` for the whole batch. Its new value is the standard deviation over the group, mean
/// over all values of a sample: D sees a collapse of G at a glance.
pub struct MinibatchStddevLayer<I: BatchShape, O: BatchShape, const GROUP: usize = 4>(
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
        let samples = input.rows();
        let groups = samples / group_size(samples, GROUP);
        let mut statistics = GroupStatistics::of_width(I::ROW_SIZE);
        let mean_deviation = |group| {
            statistics.measure(&members::<I>(input.values(), group, groups));
            statistics
                .deviation
                .iter()
                .map(|deviation| f64::from(*deviation))
                .sum::<f64>()
                / I::ROW_SIZE as f64
        };
        let deviations: Vec<f64> = (0..groups).map(mean_deviation).collect();
        let mut output = input.zeros(O::with_rows(samples));
        let rows = tensor::slice_mut(&mut output)
            .chunks_exact_mut(O::ROW_SIZE)
            .zip(input.values().chunks_exact(I::ROW_SIZE));
        for (sample, (out, values)) in rows.enumerate() {
            for (out, values) in out
                .chunks_exact_mut(O::LAST_DIM)
                .zip(values.chunks_exact(I::LAST_DIM))
            {
                out[..I::LAST_DIM].copy_from_slice(values);
                out[I::LAST_DIM] = deviations[sample % groups] as f32;
            }
        }
        let operation = MinibatchStddevBackward {
            size: group_size(samples, GROUP),
            input: input.tensor.clone(),
            output: output.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// The samples of one group.
fn members<I: BatchShape>(values: &[f32], group: usize, groups: usize) -> Vec<&[f32]> {
    values
        .chunks_exact(I::ROW_SIZE)
        .skip(group)
        .step_by(groups)
        .collect()
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
struct MinibatchStddevBackward<I: BatchShape, O: BatchShape> {
    /// Samples per group.
    size: usize,
    input: Tensor<I>,
    output: Tensor<O>,
}

impl<I: BatchShape, O: BatchShape> Operation for MinibatchStddevBackward<I, O> {
    const HAS_PARAMETERS: bool = false;

    /// d deviation / d x = (x - mean) / (G deviation), over the mean of all values.
    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let input = tensor::slice(&self.input);
        let samples = input.len() / I::ROW_SIZE;
        let size = self.size;
        let groups = samples / size;
        let mut of_deviation = vec![0.0f64; groups];
        for (sample, upstream) in upstream.chunks_exact(O::ROW_SIZE).enumerate() {
            let positions = upstream.chunks_exact(O::LAST_DIM);
            of_deviation[sample % groups] += positions
                .map(|upstream| f64::from(upstream[I::LAST_DIM]))
                .sum::<f64>();
        }
        let gradient = gradients.of(&self.input);
        for (out, upstream) in gradient
            .chunks_exact_mut(I::LAST_DIM)
            .zip(upstream.chunks_exact(O::LAST_DIM))
        {
            out.iter_mut()
                .zip(upstream)
                .for_each(|(out, upstream)| *out += upstream);
        }
        let mut statistics = GroupStatistics::of_width(I::ROW_SIZE);
        for (group, of_deviation) in of_deviation.iter().enumerate() {
            let members = members::<I>(input, group, groups);
            statistics.measure(&members);
            let scale = (of_deviation / (I::ROW_SIZE * size) as f64) as f32;
            for (member, sample) in members.iter().enumerate() {
                let gradient =
                    &mut gradient[(group + member * groups) * I::ROW_SIZE..][..I::ROW_SIZE];
                add_slopes(
                    sample,
                    &statistics.mean,
                    &statistics.deviation,
                    scale,
                    gradient,
                );
            }
        }
    }
}
