//! How often the state of a run at training is saved.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Fields, Node};

/// When a checkpoint is due: after so many steps or so many seconds, whichever comes first; 0 is
/// never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Steps between two checkpoints.
    pub steps: usize,
    /// Seconds between two checkpoints.
    pub seconds: usize,
}

impl Default for Checkpoint {
    fn default() -> Self {
        Self {
            steps: 0,
            seconds: 30,
        }
    }
}

pub(super) static CHECKPOINT: Entry = Entry {
    kind: "block",
    name: "checkpoint",
    summary: "How often the state of a run at training is saved, for an interrupted run to go on from; the results are \
              the same bits.",
    parameters: &[
        (
            "steps",
            "0",
            "steps between two checkpoints, 0 to 10000000; 0: none by count",
        ),
        (
            "seconds",
            "30",
            "seconds between two checkpoints, 0 to 86400; 0: none by time",
        ),
    ],
    formula: "",
    source: "",
};

impl Checkpoint {
    pub(super) fn read(node: Node<'_>) -> Result<Checkpoint, Problem> {
        let fields = Fields::open(node, &CHECKPOINT)?;
        Ok(Checkpoint {
            steps: fields.whole("steps", 0..=10_000_000)?,
            seconds: fields.whole("seconds", 0..=86_400)?,
        })
    }
}
