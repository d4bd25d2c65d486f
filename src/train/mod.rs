//! The game between G and D, and the training loop; classifiers of labelled data sets. What a study
//! chooses about training (losses, balance rules, schedules, regularizers) is in
//! [`crate::strategies`]. Emits events; never touches files, never prints.
//!
//! ```text
//! config::Run -> StepRunner (step_runner.rs): which player is updated, and in which order
//!                  |  asks the BalanceRule: does the player learn, how fast, and once more?
//!                  |  learning rates from schedules, strength of noise and label flips from `adapt`
//!                  v
//!                Game (game.rs): discriminator_forward | generator_forward -> backward -> step;
//!                  ^             save_player, restore_player, restore_parameters
//!                  |
//!                PairGame (pair_game/): networks, losses and targets, instance noise, replay,
//!                                       penalties, averages of G
//! ```
//!
//! An update has three parts: a forward pass, a backward pass, an optimiser step. Alternating and
//! simultaneous updates, extragradient and unrolling are orders of these (`step_runner.rs`).
//!
//! The balance rule is shown the forward pass of a player. It decides whether, and with which factor
//! on its learning rate, the player learns from it, and whether the player is updated once more. The
//! loop obeys, except in the steps of `warm_up_d`, in which D learns and G waits whatever the rule
//! says.
//!
//! `pair_game/mod.rs` says where the regularizers act, `pair_game/penalty_gradient.rs` how gradient
//! penalties do without double backward.

mod autoencoder;
mod build_game;
mod classifier;
mod event;
mod game;
mod held_modes;
mod latent_space;
mod pair_game;
mod row_source;
mod sampler;
mod step_accumulator;
mod step_columns;
mod step_runner;
#[cfg(test)]
mod tests;
mod training;
pub mod transfer;

pub use crate::models::{PerPlayer, Player};
pub use build_game::build_game;
pub use classifier::{
    CLASSIFIER_RECIPE, Classifier, HeldOutScore, MIN_CLASSIFIER_ACCURACY, MIN_LABELLED_IMAGES,
    NoClassifier, classifier_architecture,
};
pub use event::{EvalRow, Event, StepRow, TrainingControl, TrainingState};
pub use game::{AutoencoderTerms, BackwardReport, FakeSource, Game};
pub use latent_space::{CLASS_IMAGES, LATENT_GRID, LatentSpace, MIXED_STYLES, PATH_IMAGES};
pub use sampler::{Sampler, path_latents, sample_latents};
pub use step_columns::{ColumnKind, STEP, STEP_COLUMNS, StepColumn};
pub(crate) use training::is_snapshot;
pub use training::{TrainingEnd, resume, state_of_patched, train};
