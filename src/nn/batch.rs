//! dtype, device and tape: the one file that names them.

use std::cell::Cell;
use std::rc::Rc;

use dfdx::prelude::{
    Backward, Cache, Const, Cpu, HasShape, Merge, OwnedTape, PutTape, Rank0, Shape, SplitTape,
    Tape, Tensor, TensorFromVec, Trace, ZerosTensor,
};

use super::layer::Pass;
use super::noise::Noise;
use super::pattern::Role;
use super::product::Workers;
use super::storage;

/// Gradients by tensor, in dfdx's store.
pub type Gradients = dfdx::prelude::Gradients<f32, Cpu>;
/// A tensor of one shape on the CPU.
pub type Values<S> = Tensor<S, f32, Cpu>;
type Recording = OwnedTape<f32, Cpu>;

/// Shape of a batch of feature rows: (N, F).
pub type Features<const F: usize> = (usize, Const<F>);
/// Shape of a batch of square maps, channels last: (N, S, S, C).
pub type Maps<const S: usize, const C: usize> = (usize, Const<S>, Const<S>, Const<C>);

/// The CPU with its own pool of buffers: after the first steps of a training loop no tensor is
/// allocated anew.
pub struct Device {
    cpu: Cpu,
    workers: Workers,
}

impl Device {
    /// Computes with these workers.
    pub fn new(workers: Workers) -> Self {
        let cpu = Cpu::default();
        cpu.enable_cache();
        Device { cpu, workers }
    }
}

impl Default for Device {
    /// One thread.
    fn default() -> Self {
        Device::new(Workers::new(1))
    }
}

impl Drop for Device {
    /// dfdx's pool frees nothing by itself: without this every finished run would leave its buffers
    /// behind.
    fn drop(&mut self) {
        self.cpu.disable_cache();
    }
}

impl Device {
    /// A batch that nobody differentiates, filled by `write`. The first dimension of `shape` is the
    /// number of rows.
    pub fn batch<S: Shape>(&self, shape: S, write: impl FnOnce(&mut [f32])) -> Batch<S> {
        let mut tensor: Values<S> = self.cpu.zeros_like(&shape);
        write(storage::slice_mut(&mut tensor));
        Batch {
            tensor,
            needs_gradient: false,
            tape: Recording::default(),
            aside: None,
            context: self.context(),
        }
    }

    fn context(&self) -> Context {
        Context {
            workers: self.workers.clone(),
            noise: None,
            pattern: None,
        }
    }

    /// Zeros of a shape that is known at compile time.
    pub(super) fn zeros<S: Shape + Default>(&self) -> Values<S> {
        self.cpu.zeros_like(&S::default())
    }
}

/// What an operation computes with.
#[derive(Clone)]
pub(super) struct Context {
    pub workers: Workers,
    pub noise: Option<Noise>,
    pub pattern: Option<Role>,
}

/// Rows on their way through a network: their values, the operations recorded so far, and whether
/// anything before them needs a gradient. An operation whose input needs none and whose own
/// parameters are frozen records nothing.
pub struct Batch<S: Shape> {
    pub(super) tensor: Values<S>,
    pub(super) needs_gradient: bool,
    tape: Recording,
    aside: Option<Aside>,
    pub(super) context: Context,
}

/// A second recording of the same operations, for the network's own turn.
struct Aside {
    tape: Recording,
    needs_gradient: bool,
}

/// L2 norm of a gradient, over a whole batch; 0 before it has passed.
#[derive(Clone, Debug, Default)]
pub struct GradientNorm(Rc<Cell<f64>>);

impl GradientNorm {
    /// The norm.
    pub fn get(&self) -> f64 {
        self.0.get()
    }
}

/// The gradients that somebody needs of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Of its own parameters.
    pub parameters: bool,
    /// Of its input.
    pub input: bool,
}

/// The backward half of an operation. It shares the storage of what it needs; nothing is copied.
pub(super) trait Operation: Clone + 'static {
    /// Whether the operation has parameters.
    const PARAMETERS: bool;
    /// Adds the gradients that are wanted.
    fn backward(self, gradients: &mut Gradients, wanted: Wanted);
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
        let (tensor, context) = (self.tensor.clone(), self.context.clone());
        Batch {
            tensor,
            needs_gradient: false,
            tape: Recording::default(),
            aside: None,
            context,
        }
    }

    /// The same rows with a gradient wanted: [`Batch::gradient`] of a copy has it after
    /// [`backward`].
    pub fn requiring_gradient(mut self) -> Self {
        self.needs_gradient = true;
        self
    }

    /// Takes the gradient with respect to these rows out of the store.
    pub fn gradient(&self, gradients: &mut Gradients) -> Batch<S> {
        let (tensor, context) = (gradients.take(&self.tensor), self.context.clone());
        Batch {
            tensor,
            needs_gradient: false,
            tape: Recording::default(),
            aside: None,
            context,
        }
    }

    /// The same rows; the norm of the gradient that comes back to them is known once it has passed.
    pub fn measuring_gradient(mut self) -> (Self, GradientNorm) {
        let norm = GradientNorm::default();
        if self.needs_gradient {
            let (tensor, measured) = (self.tensor.clone(), norm.clone());
            self.tape.add_backward_op(move |gradients| {
                let squares: f64 = gradients
                    .of(&tensor)
                    .iter()
                    .map(|value| f64::from(*value).powi(2))
                    .sum();
                measured.0.set(squares.sqrt());
                Ok(())
            });
        }
        (self, norm)
    }

    /// The values of rows that no operation has seen yet, to be changed.
    pub fn values_mut(&mut self) -> &mut [f32] {
        storage::slice_mut(&mut self.tensor)
    }

    /// From here on random layers draw from `noise`.
    pub fn with_noise(mut self, noise: Noise) -> Self {
        self.context.noise = Some(noise);
        self
    }

    /// From here on operations are recorded twice: as the pass says, and aside with gradients for
    /// their parameters but none for these rows. [`Batch::take_aside`] ends it: one forward pass
    /// then serves both players' turns.
    pub fn recording_aside(mut self) -> Self {
        self.aside = Some(Aside {
            tape: Recording::default(),
            needs_gradient: false,
        });
        self
    }

    /// Whether operations are recorded aside.
    pub fn records_aside(&self) -> bool {
        self.aside.is_some()
    }

    /// The same values with what was recorded aside.
    ///
    /// # Panics
    /// Without [`Batch::recording_aside`] before it: a defect of the caller.
    pub fn take_aside(&mut self) -> Batch<S> {
        let Aside {
            tape,
            needs_gradient,
        } = self.aside.take().expect("something was recorded aside");
        Batch {
            tensor: self.tensor.clone(),
            needs_gradient,
            tape,
            aside: None,
            context: self.context.clone(),
        }
    }

    /// Zeros of another shape, from the same pool.
    pub(super) fn zeros<O: Shape>(&self, shape: O) -> Values<O> {
        self.tensor.device().zeros_like(&shape)
    }

    /// The result of an operation on `self`; `operation` is recorded if somebody needs its
    /// gradients.
    pub(super) fn then<O: Shape, R: Operation>(
        mut self,
        tensor: Values<O>,
        pass: Pass,
        operation: R,
    ) -> Batch<O> {
        if let Some(aside) = &mut self.aside {
            let wanted = Wanted {
                parameters: R::PARAMETERS,
                input: aside.needs_gradient,
            };
            aside.needs_gradient = record(&mut aside.tape, wanted, operation.clone());
        }
        let parameters = R::PARAMETERS && pass == Pass::Train;
        let wanted = Wanted {
            parameters,
            input: self.needs_gradient && pass != Pass::Eval,
        };
        let needs_gradient = record(&mut self.tape, wanted, operation);
        Batch {
            tensor,
            needs_gradient,
            tape: self.tape,
            aside: self.aside,
            context: self.context,
        }
    }
}

/// Puts an operation on a tape if anything is wanted of it, and says whether it was.
fn record<R: Operation>(tape: &mut Recording, wanted: Wanted, operation: R) -> bool {
    let record = wanted.parameters || wanted.input;
    if record {
        tape.add_backward_op(move |gradients| {
            operation.backward(gradients, wanted);
            Ok(())
        });
    }
    record
}

/// Gradients as slices.
pub(super) trait GradientAccess {
    /// The gradient of `tensor`, zeros at first, to be added to.
    fn of<S: Shape>(&mut self, tensor: &Values<S>) -> &mut [f32];
    /// Takes the gradient of an operation's output, which nobody needs after the operation.
    fn take<S: Shape>(&mut self, tensor: &Values<S>) -> Values<S>;
}

impl GradientAccess for Gradients {
    fn of<S: Shape>(&mut self, tensor: &Values<S>) -> &mut [f32] {
        self.get_or_alloc_mut(tensor)
            .expect("memory for a gradient")
    }

    fn take<S: Shape>(&mut self, tensor: &Values<S>) -> Values<S> {
        let taken = std::mem::take(
            &mut **self
                .get_or_alloc_mut(tensor)
                .expect("memory for a gradient"),
        );
        // As a tensor again, so that the buffer returns to the pool when the operation is done with
        // it.
        tensor.device().tensor_from_vec(taken, *tensor.shape())
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
    /// Number of values of the last dimension: features, or the channels of a position.
    const LAST: usize;
    /// The shape with `n` rows.
    fn of(n: usize) -> Self;
}

impl<const F: usize> Rows for Features<F> {
    const ROW: usize = F;
    const LAST: usize = F;
    fn of(n: usize) -> Self {
        (n, Const)
    }
}

impl<const S: usize, const C: usize> Rows for Maps<S, C> {
    const ROW: usize = S * S * C;
    const LAST: usize = C;
    fn of(n: usize) -> Self {
        (n, Const, Const, Const)
    }
}
