//! What a sweep is made of: its axes with their choices, and its points.

use std::collections::BTreeSet;

use crate::config::axis::{AxisKind, AxisValue};
use crate::config::patch::Patch;

/// Cells of a sweep, at most.
pub(in crate::config) const MOST_RUNS: usize = 100_000;

/// An axis and everything that it may choose.
#[derive(Debug)]
pub(in crate::config) struct SweptAxis {
    pub name: String,
    pub kind: AxisKind,
    pub choices: Vec<AxisChoice>,
    /// Whether every cell chooses on it.
    pub is_everywhere: bool,
}

/// One value of a path, or one named arm.
#[derive(Clone, Debug)]
pub(in crate::config) struct AxisChoice {
    pub label: AxisValue,
    pub patches: Vec<Patch>,
}

/// What one cell chooses.
#[derive(Debug)]
pub(in crate::config) struct Point {
    /// Index of an axis and of its choice, in the order in which they act. An axis that the cell lacks is
    /// not there.
    pub picks: Vec<(usize, usize)>,
    /// The seeds that repeat it.
    pub seeds: BTreeSet<u64>,
}
