//! How well a classifier recognises images that it was not trained on.

/// How many held-out images a classifier recognised; it was not trained on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldOutScore {
    /// Number of images whose class it found.
    pub right: usize,
    /// Number of images held out.
    pub held_out: usize,
}

impl HeldOutScore {
    /// Share of the held-out images whose class it found, from 0 to 1.
    pub fn accuracy(self) -> f64 {
        self.right as f64 / self.held_out as f64
    }
}
