//! The factors that give every output channel of a modulated weight unit norm.

use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::convolution::Direction;
use crate::nn::matmul::{
    Finish, PackedMatrix, add_transposed_matmul, matmul, pack_columns, pack_rows,
};
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::shape::Features;
use crate::nn::tape::{Operation, Pass, WantedGradients};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};
use crate::nn::thread_pool::{Scratch, ThreadPool};

/// Added to the squared norm before the root.
const EPSILON: f32 = 1e-8;

/// Styles s (N, I) -> d (N, O), d_o = 1 / sqrt(sum over i and the kernel of (w_oi s_i)^2 + 1e-8).
/// The weight is (O, K, K, I) for a convolution, (I, K, K, O) for a transposed one.
pub(super) fn demodulate<const I: usize, const O: usize>(
    styles: Batch<Features<I>>,
    weight: (&ScaledTensor, Direction),
    pass: Pass,
) -> Batch<Features<O>> {
    let styles_and_context = (&styles.tensor, &styles.context);
    let operation = DemodulationBackward::forward(styles_and_context, weight, (I, O));
    styles.record(operation.output.clone(), pass, operation)
}

fn square(pool: &ThreadPool, values: &[f32]) -> Scratch {
    let mut squares = pool.scratch(values.len());
    let pairs = squares.iter_mut().zip(values);
    pairs.for_each(|(square, value)| *square = value * value);
    squares
}

/// The sum over the kernel of the squares of a weight: (O, I) or (I, O).
struct Squares {
    sums: Scratch,
    /// I and O.
    sizes: (usize, usize),
    direction: Direction,
}

impl Squares {
    /// Number of channels of the last dimension.
    fn inner((inputs, outputs): (usize, usize), direction: Direction) -> usize {
        match direction {
            Direction::Convolve => inputs,
            Direction::Transpose => outputs,
        }
    }

    fn of(pool: &ThreadPool, weight: &[f32], sizes: (usize, usize), direction: Direction) -> Self {
        let (inner, length) = (Self::inner(sizes, direction), sizes.0 * sizes.1);
        let mut sums = pool.scratch(length);
        sums.fill(0.0);
        let outer = weight.chunks_exact(weight.len() / length * inner);
        for (sums, taps) in sums.chunks_exact_mut(inner).zip(outer) {
            for tap in taps.chunks_exact(inner) {
                let pairs = sums.iter_mut().zip(tap);
                pairs.for_each(|(sum, value)| *sum += value * value);
            }
        }
        Self {
            sums,
            sizes,
            direction,
        }
    }

    /// The matrix from I inputs to O outputs.
    fn inputs_to_outputs(&self, pool: &ThreadPool) -> PackedMatrix {
        let (_, outputs) = self.sizes;
        match self.direction {
            Direction::Convolve => pack_columns(pool, &self.sums, self.sizes),
            Direction::Transpose => pack_rows(pool, &self.sums, self.sizes, |row| row * outputs),
        }
    }

    /// The matrix from O outputs to I inputs.
    fn outputs_to_inputs(&self, pool: &ThreadPool) -> PackedMatrix {
        let (inputs, outputs) = self.sizes;
        match self.direction {
            Direction::Convolve => {
                pack_rows(pool, &self.sums, (outputs, inputs), |row| row * inputs)
            }
            Direction::Transpose => pack_columns(pool, &self.sums, (outputs, inputs)),
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct DemodulationBackward {
    /// I and O.
    sizes: (usize, usize),
    styles: Tensor,
    output: Tensor,
    weight: ScaledTensor,
    /// The weight as it was used.
    scaled: Tensor,
    direction: Direction,
    context: Context,
}

impl DemodulationBackward {
    /// The factors, and what their gradient needs.
    fn forward(
        (styles, context): (&Tensor, &Context),
        (weight, direction): (&ScaledTensor, Direction),
        (inputs, outputs): (usize, usize),
    ) -> Self {
        let (pool, values) = (&context.pool, tensor::slice(styles));
        let scaled = weight.scaled(styles);
        let sizes = (inputs, outputs);
        let squares = Squares::of(pool, tensor::slice(&scaled), sizes, direction);
        let squared_styles = square(pool, values);
        let mut output = tensor::unwritten_beside(styles, values.len() / inputs * outputs);
        let norms = tensor::slice_mut(&mut output);
        let packed = squares.inputs_to_outputs(pool);
        let replace = Finish::REPLACE;
        matmul(
            pool,
            &squared_styles,
            inputs,
            &packed,
            norms,
            outputs,
            replace,
        );
        let inverse = |norm: &mut f32| *norm = 1.0 / (*norm + EPSILON).sqrt();
        norms.iter_mut().for_each(inverse);
        Self {
            sizes,
            styles: styles.clone(),
            output,
            weight: weight.clone(),
            scaled,
            direction,
            context: context.clone(),
        }
    }

    /// d_norm = -d^3 / 2 d_d: the gradient of the squared norms, in place.
    fn of_norms(&self, upstream: &mut [f32]) {
        let pairs = upstream.iter_mut().zip(tensor::slice(&self.output));
        pairs.for_each(|(upstream, factor)| *upstream *= -0.5 * factor * factor * factor);
    }

    /// `gradient` += 2 w times the gradient of the sums of squares.
    fn add_weight_gradient(&self, of_squares: &[f32], gradient: &mut [f32]) {
        let inner = Squares::inner(self.sizes, self.direction);
        let outer = gradient.len() / (self.sizes.0 * self.sizes.1) * inner;
        let weight = tensor::slice(&self.scaled).chunks_exact(outer);
        let rows = gradient.chunks_exact_mut(outer).zip(weight);
        for ((gradient, weight), of_squares) in rows.zip(of_squares.chunks_exact(inner)) {
            let taps = gradient
                .chunks_exact_mut(inner)
                .zip(weight.chunks_exact(inner));
            for (gradient, weight) in taps {
                for ((gradient, weight), of_square) in
                    gradient.iter_mut().zip(weight).zip(of_squares)
                {
                    *gradient += 2.0 * weight * of_square;
                }
            }
        }
    }
}

impl Operation for DemodulationBackward {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, (i, o)) = (&self.context.pool, self.sizes);
        let mut upstream = gradients.take(&self.output);
        let upstream = tensor::slice_mut(&mut upstream);
        self.of_norms(upstream);
        let styles = tensor::slice(&self.styles);
        if wanted.parameters {
            let squared_styles = square(pool, styles);
            let mut of_squares = pool.scratch(i * o);
            of_squares.fill(0.0);
            let (inputs, outputs) = ((&*squared_styles, i), (&*upstream, o));
            match self.direction {
                Direction::Convolve => {
                    add_transposed_matmul(pool, outputs, inputs, &mut of_squares)
                }
                Direction::Transpose => {
                    add_transposed_matmul(pool, inputs, outputs, &mut of_squares)
                }
            }
            self.weight.add_gradient(pool, gradients, |gradient| {
                self.add_weight_gradient(&of_squares, gradient.zeroed())
            });
        }
        if wanted.input {
            let weight = tensor::slice(&self.scaled);
            let squares = Squares::of(pool, weight, self.sizes, self.direction);
            let packed = squares.outputs_to_inputs(pool);
            let mut of_squared_styles = pool.scratch(styles.len());
            matmul(
                pool,
                upstream,
                o,
                &packed,
                &mut of_squared_styles,
                i,
                Finish::REPLACE,
            );
            let gradient = gradients.of(&self.styles).iter_mut();
            for ((gradient, of_square), style) in gradient.zip(&*of_squared_styles).zip(styles) {
                *gradient += 2.0 * style * of_square;
            }
        }
    }
}
