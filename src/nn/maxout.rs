//! Maxout (Goodfellow et al. 2013).

use multiversion::multiversion;

use super::batch::Batch;
use super::column_sums::add_column_sums;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::matmul::{Finish, Matrix, matmul_packing, transposed_matmul};
use super::shape::Features;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// y = max over pieces of (x W + b): (N, I) -> (N, O). W is (I, PIECES, O), so that the same piece of
/// neighbouring outputs lies side by side; the first of equal pieces receives the gradient.
pub struct Maxout<const I: usize, const O: usize, const PIECES: usize> {
    weight: Tensor,
    bias: Tensor,
}

impl<const I: usize, const O: usize, const PIECES: usize> Layer for Maxout<I, O, PIECES> {
    type Input = Features<I>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const {
            assert!(
                I > 0 && O > 0 && PIECES > 0,
                "a maxout layer needs inputs, outputs and pieces"
            )
        };
        let columns = O * PIECES;
        let mut weight = initializer.device.zeros(I * columns);
        let mut bias = initializer.device.zeros(columns);
        initializer.weight(I, I, tensor::slice_mut(&mut weight));
        initializer.bias(I, tensor::slice_mut(&mut bias));
        Self { weight, bias }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let pool = &input.context.pool;
        let columns = O * PIECES;
        // (N, PIECES, O).
        let mut pieces = pool.scratch(input.rows() * columns);
        let weight = Matrix::RowMajor(tensor::slice(&self.weight));
        let finish = Finish {
            bias: Some(tensor::slice(&self.bias)),
            ..Finish::REPLACE
        };
        matmul_packing(
            pool,
            (input.values(), I),
            weight,
            (&mut pieces, columns),
            finish,
        );
        let mut output = input.unwritten(input.rows() * O);
        let values = tensor::slice_mut(&mut output);
        let chosen = match input.context.replayed_mask::<Tensor>() {
            Some(chosen) => {
                take_chosen::<PIECES>(O, &pieces, tensor::slice(&chosen), values);
                chosen
            }
            None => {
                let mut chosen = input.unwritten(values.len());
                choose_largest::<PIECES>(O, &pieces, values, tensor::slice_mut(&mut chosen));
                chosen
            }
        };
        input.context.record_mask(&chosen);
        let operation = MaxoutBackward::<PIECES> {
            inputs: I,
            outputs: O,
            input: input.tensor.clone(),
            chosen,
            output: output.clone(),
            weight: self.weight.clone(),
            bias: self.bias.clone(),
            context: input.context.clone(),
        };
        input.record(output, pass, operation)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("weight", &[I, PIECES, O], &mut self.weight);
        visitor.parameter("bias", &[PIECES, O], &mut self.bias);
    }
}

/// The first of the largest pieces of each output, and its place among them, as a whole number; a NaN
/// wins, so that divergence is seen. `pieces` is (N, PIECES, outputs), the others are (N, outputs).
///
/// No branch, because no processor can foresee which piece is the largest.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn choose_largest<const PIECES: usize>(
    outputs: usize,
    pieces: &[f32],
    largest: &mut [f32],
    places: &mut [f32],
) {
    let pieces = pieces.chunks_exact(PIECES * outputs);
    let results = largest
        .chunks_exact_mut(outputs)
        .zip(places.chunks_exact_mut(outputs));
    for (pieces, (largest, places)) in pieces.zip(results) {
        let (first, others) = pieces.split_at(outputs);
        largest.copy_from_slice(first);
        places.fill(0.0);
        for (at, pieces) in others.chunks_exact(outputs).enumerate() {
            let place_of_piece = (at + 1) as f32;
            for ((best, place), &piece) in largest.iter_mut().zip(&mut *places).zip(pieces) {
                let is_larger = (piece > *best) | (piece.is_nan() & !best.is_nan());
                *best = if is_larger { piece } else { *best };
                *place = if is_larger { place_of_piece } else { *place };
            }
        }
    }
}

/// The pieces at the places that [`choose_largest`] has found in another pass.
fn take_chosen<const PIECES: usize>(
    outputs: usize,
    pieces: &[f32],
    places: &[f32],
    values: &mut [f32],
) {
    let pieces = pieces.chunks_exact(PIECES * outputs);
    let results = values
        .chunks_exact_mut(outputs)
        .zip(places.chunks_exact(outputs));
    for (pieces, (values, places)) in pieces.zip(results) {
        for (output, (value, place)) in values.iter_mut().zip(places).enumerate() {
            *value = pieces[*place as usize * outputs + output];
        }
    }
}

/// Gives each gradient (N, outputs) to the piece at its place (N, PIECES, outputs), and the others 0.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn spread_to_pieces<const PIECES: usize>(
    outputs: usize,
    upstream: &[f32],
    places: &[f32],
    spread: &mut [f32],
) {
    let row = PIECES * outputs;
    let given = upstream
        .chunks_exact(outputs)
        .zip(places.chunks_exact(outputs));
    for (spread, (upstream, places)) in spread.chunks_exact_mut(row).zip(given) {
        for (at, spread) in spread.chunks_exact_mut(outputs).enumerate() {
            let place_of_piece = at as f32;
            for ((spread, upstream), place) in spread.iter_mut().zip(upstream).zip(places) {
                let is_chosen = *place == place_of_piece;
                *spread = if is_chosen { *upstream } else { 0.0 };
            }
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MaxoutBackward<const PIECES: usize> {
    inputs: usize,
    outputs: usize,
    input: Tensor,
    /// The place of the piece of each output that is chosen.
    chosen: Tensor,
    output: Tensor,
    weight: Tensor,
    bias: Tensor,
    context: Context,
}

impl<const PIECES: usize> Operation for MaxoutBackward<PIECES> {
    const HAS_PARAMETERS: bool = true;
    const ROW_WISE: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, inputs) = (&self.context.pool, self.inputs);
        let upstream = gradients.take(&self.output);
        let columns = tensor::length(&self.bias);
        let (upstream, chosen) = (tensor::slice(&upstream), tensor::slice(&self.chosen));
        let mut spread = pool.scratch(chosen.len() * PIECES);
        spread_to_pieces::<PIECES>(self.outputs, upstream, chosen, &mut spread);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            let gradient = gradients.sum(&self.weight);
            let gradient = (gradient.values, gradient.add);
            transposed_matmul(pool, (input, inputs), (&spread, columns), gradient);
            add_column_sums(pool, &spread, gradients.of(&self.bias));
        }
        if wanted.input {
            let weight = Matrix::ColumnMajor(tensor::slice(&self.weight));
            let gradient = gradients.sum(&self.input);
            let (out, finish) = (gradient.values, Finish::add_if(gradient.add));
            matmul_packing(pool, (&spread, columns), weight, (out, inputs), finish);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_largest_is_chosen() {
        let (nan, infinity) = (f32::NAN, f32::INFINITY);
        let cases = [
            ([1.0, 3.0, 2.0], 1),
            ([-3.0, -1.0, -2.0], 1),
            ([-1e-45, -1.0, -f32::MAX], 0),
            ([1e-45, f32::MAX, infinity], 2),
            ([-infinity, -f32::MAX, -infinity], 1),
            ([5.0, 5.0, 5.0], 0),
            ([-0.0, 0.0, -1.0], 0),
            ([0.0, -0.0, 0.0], 0),
            ([infinity, nan, 1.0], 1),
            ([nan, nan, infinity], 0),
            ([infinity, -nan, 1.0], 1),
        ];
        // Two rows each: fewer outputs than a SIMD vector holds, a whole vector, and vectors and a rest.
        for outputs in [3, 16, 87] {
            let of = |at: usize| cases[at % cases.len()];
            let count = 2 * outputs;
            let mut pieces = vec![0.0; 3 * count];
            for at in 0..count {
                let (row, output) = (at / outputs, at % outputs);
                for (place, piece) in of(at).0.into_iter().enumerate() {
                    pieces[(row * 3 + place) * outputs + output] = piece;
                }
            }
            let (mut largest, mut places) = (vec![9.0; count], vec![9.0; count]);
            choose_largest::<3>(outputs, &pieces, &mut largest, &mut places);
            for (at, (largest, place)) in largest.iter().zip(&places).enumerate() {
                let (pieces, expected) = of(at);
                assert_eq!(*place as usize, expected, "{pieces:?}");
                assert_eq!(largest.to_bits(), pieces[expected].to_bits());
            }
            let mut taken = vec![9.0; count];
            take_chosen::<3>(outputs, &pieces, &places, &mut taken);
            let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&taken), bits(&largest));

            let mut spread = vec![9.0; 3 * count];
            spread_to_pieces::<3>(outputs, &largest, &places, &mut spread);
            for (at, spread) in spread.iter().enumerate() {
                let (row, place, output) = (at / (3 * outputs), at / outputs % 3, at % outputs);
                let from = row * outputs + output;
                let is_chosen = place == places[from] as usize;
                let expected = if is_chosen { largest[from] } else { 0.0 };
                assert_eq!(spread.to_bits(), expected.to_bits());
            }
        }
    }
}
