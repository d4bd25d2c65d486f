//! Maxout (Goodfellow et al. 2013).

use dfdx::prelude::Const;

use super::batch::{
    Batch, Context, Features, GradientAccess, Gradients, Operation, Values, Wanted,
};
use super::initializer::Initializer;
use super::layer::{Layer, Pass, Visitor};
use super::product::{add_product_of_columns, pack_columns, pack_rows, product};
use super::{kernels, storage};

type Weight<const I: usize, const O: usize, const PIECES: usize> =
    Values<(Const<I>, Const<O>, Const<PIECES>)>;
type Bias<const O: usize, const PIECES: usize> = Values<(Const<O>, Const<PIECES>)>;
/// The values of all pieces: (N, O, PIECES).
type Pieces<const O: usize, const PIECES: usize> = (usize, Const<O>, Const<PIECES>);

/// y = max over pieces of (x W + b): (N, I) -> (N, O). W is (I, O, PIECES); the first of equal
/// pieces has the gradient.
pub struct Maxout<const I: usize, const O: usize, const PIECES: usize> {
    weight: Weight<I, O, PIECES>,
    bias: Bias<O, PIECES>,
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
        let (mut weight, mut bias) = (initializer.device.zeros(), initializer.device.zeros());
        initializer.weight(I, I, storage::slice_mut(&mut weight));
        initializer.bias(I, storage::slice_mut(&mut bias));
        Self { weight, bias }
    }

    fn forward(&mut self, input: Batch<Features<I>>, pass: Pass) -> Batch<Features<O>> {
        let workers = &input.context.workers;
        let mut pieces: Values<Pieces<O, PIECES>> = input.zeros((input.rows(), Const, Const));
        let all = storage::slice_mut(&mut pieces);
        let columns = O * PIECES;
        let weight = pack_rows(workers, storage::slice(&self.weight), (I, columns), |row| {
            row * columns
        });
        product(workers, input.values(), I, &weight, all, columns, false);
        kernels::add_bias_leaky_relu(all, storage::slice(&self.bias), 1.0);
        let followed = input.context.followed::<Values<Pieces<O, PIECES>>>();
        let pattern = followed.unwrap_or_else(|| pieces.clone());
        input.context.keep(&pattern);
        let mut output = input.zeros((input.rows(), Const));
        let chosen = storage::slice(&pattern).chunks_exact(PIECES).map(largest);
        let places = storage::slice_mut(&mut output)
            .iter_mut()
            .zip(storage::slice(&pieces).chunks_exact(PIECES));
        places
            .zip(chosen)
            .for_each(|((out, pieces), chosen)| *out = pieces[chosen]);
        let operation = Recorded {
            input: input.tensor.clone(),
            pattern,
            output: output.clone(),
            weight: self.weight.clone(),
            bias: self.bias.clone(),
            context: input.context.clone(),
        };
        input.then(output, pass, operation)
    }

    fn visit<V: Visitor>(&mut self, visitor: &mut V) {
        visitor.parameter("weight", &mut self.weight);
        visitor.parameter("bias", &mut self.bias);
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

#[derive(Clone)]
struct Recorded<const I: usize, const O: usize, const PIECES: usize> {
    input: Values<Features<I>>,
    /// The pieces among which the largest is chosen.
    pattern: Values<Pieces<O, PIECES>>,
    output: Values<Features<O>>,
    weight: Weight<I, O, PIECES>,
    bias: Bias<O, PIECES>,
    context: Context,
}

impl<const I: usize, const O: usize, const PIECES: usize> Operation for Recorded<I, O, PIECES> {
    const PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: Wanted) {
        let workers = &self.context.workers;
        let upstream = gradients.take(&self.output);
        let pieces = storage::slice(&self.pattern).chunks_exact(PIECES);
        let columns = O * PIECES;
        let mut chosen = workers.scratch(pieces.len() * PIECES);
        chosen.fill(0.0);
        let places = chosen.chunks_exact_mut(PIECES).zip(pieces);
        for ((out, pieces), upstream) in places.zip(storage::slice(&upstream)) {
            out[largest(pieces)] = *upstream;
        }
        if wanted.parameters {
            let input = storage::slice(&self.input);
            add_product_of_columns(
                workers,
                (input, I),
                (&chosen, columns),
                gradients.of(&self.weight),
            );
            kernels::add_column_sums(&chosen, gradients.of(&self.bias));
        }
        if wanted.input {
            let weight = pack_columns(workers, storage::slice(&self.weight), (columns, I));
            product(
                workers,
                &chosen,
                columns,
                &weight,
                gradients.of(&self.input),
                I,
                true,
            );
        }
    }
}
