//! One part of a row that holds several outputs, such as one scale of a pyramid of images.

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::{BatchShape, FeatureMaps, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// The S * S * C values of a row from place `AT` on: (N, F) -> (N, S, S, C).
pub struct RowPart<const F: usize, const AT: usize, const S: usize, const C: usize>;

impl<const F: usize, const AT: usize, const S: usize, const C: usize> Layer
    for RowPart<F, AT, S, C>
{
    type Input = Features<F>;
    type Output = FeatureMaps<S, C>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                S * S * C > 0 && AT + S * S * C <= F,
                "a part of a row lies within it"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let mut output = input.zeros(BatchShape::with_rows(input.rows()));
        let parts = tensor::slice_mut(&mut output).chunks_exact_mut(S * S * C);
        for (part, row) in parts.zip(input.values().chunks_exact(F)) {
            part.copy_from_slice(&row[AT..][..S * S * C]);
        }
        let operation = RowPartBackward::<F, AT, S, C> {
            input: input.tensor.clone(),
            output: output.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct RowPartBackward<const F: usize, const AT: usize, const S: usize, const C: usize> {
    input: Tensor<Features<F>>,
    output: Tensor<FeatureMaps<S, C>>,
}

impl<const F: usize, const AT: usize, const S: usize, const C: usize> Operation
    for RowPartBackward<F, AT, S, C>
{
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let parts = tensor::slice(&upstream).chunks_exact(S * S * C);
        let rows = gradients.of(&self.input).chunks_exact_mut(F);
        for (row, part) in rows.zip(parts) {
            row[AT..][..S * S * C]
                .iter_mut()
                .zip(part)
                .for_each(|(gradient, part)| *gradient += part);
        }
    }
}
