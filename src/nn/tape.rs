//! What a forward pass records, so that gradients can be computed backwards from its output.
//!
//! A [`Pass`] is given explicitly at every call. dfdx decides by the type of tape, which makes it
//! easy to run G in the wrong mode, or to compute gradients that nobody uses.

use dfdx::prelude::{Cpu, Merge, OwnedTape, Tape as _};

use super::row_derivatives::RowDerivatives;
use super::tensor::Gradients;

/// What a network is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The network is trained: its own parameters receive gradients; normalisation uses the batch
    /// and updates its running statistics.
    Train,
    /// The other player is trained: gradients only pass through, and only where the input needs
    /// them. Normalisation uses the batch, and nothing of the network changes, except what
    /// `Batch::with_parameter_tape` counts as a pass of its own training.
    Frozen,
    /// Inference: normalisation uses its running statistics, nothing is recorded.
    Eval,
}

/// The gradients that are needed from an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WantedGradients {
    /// Those of its own parameters.
    pub parameters: bool,
    /// That of its input.
    pub input: bool,
}

/// The backward half of an operation. It shares the storage of what it needs; nothing is copied.
pub(super) trait Operation: Clone + 'static {
    /// Whether the operation has parameters.
    const HAS_PARAMETERS: bool;
    /// Whether each row of its output depends on the same row of its input and on no other.
    const ROW_WISE: bool = false;
    /// Adds the gradients that are wanted.
    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients);
}

/// The gradients that are needed from an operation on two inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WantedFromJoin {
    /// Those of its own parameters.
    pub parameters: bool,
    /// That of its first input.
    pub first: bool,
    /// That of its second input.
    pub second: bool,
}

/// The backward half of an operation on two inputs, at which two paths through a network meet.
pub(super) trait JoinOperation: Clone + 'static {
    /// Whether the operation has parameters.
    const HAS_PARAMETERS: bool;
    /// Adds the gradients that are wanted. Both inputs may be the same rows.
    fn backward(self, gradients: &mut Gradients, wanted: WantedFromJoin);
}

/// The operations recorded so far, and whether anything before the last one needs a gradient.
#[derive(Default)]
pub(super) struct Tape {
    pub operations: OwnedTape<f32, Cpu>,
    pub needs_gradient: bool,
    /// What this tape and another one of the same forward pass share.
    pub shared: Option<RowDerivatives>,
}

impl Tape {
    /// Records an operation, unless no gradient is needed from it.
    pub fn record<R: Operation>(&mut self, pass: Pass, operation: R) {
        if let Some(wanted) = self.want::<R>(pass) {
            self.operations.add_backward_op(move |gradients| {
                operation.backward(gradients, wanted);
                Ok(())
            });
        }
    }

    /// The gradients that are needed from the next operation, if any is.
    pub fn want<R: Operation>(&mut self, pass: Pass) -> Option<WantedGradients> {
        let wanted = WantedGradients {
            parameters: R::HAS_PARAMETERS && pass == Pass::Train,
            input: self.needs_gradient && pass != Pass::Eval,
        };
        self.needs_gradient = wanted.parameters || wanted.input;
        self.needs_gradient.then_some(wanted)
    }

    /// Takes over the operations of the path that meets this one, and records the operation at
    /// which they meet. dfdx runs operations backwards in the reverse order of their creation,
    /// whichever tape they came from.
    pub fn join<R: JoinOperation>(&mut self, other: Tape, pass: Pass, operation: R) {
        let wanted = WantedFromJoin {
            parameters: R::HAS_PARAMETERS && pass == Pass::Train,
            first: self.needs_gradient && pass != Pass::Eval,
            second: other.needs_gradient && pass != Pass::Eval,
        };
        // Two paths are not followed row by row.
        for shared in self.shared.iter().chain(&other.shared) {
            shared.refuse();
        }
        self.operations = std::mem::take(&mut self.operations).merge(other.operations);
        self.needs_gradient = wanted.parameters || wanted.first || wanted.second;
        if self.needs_gradient {
            self.operations.add_backward_op(move |gradients| {
                operation.backward(gradients, wanted);
                Ok(())
            });
        }
    }
}
