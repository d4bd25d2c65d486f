//! The seam where types end: a fully typed pair of networks behind slices of f32.

use crate::models::{PerPlayer, Player};
use crate::nn::{Module, NamedTensor};
use crate::state_dict::StateDict;
use crate::strategies::DiscriminatorMetrics;

/// What an autoencoder's loss consists of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AutoencoderTerms {
    /// Squared error of a row, summed over its pixels in [0, 1].
    pub reconstruction: f64,
    /// KL divergence of the latents of a row from N(0, 1), in nats, without its weight.
    pub kl: f64,
    /// Share of the latents whose mean varies over the batch by more than 0.01.
    pub active_latents: f64,
}

/// What is known about a player's gradient before its step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BackwardReport {
    /// Sum of the penalties in it; `None`: the run has none on this player.
    pub penalty: Option<f64>,
    /// L2 norm of the gradient of G's loss with respect to its fakes, over the whole batch: what
    /// reaches G through D. `None` for D.
    pub fake_gradient_norm: Option<f64>,
    /// How wrongly D classifies, as cross entropy: of reals and fakes for D, of fakes for G. `None`: it
    /// does not classify.
    pub class_loss: Option<f64>,
    /// The terms of an autoencoder's loss; `None` of a pair.
    pub autoencoder: Option<AutoencoderTerms>,
}

/// Where the fakes of a forward pass come from.
pub enum FakeSource<'a> {
    /// New fakes from these latent rows (N, Z).
    Latents(&'a [f32]),
    /// The fakes of [`Game::generate_shared_fakes`].
    Shared,
}

/// A generator and a discriminator with their optimisers: Goodfellow et al. 2014, algorithm 1, in
/// its smallest parts.
///
/// An update of a player is a forward pass, then [`Game::backward`] and [`Game::step`]. Both
/// players' gradients may be computed before either takes its step. All rows are row-major f32:
/// latents (N, Z), samples (N, F) or (N, S, S, C). In a conditional game the rows of latents and of
/// reals end in K one-hot label values; samples have none.
pub trait Game {
    /// Number of values in a latent row, labels included.
    fn latent_size(&self) -> usize;

    /// Number of label values K at the end of latent rows and of real rows; 0 without `condition`.
    fn classes(&self) -> usize {
        0
    }

    /// Begins a training step, counted from 1; whatever is random in it draws anew.
    /// `adapted_strength`, from 0 to 1, scales what an adaptive rule controls: the noise on D's
    /// inputs and the probability of flipped labels.
    fn begin_step(&mut self, step: u64, adapted_strength: f64);

    /// Takes up a run whose state was loaded, after this step.
    fn resume_after(&mut self, step: u64);

    /// Says whether the updates that follow are a look-ahead, which will be undone: averages, replay
    /// buffers, running means of logits and counts of updates do not change in it.
    fn set_look_ahead(&mut self, look_ahead: bool);

    /// Generates the fakes of a step in which both players use the same ones, each player once and
    /// in either order. Where G is updated first, D's logits on them are computed once for both, and
    /// so is the gradient through a D that mixes no rows.
    fn generate_shared_fakes(&mut self, latents: &[f32]);

    /// D's forward pass on `real` rows and fakes. Nothing of G changes.
    ///
    /// # Panics
    /// If the fakes are to be the shared ones and there are none: a defect of the caller.
    fn discriminator_forward(&mut self, real: &[f32], fakes: FakeSource) -> DiscriminatorMetrics;

    /// G's forward pass through D; returns G's loss. Nothing of D changes. Only a relativistic loss
    /// looks at `real`.
    ///
    /// # Panics
    /// If the fakes are to be the shared ones and there are none: a defect of the caller.
    fn generator_forward(&mut self, real: &[f32], fakes: FakeSource) -> f64;

    /// Computes the player's gradient from its last forward pass.
    ///
    /// # Panics
    /// Without a forward pass since the last call: a defect of the caller.
    fn backward(&mut self, player: Player) -> BackwardReport;

    /// Takes the player's optimiser step against its gradient and returns the gradient's L2 norm.
    ///
    /// # Panics
    /// Without a gradient: a defect of the caller.
    fn step(&mut self, player: Player, learning_rate: f64) -> f64;

    /// Takes the sum of the penalties on D whose own step has followed its last one, if one has.
    fn take_own_penalty(&mut self) -> Option<f64>;

    /// Saves a copy of the player with its optimiser, in place of the last one.
    fn save_player(&mut self, player: Player);

    /// Puts the player back as it was saved.
    ///
    /// # Panics
    /// If it was not saved: a defect of the caller.
    fn restore_player(&mut self, player: Player);

    /// Puts the player's parameters back as they were saved; its optimiser and its running
    /// statistics stay as they are.
    ///
    /// # Panics
    /// If it was not saved: a defect of the caller.
    fn restore_parameters(&mut self, player: Player);

    /// Samples for latent rows, with running statistics in normalisation layers; from the average
    /// of G where a run asks for one.
    fn sample(&mut self, latents: &[f32]) -> Vec<f32>;

    /// One sample for each two latent rows: the first `layers` styled layers have the style of the first row,
    /// the others that of the second one. For generators with styles.
    fn sample_mixed(&mut self, latents: &[f32], layers: usize) -> Vec<f32>;

    /// The parameters of both players where each has a single one; else none.
    fn position(&mut self) -> Option<PerPlayer<f32>> {
        None
    }

    /// What makes the samples, as other frameworks have it: G, or its average, as it is now.
    fn generator_modules(&mut self) -> Vec<Module>;

    /// Rows of data as an autoencoder gives them back; nothing of a pair.
    fn reconstruct(&mut self, _real: &[f32]) -> Vec<f32> {
        Vec::new()
    }

    /// Every parameter and buffer of one player with its name.
    fn named_tensors(&mut self, player: Player) -> Vec<NamedTensor>;

    /// Visits all that the game carries from one step to the next: both networks with their running
    /// statistics and optimisers, the average of G, raw weights behind a spectral norm, earlier
    /// fakes, running means and counts.
    fn visit_state(&mut self, state: &mut StateDict);
}
