//! Rows that are mapped one by one by an affine function from outside, such as an augmentation.

use std::rc::Rc;

use super::batch::Batch;
use super::shape::BatchShape;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// An affine map of each row of a batch to a row of the same size.
pub(crate) trait RowMap: 'static {
    /// Writes what becomes of row number `row`.
    fn apply(&self, row: usize, input: &[f32], output: &mut [f32]);
    /// Adds to `gradient` the transpose of the linear part of that row's map times `upstream`.
    fn add_transposed(&self, row: usize, upstream: &[f32], gradient: &mut [f32]);
}

impl<S: BatchShape> Batch<S> {
    /// Each row as `map` maps it.
    pub(crate) fn map_rows<M: RowMap>(self, map: &Rc<M>, pass: Pass) -> Self {
        let mut output = self.zeros(S::with_rows(self.rows()));
        let rows = self.values().chunks_exact(S::ROW_SIZE);
        let out = tensor::slice_mut(&mut output).chunks_exact_mut(S::ROW_SIZE);
        for (row, (input, out)) in rows.zip(out).enumerate() {
            map.apply(row, input, out);
        }
        let operation = RowMapBackward {
            input: self.tensor.clone(),
            output: output.clone(),
            map: map.clone(),
        };
        self.record(output, pass, operation)
    }
}

/// What the backward pass needs: shared storage, no copies.
struct RowMapBackward<S: BatchShape, M> {
    input: Tensor<S>,
    output: Tensor<S>,
    map: Rc<M>,
}

impl<S: BatchShape, M> Clone for RowMapBackward<S, M> {
    fn clone(&self) -> Self {
        Self {
            input: self.input.clone(),
            output: self.output.clone(),
            map: self.map.clone(),
        }
    }
}

impl<S: BatchShape, M: RowMap> Operation for RowMapBackward<S, M> {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream).chunks_exact(S::ROW_SIZE);
        let gradient = gradients.of(&self.input).chunks_exact_mut(S::ROW_SIZE);
        for (row, (upstream, gradient)) in upstream.zip(gradient).enumerate() {
            self.map.add_transposed(row, upstream, gradient);
        }
    }
}
