//! One part of a row that holds several outputs, such as one scale of a pyramid of images.

use super::batch::Batch;
use super::initializer::Initializer;
use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::shape::{FeatureMaps, Features};
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
        let part = Part {
            row: F,
            from: AT,
            length: S * S * C,
        };
        let mut output = input.unwritten(input.rows() * part.length);
        part.copy(input.values(), tensor::slice_mut(&mut output));
        let operation = RowPartBackward {
            part,
            input: input.tensor.clone(),
            output: output.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// Where a part lies in rows of `row` values.
#[derive(Clone)]
struct Part {
    row: usize,
    from: usize,
    length: usize,
}

impl Part {
    fn copy(&self, rows: &[f32], out: &mut [f32]) {
        let parts = out.chunks_exact_mut(self.length);
        for (part, row) in parts.zip(rows.chunks_exact(self.row)) {
            part.copy_from_slice(&row[self.from..][..self.length]);
        }
    }

    /// Adds `parts` to where they lie in `rows`.
    fn add(&self, parts: &[f32], rows: &mut [f32]) {
        let rows = rows.chunks_exact_mut(self.row);
        for (row, part) in rows.zip(parts.chunks_exact(self.length)) {
            kernels::add_scaled(&mut row[self.from..][..self.length], 1.0, part);
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct RowPartBackward {
    part: Part,
    input: Tensor,
    output: Tensor,
}

impl Operation for RowPartBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let rows = gradients.of(&self.input);
        self.part.add(tensor::slice(&upstream), rows);
    }
}
