//! Nearest-neighbour upsampling.

use dfdx::prelude::Const;

use super::batch::{Batch, Context, GradientAccess, Gradients, Maps, Operation, Values, Wanted};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::storage;

/// Every value becomes a square of equal ones: (N, SI, SI, C) -> (N, SO, SO, C), SO a multiple of
/// SI.
pub struct Upsample<const SI: usize, const SO: usize, const C: usize>;

impl<const SI: usize, const SO: usize, const C: usize> Layer for Upsample<SI, SO, C> {
    type Input = Maps<SI, C>;
    type Output = Maps<SO, C>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                C > 0 && SI > 0 && SO > 0 && SO.is_multiple_of(SI),
                "upsampling multiplies the side by a whole number"
            )
        };
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
                    out.copy_from_slice(&values[source::<SI, SO>(first * SO * SO + at) * C..][..C]);
                }
            },
        );
        let operation = Recorded {
            input: input.tensor.clone(),
            output: output.clone(),
            context: input.context.clone(),
        };
        input.then(output, pass, operation)
    }

    fn visit<V: Visitor>(&mut self, _: &mut V) {}
}

/// The position of the small maps that position `at` of the big ones repeats.
fn source<const SI: usize, const SO: usize>(at: usize) -> usize {
    let (sample, y, x) = (at / (SO * SO), at / SO % SO, at % SO);
    (sample * SI + y * SI / SO) * SI + x * SI / SO
}

#[derive(Clone)]
struct Recorded<const SI: usize, const SO: usize, const C: usize> {
    input: Values<Maps<SI, C>>,
    output: Values<Maps<SO, C>>,
    context: Context,
}

impl<const SI: usize, const SO: usize, const C: usize> Operation for Recorded<SI, SO, C> {
    const PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: Wanted) {
        let upstream = gradients.take(&self.output);
        let upstream = storage::slice(&upstream);
        self.context
            .workers
            .rows(gradients.of(&self.input), SI * SI * C, |first, gradient| {
                let upstream =
                    &upstream[first * SO * SO * C..][..gradient.len() / (SI * SI) * SO * SO];
                for (at, upstream) in upstream.chunks_exact(C).enumerate() {
                    let gradient = &mut gradient[source::<SI, SO>(at) * C..][..C];
                    gradient
                        .iter_mut()
                        .zip(upstream)
                        .for_each(|(gradient, upstream)| *gradient += upstream);
                }
            });
    }
}
