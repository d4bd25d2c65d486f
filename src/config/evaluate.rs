//! How often, and on how much, the generator is judged.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Fields, Node};
use serde::{Deserialize, Serialize};

/// The evaluations of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluate {
    /// Steps between two evaluations.
    pub every: usize,
    /// Fakes drawn for one evaluation.
    pub samples: usize,
    /// Pictures kept over the whole run.
    pub snapshots: usize,
}

pub(super) static EVALUATE: Entry = Entry {
    kind: "block",
    name: "evaluate",
    summary: "How often, and on how much, the generator is judged.",
    parameters: &[
        ("every", "100", "steps between two evaluations, 1 or more"),
        (
            "samples",
            "2500",
            "fakes drawn for one evaluation, 2 to 100000",
        ),
        (
            "snapshots",
            "6",
            "pictures kept over the whole run, 0 to 100",
        ),
    ],
    formula: "",
    source: "",
};

impl Evaluate {
    pub(super) fn read(node: Node<'_>) -> Result<Evaluate, Problem> {
        let fields = Fields::open(node, &EVALUATE)?;
        Ok(Evaluate {
            every: fields.whole("every", 1..=10_000_000)?,
            samples: fields.whole("samples", 2..=100_000)?,
            snapshots: fields.whole("snapshots", 0..=100)?,
        })
    }
}
