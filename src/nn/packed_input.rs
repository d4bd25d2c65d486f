//! Packing (PacGAN, Lin et al. 2018): D judges several samples at once, and so sees how much they
//! differ.
//!
//! Every model's D begins with a [`PackedInput`]: one typed first layer for each number of samples,
//! of which the run chooses one. The other layers, and the names of the parameters, do not change
//! with it.

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::shape::BatchShape;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// The first layer of a D that judges m samples at once: `A` for one, `B` for two, `C` for three,
/// `D` for four.
///
/// Takes plain rows, as `A` does. For m > 1, m consecutive rows become one, with m times as many
/// features, or at each position m times as many channels: those of the first sample, then those of
/// the second, and so on. N rows become N / m. [`Initializer::with_packing`] says m. With m
/// = 1 this is `A`, in parameters, names and results.
pub enum PackedInput<A, B, C, D> {
    /// One sample at a time.
    One(A),
    /// Packs of two.
    Two(B),
    /// Packs of three.
    Three(C),
    /// Packs of four.
    Four(D),
}

impl<A, B, C, D> Layer for PackedInput<A, B, C, D>
where
    A: Layer<Input: BatchShape>,
    B: Layer<Input: BatchShape, Output = A::Output>,
    C: Layer<Input: BatchShape, Output = A::Output>,
    D: Layer<Input: BatchShape, Output = A::Output>,
{
    type Input = A::Input;
    type Output = A::Output;
    const RANDOM: bool = A::RANDOM || B::RANDOM || C::RANDOM || D::RANDOM;

    /// # Panics
    /// If the initializer's packing is not 1 to 4.
    fn new(initializer: &mut Initializer) -> Self {
        match initializer.packing {
            1 => PackedInput::One(A::new(initializer)),
            2 => PackedInput::Two(B::new(initializer)),
            3 => PackedInput::Three(C::new(initializer)),
            4 => PackedInput::Four(D::new(initializer)),
            samples => panic!("D judges one to four samples at once, not {samples}"),
        }
    }

    /// # Panics
    /// If the number of rows is not a multiple of the pack size.
    fn forward(&mut self, input: Batch<A::Input>, pass: Pass) -> Batch<A::Output> {
        match self {
            PackedInput::One(layer) => layer.forward(input, pass),
            PackedInput::Two(layer) => layer.forward(side_by_side::<_, _, 2>(input, pass), pass),
            PackedInput::Three(layer) => layer.forward(side_by_side::<_, _, 3>(input, pass), pass),
            PackedInput::Four(layer) => layer.forward(side_by_side::<_, _, 4>(input, pass), pass),
        }
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        match self {
            PackedInput::One(layer) => layer.visit(visitor),
            PackedInput::Two(layer) => layer.visit(visitor),
            PackedInput::Three(layer) => layer.visit(visitor),
            PackedInput::Four(layer) => layer.visit(visitor),
        }
    }
}

/// Puts every `M` consecutive rows side by side, position by position: (N, F) -> (N / M, M F) or
/// (N, S, S, C) -> (N / M, S, S, M C).
fn side_by_side<I: BatchShape, O: BatchShape, const M: usize>(
    input: Batch<I>,
    pass: Pass,
) -> Batch<O> {
    const {
        assert!(
            O::ROW_SIZE == M * I::ROW_SIZE && O::LAST_DIM == M * I::LAST_DIM,
            "a packed row holds the values of its samples"
        );
    }
    let shape = O::with_rows(input.rows() / M);
    let packs = Packs {
        samples: M,
        row: I::ROW_SIZE,
        channels: I::LAST_DIM,
    };
    pack(input, shape, packs, pass)
}

/// The same for packs whose sizes are known at run time.
///
/// # Panics
/// If the number of rows is not a multiple of the pack size.
pub(super) fn pack<I: Shape, O: Shape>(
    input: Batch<I>,
    shape: O,
    packs: Packs,
    pass: Pass,
) -> Batch<O> {
    assert!(
        input.rows().is_multiple_of(packs.samples),
        "{} rows are no whole number of packs of {}",
        input.rows(),
        packs.samples
    );
    let mut output = input.unwritten(input.values().len());
    packs.pack(input.values(), tensor::slice_mut(&mut output));
    let operation = PackBackward {
        packs,
        input: input.tensor.clone(),
        output: output.clone(),
    };
    input.record_as(shape, output, pass, operation)
}

/// Packs of `samples` rows of `row` values, the last axis of which has `channels`.
#[derive(Clone, Copy)]
pub(super) struct Packs {
    pub samples: usize,
    pub row: usize,
    pub channels: usize,
}

impl Packs {
    fn pack(&self, values: &[f32], out: &mut [f32]) {
        let (length, width) = (self.samples * self.row, self.samples * self.channels);
        let packs = out.chunks_exact_mut(length);
        for (pack, samples) in packs.zip(values.chunks_exact(length)) {
            for (place, sample) in samples.chunks_exact(self.row).enumerate() {
                let positions = pack
                    .chunks_exact_mut(width)
                    .zip(sample.chunks_exact(self.channels));
                positions.for_each(|(out, values)| {
                    out[place * self.channels..][..self.channels].copy_from_slice(values)
                });
            }
        }
    }

    /// Adds `packed` values to those that they came from.
    fn unpack(&self, packed: &[f32], out: &mut [f32]) {
        let (length, width) = (self.samples * self.row, self.samples * self.channels);
        let packs = packed.chunks_exact(length);
        for (samples, pack) in out.chunks_exact_mut(length).zip(packs) {
            for (place, sample) in samples.chunks_exact_mut(self.row).enumerate() {
                let positions = sample
                    .chunks_exact_mut(self.channels)
                    .zip(pack.chunks_exact(width));
                for (out, pack) in positions {
                    let pack = &pack[place * self.channels..][..self.channels];
                    out.iter_mut()
                        .zip(pack)
                        .for_each(|(out, upstream)| *out += upstream);
                }
            }
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct PackBackward {
    packs: Packs,
    input: Tensor,
    output: Tensor,
}

impl Operation for PackBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
        let upstream = gradients.take(&self.output);
        let gradient = gradients.of(&self.input);
        self.packs.unpack(tensor::slice(&upstream), gradient);
    }
}
