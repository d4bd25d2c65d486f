//! dtype, device and tape: the one file that names them.

use dfdx::prelude::{
    Backward, Cache, Const, Cpu, HasShape, Merge, OwnedTape, PutTape, Rank0, Shape, SplitTape, Tape, Tensor, Trace,
    ZerosTensor,
};

use super::storage;

/// Gradients by tensor, in dfdx's store.
pub type Gradients = dfdx::prelude::Gradients<f32, Cpu>;
/// A tensor of one shape on the CPU.
pub type Values<S> = Tensor<S, f32, Cpu>;
type Recording = OwnedTape<f32, Cpu>;

/// Shape of a batch of feature rows: (N, F).
pub type Features<const F: usize> = (usize, Const<F>);

/// The CPU with its own pool of buffers: after the first step of a training loop no tensor is allocated anew.
pub struct Device(Cpu);

impl Default for Device {
    fn default() -> Self {
        let cpu = Cpu::default();
        cpu.enable_cache();
        Device(cpu)
    }
}

impl Drop for Device {
    /// dfdx's pool frees nothing by itself: without this every finished run would leave its buffers behind.
    fn drop(&mut self) {
        self.0.disable_cache();
    }
}

impl Device {
    /// A batch that nobody differentiates, filled by `write`. The first dimension of `shape` is the number of rows.
    pub fn batch<S: Shape>(&self, shape: S, write: impl FnOnce(&mut [f32])) -> Batch<S> {
        let mut values: Values<S> = self.0.zeros_like(&shape);
        write(storage::slice_mut(&mut values));
        Batch { tensor: values, tape: Recording::default(), needs_gradient: false }
    }

    /// Zeros of a shape that is known at compile time.
    pub(super) fn zeros<S: Shape + Default>(&self) -> Values<S> {
        self.0.zeros_like(&S::default())
    }
}

/// Rows on their way through a network: their values, the operations recorded so far, and whether anything before
/// them needs a gradient. An operation whose input needs none and whose own parameters are frozen records nothing.
pub struct Batch<S: Shape> {
    pub(super) tensor: Values<S>,
    pub(super) needs_gradient: bool,
    tape: Recording,
}

impl<S: Shape> Batch<S> {
    /// The values, row after row.
    pub fn values(&self) -> &[f32] {
        storage::slice(&self.tensor)
    }

    /// Number of rows N.
    pub fn rows(&self) -> usize {
        self.tensor.shape().concrete()[0]
    }

    /// The same rows as a constant: nothing before them receives a gradient.
    pub fn detach(&self) -> Batch<S> {
        Batch { tensor: self.tensor.clone(), tape: Recording::default(), needs_gradient: false }
    }

    /// Zeros of another shape, from the same pool.
    pub(super) fn zeros<O: Shape>(&self, shape: O) -> Values<O> {
        self.tensor.device().zeros_like(&shape)
    }

    /// The result of an operation on `self`; `operation` is recorded if somebody needs its gradients.
    pub(super) fn then<O: Shape>(
        self,
        tensor: Values<O>,
        record: bool,
        operation: impl FnOnce(&mut Gradients) + 'static,
    ) -> Batch<O> {
        let mut tape = self.tape;
        if record {
            tape.add_backward_op(move |gradients| {
                operation(gradients);
                Ok(())
            });
        }
        Batch { tensor, tape, needs_gradient: record }
    }
}

/// Gradients as slices.
pub(super) trait GradientAccess {
    /// The gradient of `tensor`, zeros at first, to be added to.
    fn of<S: Shape>(&mut self, tensor: &Values<S>) -> &mut [f32];
    /// Lends the gradient of an operation's output while the gradients of its inputs are added to.
    fn with<S: Shape>(&mut self, tensor: &Values<S>, operation: impl FnOnce(&mut Self, &mut [f32]));
}

impl GradientAccess for Gradients {
    fn of<S: Shape>(&mut self, tensor: &Values<S>) -> &mut [f32] {
        self.get_or_alloc_mut(tensor).expect("memory for a gradient")
    }

    fn with<S: Shape>(&mut self, tensor: &Values<S>, operation: impl FnOnce(&mut Self, &mut [f32])) {
        let mut lent = std::mem::take(&mut **self.get_or_alloc_mut(tensor).expect("memory for a gradient"));
        operation(self, &mut lent);
        // Put back, not dropped: the pool takes a buffer back only through dfdx's own container.
        **self.get_or_alloc_mut(tensor).expect("the entry exists") = lent;
    }
}

/// Runs the recorded operations of several outputs backwards into one store of gradients.
///
/// Each output comes with d loss / d output, in the order of its values.
///
/// # Panics
/// If an output and its gradient differ in length: a defect of the caller.
pub fn backward<S: Shape>(outputs: Vec<(Batch<S>, Vec<f32>)>) -> Gradients {
    outputs.into_iter().fold(Gradients::leaky(), |gradients, (output, seed)| {
        let Batch { tensor, mut tape, .. } = output;
        // dfdx runs a tape only from a scalar, so one that no operation reads carries it.
        let scalar: Values<Rank0> = tensor.device().zeros_like(&());
        tape.add_backward_op(move |gradients| {
            gradients.of(&tensor).copy_from_slice(&seed);
            Ok(())
        });
        let (scalar, started) = scalar.traced(gradients).split_tape();
        scalar.put_tape(started.merge(tape)).backward()
    })
}

/// A batch's shape: N rows of a size that the type knows.
pub trait Rows: Shape {
    /// Number of values a row.
    const ROW: usize;
    /// The shape with `n` rows.
    fn of(n: usize) -> Self;
}

impl<const F: usize> Rows for Features<F> {
    const ROW: usize = F;
    fn of(n: usize) -> Self {
        (n, Const)
    }
}
