//! What each player minimises, on logits, with the gradient written out.
//!
//! A loss is one row of [`table`], made of terms in [`terms`]; everything that depends on the loss
//! follows from the row's facts. Logits come one per row, or one per pack of samples.

mod aliases;
mod discriminator;
mod generator;
mod table;
mod terms;
#[cfg(test)]
mod tests;

pub(crate) use discriminator::accuracy;
pub use discriminator::{DiscriminatorLoss, Targets, discriminator_loss};
pub use generator::generator_loss;
pub(crate) use generator::selected_generator_loss;
pub use table::Loss;
pub(crate) use terms::{average, sigmoid};

/// A signal with no level that a threshold could suit under a loss, in words, and why.
pub(crate) type NoLevel = (&'static str, &'static str);

impl Loss {
    /// Why no threshold suits D's loss.
    pub(crate) fn discriminator_loss_lacks_level(self) -> Option<NoLevel> {
        self.facts().no_d_level.map(|why| ("D's loss", why))
    }

    /// Why no threshold suits D's accuracy.
    pub(crate) fn accuracy_lacks_level(self) -> Option<NoLevel> {
        self.facts()
            .no_accuracy_level
            .map(|why| ("D's accuracy", why))
    }

    /// Why no threshold suits G's loss.
    pub(crate) fn generator_loss_lacks_level(self) -> Option<NoLevel> {
        self.facts().no_g_level.map(|why| ("G's loss", why))
    }
}
