//! Losses, balance, the game between G and D, and the loop. Emits events; never touches files,
//! never prints.

mod adaptation;
mod balance;
mod classifier;
mod event;
mod game;
mod loss;
mod rates;
mod step_accumulator;
mod step_columns;
mod step_runner;
#[cfg(test)]
mod tests;
mod training;
mod typed_game;

pub use crate::models::{PerPlayer, Player};
pub use balance::{Move, Referee};
pub use classifier::{
    CLASSIFIER_RECIPE, Classifier, HeldOutScore, MIN_CLASSIFIER_ACCURACY, MIN_LABELLED_IMAGES,
    NoClassifier, classifier_architecture,
};
pub use event::{EvalRow, Event, StepRow, TrainingControl, TrainingState};
pub use game::{BackwardReport, FakeSource, Game, Judgement};
pub use loss::{DiscriminatorLoss, Targets, cross_entropy, discriminator_loss, generator_loss};
pub use step_columns::{ColumnKind, STEP, STEP_COLUMNS, StepColumn};
pub use training::{TrainingEnd, resume, train};
pub use typed_game::build_game;
