//! Packing (PacGAN, Lin et al. 2018): D judges several samples at once, and so sees how much they
//! differ.

use super::batch::{Batch, GradientAccess, Gradients, Operation, Rows, Values, Wanted};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::storage;

/// The first layer of a D that judges m samples at once: `A` for one, `B` for two, `C` for three,
/// `D` for four.
///
/// Takes plain rows, as `A` does. For m > 1, m rows in succession become one, with m times as many
/// features, or at each position m times as many channels: those of the first sample, then those of
/// the second, and so on. From N rows it makes N / m. [`Initializer::with_packing`] says m. With m
/// = 1 this is `A`, in parameters, names and results.
pub enum Packed<A, B, C, D> {
    One(A),
    Two(B),
    Three(C),
    Four(D),
}

impl<A, B, C, D> Layer for Packed<A, B, C, D>
where
    A: Layer<Input: Rows>,
    B: Layer<Input: Rows, Output = A::Output>,
    C: Layer<Input: Rows, Output = A::Output>,
    D: Layer<Input: Rows, Output = A::Output>,
{
    type Input = A::Input;
    type Output = A::Output;
    const RANDOM: bool = A::RANDOM || B::RANDOM || C::RANDOM || D::RANDOM;

    /// # Panics
    /// If the initializer's packing is not 1 to 4.
    fn new(initializer: &mut Initializer) -> Self {
        match initializer.packing {
            1 => Packed::One(A::new(initializer)),
            2 => Packed::Two(B::new(initializer)),
            3 => Packed::Three(C::new(initializer)),
            4 => Packed::Four(D::new(initializer)),
            samples => panic!("D judges one to four samples at once, not {samples}"),
        }
    }

    /// # Panics
    /// If the rows are no whole number of packs.
    fn forward(&mut self, input: Batch<A::Input>, pass: Pass) -> Batch<A::Output> {
        match self {
            Packed::One(layer) => layer.forward(input, pass),
            Packed::Two(layer) => layer.forward(side_by_side::<_, _, 2>(input, pass), pass),
            Packed::Three(layer) => layer.forward(side_by_side::<_, _, 3>(input, pass), pass),
            Packed::Four(layer) => layer.forward(side_by_side::<_, _, 4>(input, pass), pass),
        }
    }

    fn visit<V: Visitor>(&mut self, visitor: &mut V) {
        match self {
            Packed::One(layer) => layer.visit(visitor),
            Packed::Two(layer) => layer.visit(visitor),
            Packed::Three(layer) => layer.visit(visitor),
            Packed::Four(layer) => layer.visit(visitor),
        }
    }
}

/// Puts every `M` rows in succession side by side, position by position.
fn side_by_side<I: Rows, O: Rows, const M: usize>(input: Batch<I>, pass: Pass) -> Batch<O> {
    const {
        assert!(
            O::ROW == M * I::ROW && O::LAST == M * I::LAST,
            "a packed row holds the values of its samples"
        );
    }
    assert!(
        input.rows().is_multiple_of(M),
        "{} rows are no whole number of packs of {M}",
        input.rows()
    );
    let mut output = input.zeros(O::of(input.rows() / M));
    let packs = storage::slice_mut(&mut output).chunks_exact_mut(O::ROW);
    for (pack, samples) in packs.zip(input.values().chunks_exact(O::ROW)) {
        for (place, sample) in samples.chunks_exact(I::ROW).enumerate() {
            let positions = pack
                .chunks_exact_mut(O::LAST)
                .zip(sample.chunks_exact(I::LAST));
            positions.for_each(|(out, values)| {
                out[place * I::LAST..][..I::LAST].copy_from_slice(values)
            });
        }
    }
    let operation = Recorded {
        input: input.tensor.clone(),
        output: output.clone(),
    };
    input.then(output, pass, operation)
}

#[derive(Clone)]
struct Recorded<I: Rows, O: Rows> {
    input: Values<I>,
    output: Values<O>,
}

impl<I: Rows, O: Rows> Operation for Recorded<I, O> {
    const PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, _: Wanted) {
        let upstream = gradients.take(&self.output);
        let packs = storage::slice(&upstream).chunks_exact(O::ROW);
        for (samples, pack) in gradients
            .of(&self.input)
            .chunks_exact_mut(O::ROW)
            .zip(packs)
        {
            for (place, sample) in samples.chunks_exact_mut(I::ROW).enumerate() {
                for (out, pack) in sample
                    .chunks_exact_mut(I::LAST)
                    .zip(pack.chunks_exact(O::LAST))
                {
                    let pack = &pack[place * I::LAST..][..I::LAST];
                    out.iter_mut()
                        .zip(pack)
                        .for_each(|(out, upstream)| *out += upstream);
                }
            }
        }
    }
}
