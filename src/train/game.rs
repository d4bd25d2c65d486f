//! The seam where types end: a fully typed pair of networks behind slices of f32.

use super::playing::Playing;
use crate::models::{Pair, PairVisitor, with_pair};
use crate::nn::{NamedTensor, Optimizer};
use crate::rng::Seed;
use crate::spec::Run;

/// The two players.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    Generator,
    Discriminator,
}

/// How D judges one batch, before it learns from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// D's loss, mean of the real and the fake term.
    pub loss: f64,
    /// Mean output on real rows, as probability.
    pub real: f64,
    /// Mean output on fake rows, as probability.
    pub fake: f64,
    /// Share of rows judged rightly, half real and half fake.
    pub accuracy: f64,
}

/// One player's turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// D's judgement, or G's loss with nothing else measured.
    pub loss: f64,
    /// What D thought, in its own turn.
    pub judgement: Option<Judgement>,
    /// L2 norm of the player's gradient; `None` when it did not learn.
    pub gradient_norm: Option<f64>,
}

/// Where the fakes of a turn come from.
pub enum Latents<'a> {
    /// New fakes from these latent rows.
    Fresh(&'a [f32]),
    /// The fakes of [`Game::share_fakes`].
    Shared,
}

/// A generator and a discriminator with their optimisers: Goodfellow et al. 2014, algorithm 1, one turn at a time.
///
/// All rows are row-major f32. `rate` is the player's learning rate in this turn.
pub trait Game {
    /// Values of one latent row.
    fn latent_size(&self) -> usize;

    /// Begins a step; random layers draw anew for it.
    fn begin_step(&mut self, step: u64);

    /// D's turn: it judges `real` and fakes with labels 1 and 0, and learns if `learns` says so. G does not change.
    fn discriminator_turn(
        &mut self,
        real: &[f32],
        latents: Latents,
        rate: f64,
        learns: &dyn Fn(&Judgement) -> bool,
    ) -> Turn;

    /// Draws the fakes of a step in which both players use the same ones, each once and in either order. Where G moves
    /// first, D has not changed when its own turn comes, and what it thought of them is not worked out again.
    fn share_fakes(&mut self, latents: &[f32]);

    /// G's turn: it learns through D, which does not change.
    fn generator_turn(&mut self, latents: Latents, rate: f64) -> Turn;

    /// Samples for latent rows, with running statistics in normalisation layers.
    fn sample(&mut self, latents: &[f32]) -> Vec<f32>;

    /// Every parameter and buffer of one player with its name, for checkpoints and tests.
    fn parameters(&mut self, player: Player) -> Vec<NamedTensor>;

    /// One player's optimiser with its whole state.
    fn optimizer(&self, player: Player) -> &Optimizer;
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
