//! Which failures end a run before its last step.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Fields, Node};
use serde::{Deserialize, Serialize};

/// A verdict that a run may be ended on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    ModeCollapse,
    DiscriminatorDominance,
    GeneratorDominance,
    Divergence,
    Frozen,
}

const FAILURES: [(&str, Failure); 5] = [
    ("mode_collapse", Failure::ModeCollapse),
    ("discriminator_dominance", Failure::DiscriminatorDominance),
    ("generator_dominance", Failure::GeneratorDominance),
    ("divergence", Failure::Divergence),
    ("frozen", Failure::Frozen),
];

/// When a run is given up. A value that is not finite always ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The failures that end it, sorted; none if there are none.
    pub on: Vec<Failure>,
    /// Evaluations in a row that must come to the same failure.
    pub patience: usize,
}

pub(super) static STOP: Entry = Entry {
    kind: "block",
    name: "stop",
    summary: "Ends a run early once a failure has lasted; its verdict is that of the steps until then.",
    parameters: &[
        (
            "on",
            "[]",
            "any of mode_collapse, discriminator_dominance, generator_dominance, divergence, frozen; their order means \
             nothing",
        ),
        (
            "patience",
            "10",
            "evaluations in a row at which the rules, applied to all steps so far, must find the same failure, 1 to 10000",
        ),
    ],
    formula: "",
    source: "",
};

impl Stop {
    pub(super) fn read(node: Node<'_>) -> Result<Stop, Problem> {
        let fields = Fields::open(node, &STOP)?;
        let written = fields.get("on");
        let items = written
            .items()
            .ok_or_else(|| written.wrong("a list of failures such as [divergence]"))?;
        let mut on = Vec::new();
        for item in items {
            let failure = item.one_of(&FAILURES)?;
            if on.contains(&failure) {
                return Err(item.problem(format!("{} names a failure twice", written.shown())));
            }
            on.push(failure);
        }
        on.sort();
        Ok(Stop {
            on,
            patience: fields.whole("patience", 1..=10_000)?,
        })
    }
}
