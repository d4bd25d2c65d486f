//! Rows in another order, some of them more than once.

use crate::nn::batch::Batch;
use crate::nn::kernels;
use crate::nn::shape::BatchShape;
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

impl<S: BatchShape> Batch<S> {
    /// Row n of the result is row `sources[n]` of these.
    pub(in crate::nn) fn gather_rows(self, sources: &[usize], pass: Pass) -> Self {
        let mut output = self.unwritten(sources.len() * S::ROW_SIZE);
        let rows = tensor::slice_mut(&mut output).chunks_exact_mut(S::ROW_SIZE);
        for (row, source) in rows.zip(sources) {
            row.copy_from_slice(&self.values()[source * S::ROW_SIZE..][..S::ROW_SIZE]);
        }
        let operation = GatherRowsBackward {
            row: S::ROW_SIZE,
            input: self.tensor.clone(),
            output: output.clone(),
            sources: sources.to_vec(),
        };
        self.record(output, pass, operation)
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct GatherRowsBackward {
    /// Values of a row.
    row: usize,
    input: Tensor,
    output: Tensor,
    sources: Vec<usize>,
}

impl Operation for GatherRowsBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let gradient = gradients.of(&self.input);
        let rows = tensor::slice(&upstream).chunks_exact(self.row);
        for (upstream, source) in rows.zip(&self.sources) {
            let row = &mut gradient[source * self.row..][..self.row];
            kernels::add_scaled(row, 1.0, upstream);
        }
    }
}
