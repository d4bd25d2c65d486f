//! The inner product of two paths.

use crate::nn::batch::Batch;
use crate::nn::kernels;
use crate::nn::shape::{BatchShape, Features};
use crate::nn::tape::{JoinOperation, Pass, WantedFromJoin};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

impl<S: BatchShape> Batch<S> {
    /// Row by row, the inner product of these channels, summed over the positions, with those of
    /// another path: (N, S, S, C) and (N, C) -> (N, 1).
    ///
    /// # Panics
    /// If the numbers of rows differ: a defect of the caller.
    pub(in crate::nn) fn inner_product<T: BatchShape>(
        self,
        other: Batch<T>,
        pass: Pass,
    ) -> Batch<Features<1>> {
        const {
            assert!(
                T::ROW_SIZE == S::LAST_DIM,
                "an inner product takes one value for each channel"
            );
        }
        assert_eq!(self.rows(), other.rows(), "both paths have the same rows");
        let (row, width) = (S::ROW_SIZE, S::LAST_DIM);
        let mut output = self.unwritten(self.rows());
        let sums = tensor::slice_mut(&mut output);
        let rows = self.values().chunks_exact(row);
        for ((sum, maps), vector) in sums
            .iter_mut()
            .zip(rows)
            .zip(other.values().chunks_exact(width))
        {
            let dot =
                |position: &[f32]| -> f32 { position.iter().zip(vector).map(|(a, b)| a * b).sum() };
            *sum = maps.chunks_exact(width).map(dot).sum();
        }
        let operation = InnerProductBackward {
            maps: self.tensor.clone(),
            vectors: other.tensor.clone(),
            sizes: (row, width),
            output: output.clone(),
        };
        self.join(other, output, pass, operation)
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct InnerProductBackward {
    maps: Tensor,
    vectors: Tensor,
    /// Values of a row, and of a position.
    sizes: (usize, usize),
    output: Tensor,
}

impl JoinOperation for InnerProductBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, wanted: WantedFromJoin) {
        let (row, width) = self.sizes;
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        if wanted.first {
            let vectors = tensor::slice(&self.vectors).chunks_exact(width);
            let gradient = gradients.of(&self.maps).chunks_exact_mut(row);
            for ((gradient, vector), upstream) in gradient.zip(vectors).zip(upstream) {
                for position in gradient.chunks_exact_mut(width) {
                    kernels::add_scaled(position, *upstream, vector);
                }
            }
        }
        if wanted.second {
            let maps = tensor::slice(&self.maps).chunks_exact(row);
            let gradient = gradients.of(&self.vectors).chunks_exact_mut(width);
            for ((gradient, maps), upstream) in gradient.zip(maps).zip(upstream) {
                for position in maps.chunks_exact(width) {
                    kernels::add_scaled(gradient, *upstream, position);
                }
            }
        }
    }
}
