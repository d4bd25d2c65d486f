//! Losses, balance, the game between G and D, and the loop. Emits events; never touches files,
//! never prints.

mod adaptation;
mod balance;
mod classifier;
mod event;
mod game;
mod loss;
mod moves;
mod playing;
mod rates;
mod tally;
#[cfg(test)]
mod tests;
mod training;

pub use balance::{Move, Referee};
pub use classifier::{
    Classifier, LEAST_ACCURACY, LEAST_IMAGES, RECIPE, Score, Unclassified, architecture,
};
pub use event::{Control, EvalRow, Event, State, StepRow};
pub use game::{Differentiated, Game, Judgement, Latents, Player, open};
pub use loss::{DiscriminatorLoss, Targets, cross_entropy, discriminator_loss, generator_loss};
pub use training::{Outcome, resume, train};
