//! Minibatch standard deviation (Karras et al. 2018, section 3).

use dfdx::prelude::Const;

use super::batch::{Batch, GradientAccess, Gradients, Maps, Operation, Values, Wanted};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::storage;

/// Added to the variance before the root.
const EPSILON: f64 = 1e-8;
/// Samples of a group, at most.
const GROUP: usize = 4;

/// Adds one more channel that says how much samples differ: (N, S, S, C) -> (N, S, S, D), D = C + 1.
///
/// Sample n belongs to group n mod (N / G) with G the largest divisor of N up to 4. Its new value is the standard
/// deviation over the group, mean over positions and channels: D sees a collapse of G at a glance.
pub struct MinibatchStddev<const S: usize, const C: usize, const D: usize>;

fn group_size(samples: usize) -> usize {
    (1..=GROUP).rev().find(|size| samples.is_multiple_of(*size)).unwrap_or(1)
}

impl<const S: usize, const C: usize, const D: usize> Layer for MinibatchStddev<S, C, D> {
    type Input = Maps<S, C>;
    type Output = Maps<S, D>;

    fn new(_: &mut Initializer) -> Self {
        const { assert!(S > 0 && C > 0 && D == C + 1, "the standard deviation is one more channel") };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let samples = input.rows();
        let groups = samples / group_size(samples);
        let deviations: Vec<f32> =
            (0..groups).map(|group| Group::<S, C>::new(input.values(), group, groups).mean_deviation()).collect();
        let mut output = input.zeros((samples, Const, Const, Const));
        let positions = storage::slice_mut(&mut output).chunks_exact_mut(D).zip(input.values().chunks_exact(C));
        for (at, (out, values)) in positions.enumerate() {
            out[..C].copy_from_slice(values);
            out[C] = deviations[at / (S * S) % groups];
        }
        let operation = Recorded { input: input.tensor.clone(), output: output.clone() };
        input.then(output, pass, operation)
    }

    fn visit<V: Visitor>(&mut self, _: &mut V) {}
}

/// The samples of one group.
struct Group<'a, const S: usize, const C: usize> {
    samples: Vec<&'a [f32]>,
}

impl<'a, const S: usize, const C: usize> Group<'a, S, C> {
    fn new(values: &'a [f32], group: usize, groups: usize) -> Self {
        Self { samples: values.chunks_exact(S * S * C).skip(group).step_by(groups).collect() }
    }

    /// Mean over the group and standard deviation of one value.
    fn moments(&self, at: usize) -> (f64, f64) {
        let count = self.samples.len() as f64;
        let mean = self.samples.iter().map(|sample| f64::from(sample[at])).sum::<f64>() / count;
        let variance = self.samples.iter().map(|sample| (f64::from(sample[at]) - mean).powi(2)).sum::<f64>() / count;
        (mean, (variance + EPSILON).sqrt())
    }

    fn mean_deviation(&self) -> f32 {
        let row = S * S * C;
        ((0..row).map(|at| self.moments(at).1).sum::<f64>() / row as f64) as f32
    }
}

#[derive(Clone)]
struct Recorded<const S: usize, const C: usize, const D: usize> {
    input: Values<Maps<S, C>>,
    output: Values<Maps<S, D>>,
}

impl<const S: usize, const C: usize, const D: usize> Operation for Recorded<S, C, D> {
    const PARAMETERS: bool = false;

    /// d deviation / d x = (x - mean) / (G deviation), over the mean of all positions and channels.
    fn backward(self, gradients: &mut Gradients, _: Wanted) {
        let upstream = gradients.take(&self.output);
        let upstream = storage::slice(&upstream);
        let input = storage::slice(&self.input);
        let row = S * S * C;
        let samples = input.len() / row;
        let size = group_size(samples);
        let groups = samples / size;
        let mut of_deviation = vec![0.0f64; groups];
        for (at, upstream) in upstream.chunks_exact(D).enumerate() {
            of_deviation[at / (S * S) % groups] += f64::from(upstream[C]);
        }
        let gradient = gradients.of(&self.input);
        for (out, upstream) in gradient.chunks_exact_mut(C).zip(upstream.chunks_exact(D)) {
            out.iter_mut().zip(upstream).for_each(|(out, upstream)| *out += upstream);
        }
        for (group, of_deviation) in of_deviation.iter().enumerate() {
            let members = Group::<S, C>::new(input, group, groups);
            let scale = of_deviation / (row * size) as f64;
            for at in 0..row {
                let (mean, deviation) = members.moments(at);
                for (member, sample) in members.samples.iter().enumerate() {
                    let slope = (f64::from(sample[at]) - mean) / deviation;
                    gradient[(group + member * groups) * row + at] += (scale * slope) as f32;
                }
            }
        }
    }
}
