//! What leaves training: rows, samples, states.

use super::latent_space::LatentSpace;
use crate::metrics::MetricValues;
use crate::state_dict::StateTensor;

/// One row of `steps.parquet`, whose columns are in [`STEP_COLUMNS`](super::STEP_COLUMNS). With
/// extragradient it is about the point further on, whose gradients move the players. Where a player
/// is updated several times within a step, its values are means over these updates, except the
/// gradient norms, which are the largest. `None`: there was no such update.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepRow {
    /// Counts from 1.
    pub step: u64,
    /// D's loss before its update, mean of the real and the fake term, without penalties.
    pub d_loss: Option<f64>,
    /// G's loss before its update.
    pub g_loss: Option<f64>,
    /// Mean of D's output on real rows, as probability where the loss has one.
    pub d_real: Option<f64>,
    /// Mean of D's output on fake rows, as probability where the loss has one.
    pub d_fake: Option<f64>,
    /// Share of rows that D classifies correctly, half real and half fake.
    pub d_acc: Option<f64>,
    /// L2 norm of the gradient over all of D's parameters.
    pub d_grad_norm: Option<f64>,
    /// L2 norm of the gradient over all of G's parameters.
    pub g_grad_norm: Option<f64>,
    /// L2 norm of the gradient of G's loss at its fakes, over the whole batch: what reaches G
    /// through D.
    pub fake_grad_norm: Option<f64>,
    /// Updates of D in this step: 0 when the balance rule has skipped it.
    pub d_stepped: u16,
    /// Updates of G in this step.
    pub g_stepped: u16,
    /// Learning rate of D's updates, after schedule and balance rule; where it did not move, the
    /// schedule's.
    pub lr_d: f64,
    /// Learning rate of G's updates.
    pub lr_g: f64,
    /// Sum of the penalties on D, which `d_loss` does not hold; the mean over the step's updates.
    /// `None`: the run has none.
    pub penalty: Option<f64>,
    /// Cross entropy of D's classes, mean of reals and fakes, which `d_loss` does not hold. `None`: D
    /// does not classify.
    pub d_class_loss: Option<f64>,
    /// The same of the fakes that G learns from, which `g_loss` does not hold.
    pub g_class_loss: Option<f64>,
    /// Squared error of an autoencoder, summed over the pixels of a row, which are from 0 to 1. `None`: the
    /// model is no autoencoder.
    pub reconstruction_loss: Option<f64>,
    /// KL divergence of an autoencoder's latents from their prior, without its weight.
    pub kl_loss: Option<f64>,
    /// Share of an autoencoder's latents whose mean varies over the batch.
    pub active_latents: Option<f64>,
    /// The balance rule's own number after the step, for rules that have one.
    pub balance_state: Option<f64>,
    /// Strength, from 0 to 1, of what an adaptive rule controls; `None`: the run has no such rule.
    pub adapted_strength: Option<f64>,
    /// G's parameter after the step, in a game of one parameter each.
    pub theta: Option<f64>,
    /// D's parameter after the step, in a game of one parameter each.
    pub psi: Option<f64>,
}

/// One row of `evals.parquet`: the generator after `step` steps (0: before the first).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvalRow {
    /// Number of steps done.
    pub step: u64,
    /// The metrics.
    pub measured: MetricValues,
}

/// What happens in a run.
pub enum Event<'a> {
    /// A step is done.
    Step(&'a StepRow),
    /// The generator was evaluated.
    Evaluated {
        /// What was measured.
        row: &'a EvalRow,
        /// The samples from the fixed latents that were measured, row after row.
        samples: &'a [f32],
        /// Whether these are among the samples that the run's `snapshots` asks to keep.
        is_snapshot: bool,
        /// More of what G makes; only after the last step.
        latent_space: Option<LatentSpace>,
    },
    /// The state that the listener has asked for.
    State(TrainingState),
}

/// All that a run needs to resume after a step and end with the same bits as without interruption.
/// What is random needs no state: draws are a function of seed and step.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingState {
    /// Number of steps done.
    pub step: u64,
    /// Both players and the balance rule, by name.
    pub tensors: Vec<StateTensor>,
}

/// What the listener asks of the training loop; the greater of several answers counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrainingControl {
    /// Go on.
    Continue,
    /// Emit [`Event::State`] once this step and its evaluation are done.
    SaveState,
    /// Leave the loop after this step, with its state; the run can be resumed.
    Interrupt,
    /// Leave the loop after this step, with its state: the run is over (early stopping).
    StopEarly,
}
