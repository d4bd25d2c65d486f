//! The seam where types end: a fully typed pair of networks behind slices of f32.

use super::playing::Playing;
use crate::config::Run;
use crate::models::{Pair, PairVisitor, with_pair};
use crate::nn::NamedTensor;
use crate::rng::Seed;
use crate::state_dict::StateDict;

/// The two players.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    Generator,
    Discriminator,
}

/// How D judges one batch, before it learns from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judgement {
    /// D's loss, mean of the real and the fake term, without penalties.
    pub loss: f64,
    /// Mean output on real rows, as probability where the loss has one.
    pub real: f64,
    /// Mean output on fake rows, as probability where the loss has one.
    pub fake: f64,
    /// Share of rows judged rightly, half real and half fake.
    pub accuracy: f64,
    /// Share of real rows on their side of the loss's boundary minus the share on the other (r_t of
    /// Karras et al. 2020, "limited data"); NaN where the loss has no boundary or a logit is NaN.
    pub real_sign: f64,
}

/// What is known of a player's gradient before it is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Differentiated {
    /// Sum of the penalties in it; `None`: the run has none on this player.
    pub penalty: Option<f64>,
    /// L2 norm of the gradient of G's loss at its fakes, over the whole batch: what reaches G
    /// through D. `None` for D.
    pub at_fakes: Option<f64>,
}

/// Where the fakes of a turn come from.
pub enum Latents<'a> {
    /// New fakes from these latent rows.
    Fresh(&'a [f32]),
    /// The fakes of [`Game::share_fakes`].
    Shared,
}

/// A generator and a discriminator with their optimisers: Goodfellow et al. 2014, algorithm 1, in
/// its smallest moves.
///
/// A turn is a judgement, then, if the player is to learn from it, [`Game::differentiate`] and
/// [`Game::apply`]. Both players' gradients may be taken before either is applied. All rows are
/// row-major f32.
pub trait Game {
    /// Values of one latent row.
    fn latent_size(&self) -> usize;

    /// Begins a step; whatever is random in it draws anew. `strength`, from 0 to 1, scales what an
    /// adaptive rule controls: the noise on D's inputs and the probability of flipped labels.
    fn begin_step(&mut self, step: u64, strength: f64);

    /// Says whether the moves that follow are a look-ahead, to be taken back: averages, buffers of
    /// earlier fakes, running means and counts of updates stand still in it.
    fn look_ahead(&mut self, ahead: bool);

    /// Draws the fakes of a step in which both players use the same ones, each once and in either
    /// order. Where G moves first, D has not changed when its own turn comes, and what it thought
    /// of them is not worked out again.
    fn share_fakes(&mut self, latents: &[f32]);

    /// D judges `real` rows and fakes. Nothing of G changes.
    fn judge_both(&mut self, real: &[f32], latents: Latents) -> Judgement;

    /// D judges G's fakes, and nothing of D changes: G's loss. Only a relativistic loss looks at
    /// `real`.
    fn judge_fakes(&mut self, real: &[f32], latents: Latents) -> f64;

    /// Works out the gradient of what the player was last judged by.
    ///
    /// # Panics
    /// If the player was not judged since: a defect of the caller.
    fn differentiate(&mut self, player: Player) -> Differentiated;

    /// Moves the player by its gradient with learning rate `rate` and returns the gradient's L2
    /// norm.
    ///
    /// # Panics
    /// If the player has no gradient: a defect of the caller.
    fn apply(&mut self, player: Player, rate: f64) -> f64;

    /// Keeps the player as it is, with its optimiser.
    fn keep(&mut self, player: Player);

    /// Puts the player back as it was kept.
    fn restore(&mut self, player: Player);

    /// Puts the player's parameters back as they were kept; its optimiser and its running
    /// statistics have moved on.
    fn restore_parameters(&mut self, player: Player);

    /// Samples for latent rows, with running statistics in normalisation layers; from the average
    /// of G where a run asks for one.
    fn sample(&mut self, latents: &[f32]) -> Vec<f32>;

    /// Every parameter and buffer of one player with its name.
    fn parameters(&mut self, player: Player) -> Vec<NamedTensor>;

    /// Walks over all that the game remembers from one step to the next: both networks with their
    /// running statistics and optimisers, the average of G, raw weights behind a spectral norm,
    /// earlier fakes, running means and counts.
    fn visit_state(&mut self, state: &mut StateDict);
}

/// The game that a spec describes, with fresh networks.
pub fn open(run: &Run) -> Box<dyn Game> {
    struct Open<'a>(&'a Run);
    impl PairVisitor for Open<'_> {
        type Result = Box<dyn Game>;
        fn visit<P: Pair>(self) -> Box<dyn Game> {
            Box::new(Playing::<P>::new(self.0, Seed(self.0.seed)))
        }
    }
    with_pair(run.model, Open(run))
}
