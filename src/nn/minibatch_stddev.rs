//! Minibatch standard deviation (Karras et al. 2018, section 3).

use std::marker::PhantomData;

use super::batch::{Batch, GradientAccess, Gradients, Operation, Rows, Values, Wanted};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::storage;

/// Added to the variance before the root.
const EPSILON: f64 = 1e-8;
/// Samples of a group, at most.
const GROUP: usize = 4;

/// Adds one more feature, or one more channel, that says how much samples differ: (N, F) -> (N, F + 1) or (N, S, S, C) ->
/// (N, S, S, C + 1), for batches of shape `I` and `O`.
///
/// Sample n belongs to group n mod (N / G) with G the largest divisor of N up to 4. Its new value is the standard
/// deviation over the group, mean over all values of a sample: D sees a collapse of G at a glance.
pub struct MinibatchStddev<I: Rows, O: Rows>(PhantomData<(I, O)>);

fn group_size(samples: usize) -> usize {
    (1..=GROUP).rev().find(|size| samples.is_multiple_of(*size)).unwrap_or(1)
}

impl<I: Rows, O: Rows> Layer for MinibatchStddev<I, O> {
    type Input = I;
    type Output = O;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(I::ROW > 0 && O::LAST == I::LAST + 1, "the standard deviation is one more feature or channel");
            assert!(O::ROW / O::LAST == I::ROW / I::LAST, "the number of positions stays");
        };
        Self(PhantomData)
    }

    fn forward(&mut self, input: Batch<I>, pass: Pass) -> Batch<O> {
        let samples = input.rows();
        let groups = samples / group_size(samples);
        let deviation = |group| Group::new::<I>(input.values(), group, groups).mean_deviation();
        let deviations: Vec<f32> = (0..groups).map(deviation).collect();
        let mut output = input.zeros(O::of(samples));
        let rows = storage::slice_mut(&mut output).chunks_exact_mut(O::ROW).zip(input.values().chunks_exact(I::ROW));
        for (sample, (out, values)) in rows.enumerate() {
            for (out, values) in out.chunks_exact_mut(O::LAST).zip(values.chunks_exact(I::LAST)) {
                out[..I::LAST].copy_from_slice(values);
                out[I::LAST] = deviations[sample % groups];
            }
        }
        let operation = Recorded { input: input.tensor.clone(), output: output.clone() };
        input.then(output, pass, operation)
    }

    fn visit<V: Visitor>(&mut self, _: &mut V) {}
}

/// The samples of one group.
struct Group<'a> {
    samples: Vec<&'a [f32]>,
}

impl<'a> Group<'a> {
    fn new<I: Rows>(values: &'a [f32], group: usize, groups: usize) -> Self {
        Self { samples: values.chunks_exact(I::ROW).skip(group).step_by(groups).collect() }
    }

    /// Mean over the group and standard deviation of one value.
    fn moments(&self, at: usize) -> (f64, f64) {
        let count = self.samples.len() as f64;
        let mean = self.samples.iter().map(|sample| f64::from(sample[at])).sum::<f64>() / count;
        let variance = self.samples.iter().map(|sample| (f64::from(sample[at]) - mean).powi(2)).sum::<f64>() / count;
        (mean, (variance + EPSILON).sqrt())
    }

    fn mean_deviation(&self) -> f32 {
        let row = self.samples[0].len();
        ((0..row).map(|at| self.moments(at).1).sum::<f64>() / row as f64) as f32
    }
}

#[derive(Clone)]
struct Recorded<I: Rows, O: Rows> {
    input: Values<I>,
    output: Values<O>,
}

impl<I: Rows, O: Rows> Operation for Recorded<I, O> {
    const PARAMETERS: bool = false;

    /// d deviation / d x = (x - mean) / (G deviation), over the mean of all values.
    fn backward(self, gradients: &mut Gradients, _: Wanted) {
        let upstream = gradients.take(&self.output);
        let upstream = storage::slice(&upstream);
        let input = storage::slice(&self.input);
        let samples = input.len() / I::ROW;
        let size = group_size(samples);
        let groups = samples / size;
        let mut of_deviation = vec![0.0f64; groups];
        for (sample, upstream) in upstream.chunks_exact(O::ROW).enumerate() {
            let positions = upstream.chunks_exact(O::LAST);
            of_deviation[sample % groups] += positions.map(|upstream| f64::from(upstream[I::LAST])).sum::<f64>();
        }
        let gradient = gradients.of(&self.input);
        for (out, upstream) in gradient.chunks_exact_mut(I::LAST).zip(upstream.chunks_exact(O::LAST)) {
            out.iter_mut().zip(upstream).for_each(|(out, upstream)| *out += upstream);
        }
        for (group, of_deviation) in of_deviation.iter().enumerate() {
            let members = Group::new::<I>(input, group, groups);
            let scale = of_deviation / (I::ROW * size) as f64;
            for at in 0..I::ROW {
                let (mean, deviation) = members.moments(at);
                for (member, sample) in members.samples.iter().enumerate() {
                    let slope = (f64::from(sample[at]) - mean) / deviation;
                    gradient[(group + member * groups) * I::ROW + at] += (scale * slope) as f32;
                }
            }
        }
    }
}
