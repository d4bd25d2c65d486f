//! Two paths side by side.

use std::marker::PhantomData;

use crate::nn::batch::Batch;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::Modules;
use crate::nn::shape::BatchShape;
use crate::nn::tape::{JoinOperation, Pass, WantedFromJoin};
use crate::nn::tensor::{self, GradientAccess, Gradients, Tensor};

impl<S: BatchShape> Batch<S> {
    /// Position by position, these channels and then those of another path: (N, S, S, A) and (N, S,
    /// S, B) -> (N, S, S, A + B), or features (N, A) and (N, B) -> (N, A + B).
    pub(in crate::nn) fn concat<T: BatchShape, O: BatchShape>(
        self,
        other: Batch<T>,
        pass: Pass,
    ) -> Batch<O> {
        const {
            assert!(
                O::LAST_DIM == S::LAST_DIM + T::LAST_DIM
                    && O::ROW_SIZE == S::ROW_SIZE + T::ROW_SIZE,
                "concatenation puts the channels of both paths side by side"
            );
        }
        self.interleave(other, (S::LAST_DIM, T::LAST_DIM), pass)
    }

    /// Row by row, these values and then those of another path, whatever their shapes.
    pub(in crate::nn) fn concat_rows<T: BatchShape, O: BatchShape>(
        self,
        other: Batch<T>,
        pass: Pass,
    ) -> Batch<O> {
        const {
            assert!(
                O::ROW_SIZE == S::ROW_SIZE + T::ROW_SIZE,
                "a row holds the values of both paths"
            );
        }
        self.interleave(other, (S::ROW_SIZE, T::ROW_SIZE), pass)
    }

    fn interleave<T: BatchShape, O: BatchShape>(
        self,
        other: Batch<T>,
        widths: (usize, usize),
        pass: Pass,
    ) -> Batch<O> {
        assert_eq!(self.rows(), other.rows(), "both paths have the same rows");
        let mut output = self.unwritten(self.values().len() + other.values().len());
        let both = tensor::slice_mut(&mut output);
        interleave(self.values(), other.values(), widths, both);
        let operation = ConcatBackward {
            first: self.tensor.clone(),
            second: other.tensor.clone(),
            widths,
            output: output.clone(),
        };
        self.join(other, output, pass, operation)
    }
}

/// Pieces of two widths in turns.
fn interleave(first: &[f32], second: &[f32], widths: (usize, usize), both: &mut [f32]) {
    let parts = first
        .chunks_exact(widths.0)
        .zip(second.chunks_exact(widths.1));
    let both = both.chunks_exact_mut(widths.0 + widths.1);
    for (out, (first, second)) in both.zip(parts) {
        out[..widths.0].copy_from_slice(first);
        out[widths.0..].copy_from_slice(second);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct ConcatBackward {
    first: Tensor,
    second: Tensor,
    widths: (usize, usize),
    output: Tensor,
}

impl JoinOperation for ConcatBackward {
    const HAS_PARAMETERS: bool = false;

    fn backward(self, gradients: &mut Gradients, wanted: WantedFromJoin) {
        let upstream = gradients.take(&self.output);
        let both = || tensor::slice(&upstream).chunks_exact(self.widths.0 + self.widths.1);
        if wanted.first {
            let parts = both().map(|both| &both[..self.widths.0]);
            add_parts(gradients.of(&self.first), self.widths.0, parts);
        }
        if wanted.second {
            let parts = both().map(|both| &both[self.widths.0..]);
            add_parts(gradients.of(&self.second), self.widths.1, parts);
        }
    }
}

fn add_parts<'a>(gradient: &mut [f32], width: usize, parts: impl Iterator<Item = &'a [f32]>) {
    for (gradient, part) in gradient.chunks_exact_mut(width).zip(parts) {
        gradient
            .iter_mut()
            .zip(part)
            .for_each(|(gradient, part)| *gradient += part);
    }
}

/// Two paths from the same rows, whose outputs a function of [`Batch`] puts side by side.
macro_rules! two_paths {
    ($(#[$about:meta])+ $layer:ident by $join:ident $(, described by $describe:ident)?) => {
        $(#[$about])+
        pub struct $layer<A, B, O> {
            first: A,
            second: B,
            output: PhantomData<O>,
        }

        impl<A, B, O: BatchShape> Layer for $layer<A, B, O>
        where
            A: Layer<Output: BatchShape>,
            B: Layer<Input = A::Input, Output: BatchShape>,
        {
            type Input = A::Input;
            type Output = O;
            const RANDOM: bool = A::RANDOM || B::RANDOM;

            fn new(initializer: &mut Initializer) -> Self {
                Self {
                    first: A::new(initializer),
                    second: B::new(initializer),
                    output: PhantomData,
                }
            }

            fn forward(&mut self, input: Batch<A::Input>, pass: Pass) -> Batch<O> {
                let first = self.first.forward(input.fork(), pass);
                let second = self.second.forward(input, pass);
                first.$join(second, pass)
            }

            fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
                visitor.within(0, |visitor| self.first.visit(visitor));
                visitor.within(1, |visitor| self.second.visit(visitor));
            }

            $(
                /// The finest image comes first in a row, and is the sample that others are told of.
                fn describe(&self, modules: &mut Modules) {
                    self.$describe.describe(modules);
                }
            )?
        }
    };
}

two_paths! {
    /// The channels of a(x) and then those of b(x), for batches of shape `O`: a skip connection that
    /// keeps both paths apart.
    Concat by concat
}

two_paths! {
    /// The values of each row of a(x) and then those of b(x), whatever their shapes: several outputs
    /// in one row of shape `O`.
    ConcatRows by concat_rows, described by first
}
