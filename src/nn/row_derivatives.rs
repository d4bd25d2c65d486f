//! One backward pass through D for the losses of both players.
//!
//! Where no layer mixes rows and D gives one logit for each, the derivative of a loss by row i of any
//! layer's output u is (d loss / d logit_i) (d logit_i / d u). So the pass that leads through D to G
//! begins with ones, and is multiplied by the derivatives of G's loss where it leaves D. On its way it
//! keeps d logit / d u behind every layer with parameters; D's own pass multiplies them by the
//! derivatives of its loss, and has no gradients of inputs to compute.
//!
//! Whether a layer mixes rows is detected while its operation is recorded (`Operation::ROW_WISE`). Where one
//! does, or the pass through D is not run first, both passes are as they would be without this.

use std::cell::RefCell;
use std::rc::Rc;

use super::kernels;
use super::tensor::{self, Tensor};

/// What two tapes of one forward pass share: one that leads through the network, and that of its
/// parameters.
#[derive(Clone)]
pub(super) struct RowDerivatives {
    state: Rc<RefCell<State>>,
    is_of_parameters: bool,
}

struct State {
    rows: usize,
    /// Whether every operation so far is row-wise and recorded on both tapes, and neither was run.
    is_shareable: bool,
    /// The derivatives of the loss of the pass through the network by its logits, once it has begun.
    through: Option<Vec<f32>>,
    /// Those of the loss whose pass ends in the parameters.
    own: Vec<f32>,
    /// The derivatives of the logits by the outputs of all operations, known of those with parameters.
    kept: Vec<Option<Tensor>>,
}

impl RowDerivatives {
    /// For a batch with this number of rows.
    pub fn new(rows: usize) -> Self {
        let state = State {
            rows,
            is_shareable: true,
            through: None,
            own: Vec::new(),
            kept: Vec::new(),
        };
        Self {
            state: Rc::new(RefCell::new(state)),
            is_of_parameters: false,
        }
    }

    /// The same for the tape of the parameters.
    pub fn of_parameters(&self) -> Self {
        Self {
            state: self.state.clone(),
            is_of_parameters: true,
        }
    }

    /// Nothing is shared: an operation is not row-wise.
    pub fn refuse(&self) {
        self.state.borrow_mut().is_shareable = false;
    }

    /// Where the derivatives by the output of another operation are kept.
    pub fn next_place(&self) -> usize {
        let kept = &mut self.state.borrow_mut().kept;
        kept.push(None);
        kept.len() - 1
    }

    /// Begins the backward pass of this tape with the derivatives of its loss by the outputs. Returns
    /// what flows back from them; `None`: nothing, because the derivatives by them are known.
    pub fn begin(&self, outputs: &Tensor, seed: Vec<f32>) -> Option<Vec<f32>> {
        let mut state = self.state.borrow_mut();
        if self.is_of_parameters {
            if state.through.is_none() {
                // Too late for the other pass to keep anything.
                state.is_shareable = false;
                return Some(seed);
            }
            state.own = seed;
            return None;
        }
        if !state.is_shareable || tensor::length(outputs) != state.rows {
            return Some(seed);
        }
        let ones = vec![1.0; seed.len()];
        state.through = Some(seed);
        Some(ones)
    }

    /// Makes derivatives of the logits by the rows of the batch into those of the loss of the pass
    /// through the network.
    pub fn leave(&self, gradient: &mut [f32]) {
        let state = self.state.borrow();
        let Some(through) = &state.through else {
            return;
        };
        let width = gradient.len() / state.rows;
        for (row, factor) in gradient.chunks_exact_mut(width).zip(through) {
            kernels::scale(row, *factor);
        }
    }

    /// Whether the pass through the network has begun, row by row.
    pub fn has_begun(&self) -> bool {
        self.state.borrow().through.is_some()
    }

    /// Keeps the derivatives by an operation's output.
    pub fn keep(&self, place: usize, output: &Tensor, derivatives: &[f32]) {
        let mut kept = tensor::unwritten_beside(output, derivatives.len());
        tensor::slice_mut(&mut kept).copy_from_slice(derivatives);
        self.state.borrow_mut().kept[place] = Some(kept);
    }

    /// Writes the derivatives of the loss of the parameters' pass by an operation's output.
    pub fn write_own(&self, place: usize, gradient: &mut [f32]) {
        let mut state = self.state.borrow_mut();
        let kept = state.kept[place].take();
        let kept = kept.expect("both tapes are run backwards once");
        let width = gradient.len() / state.rows;
        let rows = gradient.chunks_exact_mut(width);
        let kept = tensor::slice(&kept).chunks_exact(width);
        for ((row, kept), factor) in rows.zip(kept).zip(&state.own) {
            kernels::write_scaled(row, *factor, kept);
        }
    }
}
