//! What the two players minimise.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The pair of losses of generator and discriminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Cross entropy for D; G maximises the log-probability that D gives its fakes.
    NonSaturating,
}

pub(super) static TABLE: [Entry; 1] = [Entry {
    kind: "loss",
    name: "non_saturating",
    summary: "Cross entropy for D; G maximises log D(G(z)) instead of minimising log(1 - D(G(z))).",
    parameters: &[],
    source: "Goodfellow et al. 2014",
}];

impl Loss {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Loss::NonSaturating => "non_saturating",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Loss, Problem> {
        Ok(match choose(node, &TABLE)?.name() {
            "non_saturating" => Loss::NonSaturating,
            other => unreachable!("loss `{other}` is in the table but is not read"),
        })
    }
}
