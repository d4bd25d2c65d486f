//! Which fakes each player sees.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// Whether the players of a step share their batch of fakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fakes {
    /// Each player's update draws its own batch of fakes.
    Fresh,
    /// One batch of fakes serves both players.
    Shared,
}

pub(super) static TABLE: [Entry; 2] = [
    Entry {
        kind: "fakes",
        name: "fresh",
        summary: "Each update draws its own batch of fakes.",
        parameters: &[],
        source: "",
    },
    Entry {
        kind: "fakes",
        name: "shared",
        summary: "One batch of fakes serves both players of a step.",
        parameters: &[],
        source: "",
    },
];

impl Fakes {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Fakes::Fresh => "fresh",
            Fakes::Shared => "shared",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Fakes, Problem> {
        Ok(match choose(node, &TABLE)?.name() {
            "fresh" => Fakes::Fresh,
            "shared" => Fakes::Shared,
            other => unreachable!("fakes `{other}` is in the table but is not read"),
        })
    }
}
