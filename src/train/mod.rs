//! Losses, balance, the game between G and D, and the loop. Emits events; never touches files, never prints.

mod balance;
mod event;
mod game;
mod loss;
mod playing;
#[cfg(test)]
mod tests;
mod training;

pub use balance::Referee;
pub use event::{Control, EvalRow, Event, StepRow};
pub use game::{Game, Judgement, Latents, Player, Turn, open};
pub use loss::{DiscriminatorLoss, discriminator_loss, generator_loss, ideal_discriminator_loss};
pub use training::{Outcome, train};
