//! Networks that are graphs: paths that fork from the same rows and meet again.
//!
//! A graph lives inside one layer with typed fields. Its forward pass forks a batch, runs each path
//! through layers of its own, and joins them; nothing outside the layer sees more than one input
//! and one output. A fork is the same tensor with an empty tape, so gradients of all paths are
//! summed in the store under a key that copies of it share. A join merges the tapes. Whether a
//! gradient is needed is known path by path: a path on which nobody needs one records nothing.
//!
//! Masks and noise go with the batch: paths share what their batch was given, in the order in which
//! the layer runs them, which is the same in every pass.

mod concat;
mod inner_product;
mod projection;
mod residual;
mod weighted_sum;

pub use concat::{Concat, ConcatRows};
pub use projection::Projection;
pub use residual::{Residual, Sum};

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::shape::BatchShape;
use super::tape::{JoinOperation, Pass, Tape};
use super::tensor::{self, Tensor};

impl<S: Shape> Batch<S> {
    /// The same rows as the beginning of another path. This batch keeps the operations before
    /// them, so it must reach the output too.
    pub(super) fn fork(&self) -> Self {
        let empty = |tape: &Tape| Tape {
            needs_gradient: tape.needs_gradient,
            ..Tape::default()
        };
        Batch {
            tensor: self.tensor.clone(),
            shape: self.shape,
            tape: empty(&self.tape),
            parameter_tape: self.parameter_tape.as_ref().map(empty),
            context: self.context.clone(),
        }
    }

    /// The same rows as the beginning of a path through which they receive no gradient, such as one
    /// that begins with a learned constant. Unlike after [`Batch::detach`], the path is still
    /// recorded on a parameter tape where the batch has one.
    pub(super) fn source(&self) -> Self {
        Batch {
            tensor: self.tensor.clone(),
            shape: self.shape,
            tape: Tape::default(),
            parameter_tape: self.parameter_tape.as_ref().map(|_| Tape::default()),
            context: self.context.clone(),
        }
    }

    /// The result `output` of an operation on these rows and on those of another path; `operation`
    /// is recorded if any of its gradients is needed.
    pub(super) fn join<T: Shape, O: BatchShape>(
        self,
        other: Batch<T>,
        output: Tensor,
        pass: Pass,
        operation: impl JoinOperation,
    ) -> Batch<O> {
        let shape = O::with_rows(tensor::length(&output) / O::ROW_SIZE);
        self.join_as(other, (shape, output), pass, operation)
    }

    /// The same for an output whose shape is known at run time.
    pub(super) fn join_as<T: Shape, O: Shape>(
        self,
        other: Batch<T>,
        (shape, output): (O, Tensor),
        pass: Pass,
        operation: impl JoinOperation,
    ) -> Batch<O> {
        let (tape, parameter_tape) = join(
            (self.tape, self.parameter_tape),
            (other.tape, other.parameter_tape),
            pass,
            operation,
        );
        Batch {
            shape,
            tensor: output,
            tape,
            parameter_tape,
            context: self.context,
        }
    }
}

/// A batch's tape and its parameter tape.
type Tapes = (Tape, Option<Tape>);

/// Records the operation at which two paths meet.
fn join<R: JoinOperation>(first: Tapes, second: Tapes, pass: Pass, operation: R) -> Tapes {
    let parameter_tape = match (first.1, second.1) {
        (None, None) => None,
        (first, second) => {
            let mut tape = first.unwrap_or_default();
            tape.join(second.unwrap_or_default(), Pass::Train, operation.clone());
            Some(tape)
        }
    };
    let mut tape = first.0;
    tape.join(second.0, pass, operation);
    (tape, parameter_tape)
}
