//! Samples as rows of f32. Every data set gives the same rows for the same (seed, step, part).

mod digits;
mod idx;
mod mixture;

pub use digits::Digits;
pub use mixture::{Mixture, Modes};

use crate::rng::Seed;
use crate::spec::Data;

/// What one row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A point in the plane.
    Points,
    /// `side` x `side` pixels with `channels` values each, channels last, in [-1, 1].
    Images { side: usize, channels: usize },
}

impl Kind {
    /// Number of values a row.
    pub fn row(self) -> usize {
        match self {
            Kind::Points => 2,
            Kind::Images { side, channels } => side * side * channels,
        }
    }
}

/// A source of real rows.
pub trait DataSet: Send + Sync {
    /// What one row is.
    fn kind(&self) -> Kind;

    /// Fills `out` (whole rows) with the real batch of this step; `part` counts D's updates within the step.
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]);

    /// At most `rows` fixed real rows to compare samples with.
    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32>;

    /// The modes, where they are known exactly.
    fn modes(&self) -> Option<&Modes> {
        None
    }
}

/// The data set that a spec names.
pub fn open(data: &Data) -> Box<dyn DataSet> {
    match *data {
        Data::Ring { modes, std, radius } => Box::new(Mixture::ring(modes, std, radius)),
        Data::Grid { side, std, spacing } => Box::new(Mixture::grid(side, std, spacing)),
        Data::Digits => Box::new(Digits::embedded()),
    }
}
