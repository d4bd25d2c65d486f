//! From the name of a model to a game.

use super::autoencoder::AutoencoderGame;
use super::game::Game;
use super::pair_game::PairGame;
use crate::config::Run;
use crate::models::{Networks, networks_of};
use crate::rng::Seed;

/// The game of a run, with fresh networks.
pub fn build_game(run: &Run) -> Box<dyn Game> {
    match networks_of(run.model, &run.condition) {
        Networks::Pair(pair) => Box::new(PairGame::new(&pair, run, Seed(run.seed))),
        Networks::Autoencoder(networks) => {
            Box::new(AutoencoderGame::new(&networks, run, Seed(run.seed)))
        }
    }
}
