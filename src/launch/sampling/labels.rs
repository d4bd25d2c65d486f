//! What a conditional generator is told.

/// The labels that a conditional generator is told, as one-hot values behind its latents.
#[derive(Clone, Copy, Debug)]
pub struct DrawnLabels {
    /// Label values of a latent row.
    pub(super) width: usize,
    /// Classes of the data.
    pub(super) count: usize,
    /// The class of all samples; `None`: one class after the other.
    pub(super) class: Option<usize>,
}

impl DrawnLabels {
    /// The class of a sample.
    pub(super) fn of(self, number: u64) -> usize {
        self.class.unwrap_or((number % self.count as u64) as usize)
    }
}
