//! Rows that are mapped one by one by an affine function from outside, such as an augmentation.

use std::rc::Rc;

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// An affine map of each row of a batch to a row of the same size.
pub trait RowMap: 'static {
    /// Writes what becomes of row number `row`.
    fn apply(&self, row: usize, input: &[f32], output: &mut [f32]);
    /// Adds to `gradient` the transpose of the linear part of that row's map times `upstream`.
    fn add_transposed(&self, row: usize, upstream: &[f32], gradient: &mut [f32]);
}

impl<S: Shape> Batch<S> {
    /// Each row as `map` maps it.
    pub fn map_rows<M: RowMap>(self, map: &Rc<M>, pass: Pass) -> Self {
        let row_size = self.row_size();
        let mut output = self.zeros(self.values().len());
        let rows = self.values().chunks_exact(row_size);
        let out = tensor::slice_mut(&mut output).chunks_exact_mut(row_size);
        for (row, (input, out)) in rows.zip(out).enumerate() {
            map.apply(row, input, out);
        }
        let operation = RowMapBackward {
            row_size,
            input: self.tensor.clone(),
            output: output.clone(),
            map: map.clone(),
        };
        let shape = self.shape;
        self.record_as(shape, output, pass, operation)
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct RowMapBackward {
    row_size: usize,
    input: Tensor,
    output: Tensor,
    map: Rc<dyn RowMap>,
}

impl Operation for RowMapBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream).chunks_exact(self.row_size);
        let gradient = gradients.of(&self.input).chunks_exact_mut(self.row_size);
        for (row, (upstream, gradient)) in upstream.zip(gradient).enumerate() {
            self.map.add_transposed(row, upstream, gradient);
        }
    }
}
