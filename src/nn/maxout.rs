//! Maxout (Goodfellow et al. 2013).

use multiversion::multiversion;

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::matmul::{Finish, add_transposed_matmul, matmul, pack_columns, pack_rows};
use super::shape::Features;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// y = max over pieces of (x W + b): (N, I) -> (N, O). W is (I, O, PIECES); the first of equal
/// pieces receives the gradient.
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
        // (N, O, PIECES).
        let mut pieces = pool.scratch(input.rows() * columns);
        let weight = pack_rows(pool, tensor::slice(&self.weight), (I, columns), |row| {
            row * columns
        });
        let finish = Finish {
            bias: Some(tensor::slice(&self.bias)),
            ..Finish::REPLACE
        };
        matmul(
            pool,
            input.values(),
            I,
            &weight,
            &mut pieces,
            columns,
            finish,
        );
        let mut output = input.zeros(input.rows() * O);
        let pieces = pieces.as_chunks::<PIECES>().0;
        let values = tensor::slice_mut(&mut output);
        let chosen = match input.context.replayed_mask::<Tensor>() {
            Some(chosen) => {
                let places = tensor::slice(&chosen).iter();
                for ((value, pieces), place) in values.iter_mut().zip(pieces).zip(places) {
                    *value = pieces[*place as usize];
                }
                chosen
            }
            None => {
                let mut chosen = input.zeros(values.len());
                choose_largest(pieces, values, tensor::slice_mut(&mut chosen));
                chosen
            }
        };
        input.context.record_mask(&chosen);
        let operation = MaxoutBackward::<PIECES> {
            inputs: I,
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
        visitor.parameter("weight", &[I, O, PIECES], &mut self.weight);
        visitor.parameter("bias", &[O, PIECES], &mut self.bias);
    }
}

/// Outputs that are worked out side by side.
const LANES: usize = 16;

/// The first of the largest pieces of each output, and its place among them, as a whole number; a NaN
/// wins, so that divergence is seen.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn choose_largest<const PIECES: usize>(
    pieces: &[[f32; PIECES]],
    largest: &mut [f32],
    places: &mut [f32],
) {
    let blocks = pieces.chunks(LANES);
    let results = largest.chunks_mut(LANES).zip(places.chunks_mut(LANES));
    for (pieces, (largest, places)) in blocks.zip(results) {
        match pieces.first_chunk::<LANES>() {
            Some(pieces) => choose_in_block(pieces, largest, places),
            None => choose_in_block(pieces, largest, places),
        }
    }
}

/// No branch, because no processor can foresee which piece is the largest.
#[inline(always)]
fn choose_in_block<const PIECES: usize>(
    pieces: &[[f32; PIECES]],
    largest: &mut [f32],
    places: &mut [f32],
) {
    let (mut best, mut place) = ([0.0f32; LANES], [0.0f32; LANES]);
    for (best, pieces) in best.iter_mut().zip(pieces) {
        *best = pieces[0];
    }
    for at in 1..PIECES {
        for ((best, place), pieces) in best.iter_mut().zip(&mut place).zip(pieces) {
            let piece = pieces[at];
            let is_larger = (piece > *best) | (piece.is_nan() & !best.is_nan());
            *best = if is_larger { piece } else { *best };
            *place = if is_larger { at as f32 } else { *place };
        }
    }
    largest.copy_from_slice(&best[..pieces.len()]);
    places.copy_from_slice(&place[..pieces.len()]);
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MaxoutBackward<const PIECES: usize> {
    inputs: usize,
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

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, inputs) = (&self.context.pool, self.inputs);
        let upstream = gradients.take(&self.output);
        let columns = tensor::length(&self.bias);
        let (upstream, chosen) = (tensor::slice(&upstream), tensor::slice(&self.chosen));
        let mut spread = pool.scratch(chosen.len() * PIECES);
        let rows = spread.as_chunks_mut::<PIECES>().0.iter_mut();
        for ((row, place), upstream) in rows.zip(chosen).zip(upstream) {
            *row = [0.0; PIECES];
            row[*place as usize] = *upstream;
        }
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            add_transposed_matmul(
                pool,
                (input, inputs),
                (&spread, columns),
                gradients.of(&self.weight),
            );
            kernels::add_column_sums(&spread, gradients.of(&self.bias));
        }
        if wanted.input {
            let weight = pack_columns(pool, tensor::slice(&self.weight), (columns, inputs));
            matmul(
                pool,
                &spread,
                columns,
                &weight,
                gradients.of(&self.input),
                inputs,
                Finish::ADD,
            );
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
        // Whole blocks of outputs, and a part of one.
        for count in [3, LANES, 5 * LANES + 7] {
            let of = |at: usize| cases[at % cases.len()];
            let pieces: Vec<[f32; 3]> = (0..count).map(|at| of(at).0).collect();
            let (mut largest, mut places) = (vec![9.0; count], vec![9.0; count]);
            choose_largest(&pieces, &mut largest, &mut places);
            for (at, (largest, place)) in largest.iter().zip(&places).enumerate() {
                let (pieces, expected) = of(at);
                assert_eq!(*place as usize, expected, "{pieces:?}");
                assert_eq!(largest.to_bits(), pieces[expected].to_bits());
            }
        }
    }
}
