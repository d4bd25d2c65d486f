//! From the name of a model to a game.

use super::autoencoder::AutoencoderGame;
use super::game::Game;
use super::typed_game::TypedGame;
use crate::config::Run;
use crate::models::{Autoencoder, NetworksVisitor, Pair, with_networks};
use crate::rng::Seed;

/// The game of a run, with fresh networks.
pub fn build_game(run: &Run) -> Box<dyn Game> {
    struct Build<'a>(&'a Run);
    impl NetworksVisitor for Build<'_> {
        type Result = Box<dyn Game>;
        fn visit_pair<P: Pair>(self) -> Box<dyn Game> {
            Box::new(TypedGame::<P>::new(self.0, Seed(self.0.seed)))
        }
        fn visit_autoencoder<A: Autoencoder>(self) -> Box<dyn Game> {
            Box::new(AutoencoderGame::<A>::new(self.0, Seed(self.0.seed)))
        }
    }
    with_networks(run.model, &run.condition, Build(run))
}
