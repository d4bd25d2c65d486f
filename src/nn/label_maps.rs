//! Labels as further channels of images (Mirza and Osindero 2014; one-hot maps).

use super::batch::Batch;
use super::initializer::Initializer;
use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::shape::{FeatureMaps, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// Rows that hold an image and K label values -> images with K further channels, each of which has
/// one label value at every position: (N, F) -> (N, S, S, C + K), F = S * S * C + K.
pub struct LabelMaps<const F: usize, const S: usize, const C: usize, const CK: usize>;

impl<const F: usize, const S: usize, const C: usize, const CK: usize> Layer
    for LabelMaps<F, S, C, CK>
{
    type Input = Features<F>;
    type Output = FeatureMaps<S, CK>;

    fn new(_: &mut Initializer) -> Self {
        const {
            assert!(
                C > 0 && CK > C && F == S * S * C + CK - C,
                "a row holds an image and the labels that become channels"
            )
        };
        Self
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let sizes = Sizes {
            pixels: S * S * C,
            channels: C,
            labels: CK - C,
        };
        let mut output = input.unwritten(input.rows() * S * S * CK);
        sizes.write(input.values(), tensor::slice_mut(&mut output));
        let operation = LabelMapsBackward {
            sizes,
            input: input.tensor.clone(),
            output: output.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}
}

/// Sizes of a row: the values of its image, their channels, and its labels.
#[derive(Clone)]
struct Sizes {
    pixels: usize,
    channels: usize,
    labels: usize,
}

impl Sizes {
    /// Values of an image with its labels as channels.
    fn map(&self) -> usize {
        self.pixels / self.channels * (self.channels + self.labels)
    }

    fn write(&self, rows: &[f32], maps: &mut [f32]) {
        let rows = rows.chunks_exact(self.pixels + self.labels);
        for (row, map) in rows.zip(maps.chunks_exact_mut(self.map())) {
            let (image, labels) = row.split_at(self.pixels);
            let positions = map.chunks_exact_mut(self.channels + self.labels);
            for (out, pixel) in positions.zip(image.chunks_exact(self.channels)) {
                out[..self.channels].copy_from_slice(pixel);
                out[self.channels..].copy_from_slice(labels);
            }
        }
    }

    /// Adds the gradient of the maps to that of the rows; a label's is summed over the positions.
    fn add(&self, maps: &[f32], rows: &mut [f32]) {
        let rows = rows.chunks_exact_mut(self.pixels + self.labels);
        for (row, map) in rows.zip(maps.chunks_exact(self.map())) {
            let (image, labels) = row.split_at_mut(self.pixels);
            let positions = map.chunks_exact(self.channels + self.labels);
            for (upstream, pixel) in positions.zip(image.chunks_exact_mut(self.channels)) {
                kernels::add_scaled(pixel, 1.0, &upstream[..self.channels]);
                kernels::add_scaled(labels, 1.0, &upstream[self.channels..]);
            }
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct LabelMapsBackward {
    sizes: Sizes,
    input: Tensor,
    output: Tensor,
}

impl Operation for LabelMapsBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let rows = gradients.of(&self.input);
        self.sizes.add(tensor::slice(&upstream), rows);
    }
}
