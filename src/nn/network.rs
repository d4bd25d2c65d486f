//! Networks as objects: where the types of layers end.
//!
//! Whatever trains, saves or exports a network needs to know no layer of it. It is compiled once, for
//! objects, instead of once for every model; a call costs nothing beside a forward pass.

use super::batch::Batch;
use super::layer::{Layer, TensorVisitor};
use super::modules::Modules;
use super::shape::BatchShape;
use super::tape::Pass;

/// Shape of a batch whose rows have a size that is known at run time: (N, values of a row).
pub type Rows = (usize, usize);

/// What has parameters and buffers.
pub trait Parameterized {
    /// Shows every parameter and buffer to `visitor`, always in the same order.
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor);
}

impl<L: Layer> Parameterized for L {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        self.visit(visitor);
    }
}

/// A network, whatever its layers.
pub trait Network: Parameterized {
    /// Number of values of a row that it takes.
    fn input_size(&self) -> usize;

    /// Number of values of a row that it gives.
    fn output_size(&self) -> usize;

    /// Size of the last dimension of its output: features, or channels of a map.
    fn output_channels(&self) -> usize;

    /// Whether applying it draws random numbers outside `Pass::Eval`.
    fn is_random(&self) -> bool;

    /// Applies it.
    ///
    /// # Panics
    /// If rows have another size: a defect of the caller.
    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows>;

    /// Adds to `modules` what it does in `Pass::Eval`, for other frameworks.
    fn describe_modules(&self, modules: &mut Modules);
}

impl<L: Layer<Input: BatchShape, Output: BatchShape>> Network for L {
    fn input_size(&self) -> usize {
        L::Input::ROW_SIZE
    }

    fn output_size(&self) -> usize {
        L::Output::ROW_SIZE
    }

    fn output_channels(&self) -> usize {
        L::Output::LAST_DIM
    }

    fn is_random(&self) -> bool {
        L::RANDOM
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        let shape = L::Input::with_rows(input.rows());
        let output = self.forward(input.reshape(shape), pass);
        let shape = (output.rows(), L::Output::ROW_SIZE);
        output.reshape(shape)
    }

    fn describe_modules(&self, modules: &mut Modules) {
        self.describe(modules);
    }
}
