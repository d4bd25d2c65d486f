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
        let chosen = tensor::slice(&mask).chunks_exact(PIECES).map(largest);
        let places = tensor::slice_mut(&mut output)
            .iter_mut()
            .zip(tensor::slice(&pieces).chunks_exact(PIECES));
        places
            .zip(chosen)
            .for_each(|((out, pieces), chosen)| *out = pieces[chosen]);
        let operation = MaxoutBackward {
            inputs: I,
            pieces: PIECES,
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

/// The place of the first largest value; a NaN wins, so that divergence is seen.
fn largest(pieces: &[f32]) -> usize {
    let larger = |best: usize, at: usize| {
        if pieces[at] > pieces[best] || pieces[at].is_nan() {
            at
        } else {
            best
        }
    };
    (0..pieces.len()).fold(0, larger)
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MaxoutBackward {
    inputs: usize,
    /// Number of pieces of an output.
    pieces: usize,
    input: Tensor,
    /// The pieces among which the largest is chosen.
    mask: Tensor,
    output: Tensor,
    weight: Tensor,
    bias: Tensor,
    context: Context,
}

impl Operation for MaxoutBackward {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, inputs) = (&self.context.pool, self.inputs);
        let upstream = gradients.take(&self.output);
        let pieces = tensor::slice(&self.mask).chunks_exact(self.pieces);
        let columns = tensor::length(&self.bias);
        let mut chosen = pool.scratch(pieces.len() * self.pieces);
        chosen.fill(0.0);
        let places = chosen.chunks_exact_mut(self.pieces).zip(pieces);
        for ((out, pieces), upstream) in places.zip(tensor::slice(&upstream)) {
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
