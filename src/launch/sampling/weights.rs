//! Which weights make samples.

/// Which weights of a run make the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// G's own after the last step that was saved.
    Last,
    /// The running mean of G's weights after the last step that was saved.
    Average,
    /// Those of the best healthy evaluation, as it was measured: of the running mean where there is one.
    Best,
}
