//! A batch of rows on its way through a network, and the backward pass from its output.

use std::cell::Cell;
use std::rc::Rc;

use dfdx::prelude::{
    Backward, Merge, PutTape, Rank0, Shape, SplitTape, Tape as _, Trace, ZerosTensor,
};

use super::activation_mask::{ActivationMask, MaskMode};
use super::context::Context;
use super::layer_noise::LayerNoise;
use super::row_derivatives::RowDerivatives;
use super::shape::BatchShape;
use super::tape::{Operation, Pass, Tape};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use super::two_tapes;

/// N rows on their way through a network: their values, the operations recorded so far, and whether
/// anything before them needs a gradient. An operation whose input needs none and whose own
/// parameters are frozen records nothing.
///
/// One forward pass can be recorded twice (`with_parameter_tape`). Where G is updated
/// first and both players see the same fakes, D has not changed when its own update comes, so its
/// logits on the fakes need not be computed again: the first tape leads through D back to G, the
/// second, the parameter tape, to D's own parameters.
pub struct Batch<S: Shape> {
    pub(super) tensor: Tensor,
    pub(super) shape: S,
    pub(super) tape: Tape,
    pub(super) parameter_tape: Option<Tape>,
    pub(super) context: Context,
}

/// L2 norm of a gradient over a whole batch, which the backward pass fills in; 0 before it.
#[derive(Clone, Debug, Default)]
pub struct GradientNorm(Rc<Cell<f64>>);

impl GradientNorm {
    /// The norm.
    pub fn get(&self) -> f64 {
        self.0.get()
    }
}

impl<S: Shape> Batch<S> {
    /// Rows that need no gradient.
    pub(super) fn constant(tensor: Tensor, shape: S, context: Context) -> Self {
        Batch {
            tensor,
            shape,
            tape: Tape::default(),
            parameter_tape: None,
            context,
        }
    }

    /// The values, row after row.
    pub fn values(&self) -> &[f32] {
        tensor::slice(&self.tensor)
    }

    /// The values of rows that no operation has seen yet, to be changed.
    pub fn values_mut(&mut self) -> &mut [f32] {
        tensor::slice_mut(&mut self.tensor)
    }

    /// Number of rows N.
    pub fn rows(&self) -> usize {
        self.shape.concrete()[0]
    }

    /// Number of values of a row; 0 without rows.
    pub fn row_size(&self) -> usize {
        self.values().len() / self.rows().max(1)
    }

    /// The same rows as a constant: nothing before them receives a gradient.
    pub fn detach(&self) -> Self {
        Self::constant(self.tensor.clone(), self.shape, self.context.clone())
    }

    /// The same rows, which need a gradient: [`Batch::gradient`] of a copy has it after
    /// [`backward`].
    pub fn requiring_gradient(mut self) -> Self {
        self.tape.needs_gradient = true;
        self
    }

    /// Whether the rows, or anything before them, need a gradient.
    pub fn needs_gradient(&self) -> bool {
        self.tape.needs_gradient
    }

    /// Takes the gradient with respect to these rows out of the store.
    pub fn gradient(&self, gradients: &mut Gradients) -> Self {
        Self::constant(
            gradients.take(&self.tensor),
            self.shape,
            self.context.clone(),
        )
    }

    /// The same rows, and the norm of the gradient with respect to the first `width` values of each,
    /// known after [`backward`].
    pub fn measuring_gradient_norm(mut self, width: usize) -> (Self, GradientNorm) {
        let norm = GradientNorm::default();
        if self.tape.needs_gradient {
            let row = tensor::length(&self.tensor) / self.rows().max(1);
            let (tensor, measured) = (self.tensor.clone(), norm.clone());
            self.tape.operations.add_backward_op(move |gradients| {
                let rows = gradients.of(&tensor).chunks_exact(row.max(1));
                let squares: f64 = rows
                    .flat_map(|row| &row[..width])
                    .map(|value| f64::from(*value).powi(2))
                    .sum();
                measured.0.set(squares.sqrt());
                Ok(())
            });
        }
        (self, norm)
    }

    /// From here on random layers draw from `noise`.
    pub fn with_noise(mut self, noise: LayerNoise) -> Self {
        self.context.noise = Some(noise);
        self
    }

    /// From here on layers with kinks record in `mask` which side of them each unit is on.
    pub fn recording_mask(mut self, mask: &ActivationMask) -> Self {
        self.context.mask = Some(MaskMode::Record(mask.clone()));
        self
    }

    /// From here on units stay on the side of their kinks that `mask` says, whatever their input.
    /// The same layers must replay it that recorded it.
    pub fn replaying_mask(mut self, mask: &ActivationMask) -> Self {
        self.context.mask = Some(MaskMode::replay(mask));
        self
    }

    /// From here on operations are recorded twice: as the pass says, and on a parameter tape, with
    /// gradients for their parameters but none for these rows. [`Batch::take_parameter_tape`] ends
    /// it.
    pub fn with_parameter_tape(mut self) -> Self {
        self.parameter_tape = Some(Tape::default());
        self
    }

    /// The same, where the tape of these rows is run backwards before the parameter tape and nobody
    /// changes the network in between: the second pass uses what the first one has computed, if no
    /// layer mixes rows and the last one gives one value for each.
    pub fn with_shared_backward(self) -> Self {
        let mut batch = self.with_parameter_tape();
        if batch.tape.needs_gradient {
            let shared = RowDerivatives::new(batch.rows());
            let (rows, leaving) = (batch.tensor.clone(), shared.clone());
            batch.tape.operations.add_backward_op(move |gradients| {
                leaving.leave(gradients.of(&rows));
                Ok(())
            });
            batch.tape.shared = Some(shared);
        }
        batch
    }

    /// Whether operations are recorded on a parameter tape too.
    pub fn has_parameter_tape(&self) -> bool {
        self.parameter_tape.is_some()
    }

    /// The same values with the parameter tape in place of the first one.
    ///
    /// # Panics
    /// Without [`Batch::with_parameter_tape`] before it: a defect of the caller.
    pub fn take_parameter_tape(&mut self) -> Self {
        let tape = self.parameter_tape.take();
        let tape = tape.expect("a parameter tape was recorded");
        Batch {
            tape: Tape {
                shared: self.tape.shared.as_ref().map(RowDerivatives::of_parameters),
                ..tape
            },
            ..self.detach()
        }
    }

    /// `length` zeros, from the same cache of buffers.
    pub(super) fn zeros(&self, length: usize) -> Tensor {
        tensor::zeros_beside(&self.tensor, length)
    }

    /// `length` places for values, all of which the caller writes before it reads one.
    pub(super) fn unwritten(&self, length: usize) -> Tensor {
        tensor::unwritten_beside(&self.tensor, length)
    }

    /// The same values as rows of another shape.
    ///
    /// # Panics
    /// If there are not as many values: a defect of the caller.
    pub(super) fn reshape<O: Shape>(self, shape: O) -> Batch<O> {
        assert_eq!(
            shape.num_elements(),
            tensor::length(&self.tensor),
            "a reshaped batch keeps its values"
        );
        Batch {
            tensor: self.tensor,
            shape,
            tape: self.tape,
            parameter_tape: self.parameter_tape,
            context: self.context,
        }
    }

    /// The result `output` of an operation on these rows, of as many rows as it holds; `operation` is
    /// recorded if any of its gradients is needed.
    pub(super) fn record<O: BatchShape>(
        self,
        output: Tensor,
        pass: Pass,
        operation: impl Operation,
    ) -> Batch<O> {
        let shape = O::with_rows(tensor::length(&output) / O::ROW_SIZE);
        self.record_as(shape, output, pass, operation)
    }

    /// The same for an output whose shape is known at run time.
    pub(super) fn record_as<O: Shape>(
        mut self,
        shape: O,
        output: Tensor,
        pass: Pass,
        operation: impl Operation,
    ) -> Batch<O> {
        let tapes = (&mut self.tape, &mut self.parameter_tape);
        two_tapes::record(tapes, pass, operation, &output);
        Batch {
            shape,
            tensor: output,
            tape: self.tape,
            parameter_tape: self.parameter_tape,
            context: self.context,
        }
    }
}

/// Runs the recorded operations of several outputs backwards into one store of gradients.
///
/// Each output comes with d loss / d output, in the order of its values.
///
/// # Panics
/// If an output and its gradient differ in length: a defect of the caller.
pub fn backward<S: Shape>(outputs: Vec<(Batch<S>, Vec<f32>)>) -> Gradients {
    outputs
        .into_iter()
        .fold(Gradients::leaky(), |gradients, (output, seed)| {
            let Batch {
                tensor, mut tape, ..
            } = output;
            // dfdx runs a tape only from a scalar, so one that no operation reads carries it.
            let scalar: dfdx::prelude::Tensor<Rank0, f32, _> = tensor.device().zeros_like(&());
            let seed = match tape.shared {
                Some(shared) => shared.begin(&tensor, seed),
                None => Some(seed),
            };
            if let Some(seed) = seed {
                tape.operations.add_backward_op(move |gradients| {
                    gradients.sum(&tensor).values.copy_from_slice(&seed);
                    Ok(())
                });
            }
            let (scalar, started) = scalar.traced(gradients).split_tape();
            scalar.put_tape(started.merge(tape.operations)).backward()
        })
}
