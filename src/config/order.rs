//! Who moves first in a step.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The order of the two players in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// D moves, then G answers the new D.
    DiscriminatorFirst,
    /// G moves, then D answers the new G.
    GeneratorFirst,
}

pub(super) static TABLE: [Entry; 2] = [
    Entry {
        kind: "order",
        name: "discriminator_first",
        summary: "D moves first, so G answers the D of this step.",
        parameters: &[],
        formula: "",
        source: "",
    },
    Entry {
        kind: "order",
        name: "generator_first",
        summary: "G moves first, so D answers the G of this step.",
        parameters: &[],
        formula: "",
        source: "",
    },
];

impl Order {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Order::DiscriminatorFirst => "discriminator_first",
            Order::GeneratorFirst => "generator_first",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Order, Problem> {
        Ok(match choose(node, &TABLE)?.name() {
            "discriminator_first" => Order::DiscriminatorFirst,
            "generator_first" => Order::GeneratorFirst,
            other => unreachable!("order `{other}` is in the table but is not read"),
        })
    }
}
