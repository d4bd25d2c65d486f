//! Maxout (Goodfellow et al. 2013).

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
        let mut pieces = input.zeros(input.rows() * columns);
        let all = tensor::slice_mut(&mut pieces);
        let weight = pack_rows(pool, tensor::slice(&self.weight), (I, columns), |row| {
            row * columns
        });
        let finish = Finish {
            bias: Some(tensor::slice(&self.bias)),
            ..Finish::REPLACE
        };
        matmul(pool, input.values(), I, &weight, all, columns, finish);
        let replayed = input.context.replayed_mask::<Tensor>();
        let mask = replayed.unwrap_or_else(|| pieces.clone());
        input.context.record_mask(&mask);
        let mut output = input.zeros(input.rows() * O);
        let (pieces, mask_pieces) = (rows_of::<PIECES>(&pieces), rows_of::<PIECES>(&mask));
        let places = tensor::slice_mut(&mut output).iter_mut();
        for ((out, pieces), by) in places.zip(pieces).zip(mask_pieces) {
            *out = pieces[largest(by)];
        }
        let operation = MaxoutBackward::<PIECES> {
            inputs: I,
            input: input.tensor.clone(),
            mask,
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

fn rows_of<const PIECES: usize>(tensor: &Tensor) -> &[[f32; PIECES]] {
    tensor::slice(tensor).as_chunks().0
}

/// The place of the first largest value; a NaN wins, so that divergence is seen. Values are compared
/// as whole numbers in the same order, each with its place: no branch, because no processor can
/// foresee which piece is the largest.
#[inline(always)]
fn largest<const PIECES: usize>(pieces: &[f32; PIECES]) -> usize {
    let mut largest = i64::MIN;
    for (at, piece) in pieces.iter().enumerate() {
        // Minus zero is zero.
        let bits = (piece + 0.0).to_bits() as i32;
        // Negative floats count down.
        let order = bits ^ (((bits >> 31) as u32) >> 1) as i32;
        let order = if piece.is_nan() { i32::MAX } else { order };
        largest = largest.max(i64::from(order) * PIECES as i64 + (PIECES - 1 - at) as i64);
    }
    PIECES - 1 - largest.rem_euclid(PIECES as i64) as usize
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MaxoutBackward<const PIECES: usize> {
    inputs: usize,
    input: Tensor,
    /// The pieces among which the largest is chosen.
    mask: Tensor,
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
        let pieces = rows_of::<PIECES>(&self.mask);
        let columns = tensor::length(&self.bias);
        let mut chosen = pool.scratch(pieces.len() * PIECES);
        let places = chosen.as_chunks_mut::<PIECES>().0.iter_mut().zip(pieces);
        for ((out, pieces), upstream) in places.zip(tensor::slice(&upstream)) {
            *out = [0.0; PIECES];
            out[largest(pieces)] = *upstream;
        }
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            add_transposed_matmul(
                pool,
                (input, inputs),
                (&chosen, columns),
                gradients.of(&self.weight),
            );
            kernels::add_column_sums(&chosen, gradients.of(&self.bias));
        }
        if wanted.input {
            let weight = pack_columns(pool, tensor::slice(&self.weight), (columns, inputs));
            matmul(
                pool,
                &chosen,
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
    use super::largest;

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
            ([infinity, -nan, 1.0], 1),
        ];
        for (pieces, place) in cases {
            assert_eq!(largest(&pieces), place, "{pieces:?}");
        }
    }
}
