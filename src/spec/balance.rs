//! Who moves in a step.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Node, POSITIVE, choose};
use serde::{Deserialize, Serialize};

/// The rule that keeps one player from running away from the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Balance {
    /// One update of each player.
    Alternate,
    /// A fixed number of updates of each player.
    Ratio {
        /// Updates of D in a step.
        d: usize,
        /// Updates of G in a step.
        g: usize,
    },
    /// D rests while it is winning.
    SkipDOnLoss {
        /// D is skipped while its loss is below this.
        below: f64,
    },
}

pub(super) static TABLE: [Entry; 3] = [
    Entry {
        kind: "balance",
        name: "alternate",
        summary: "One update of D and one of G in every step.",
        parameters: &[],
        source: "Goodfellow et al. 2014",
    },
    Entry {
        kind: "balance",
        name: "ratio",
        summary: "A fixed ratio; one step is d updates of D and g updates of G.",
        parameters: &[("d", "5", "updates of D in a step, 1 to 100"), ("g", "1", "updates of G in a step, 1 to 100")],
        source: "Arjovsky et al. 2017 used 5:1",
    },
    Entry {
        kind: "balance",
        name: "skip_d_on_loss",
        summary: "D's step is skipped while its loss on this step's batch is below a threshold.",
        parameters: &[(
            "below",
            "0.3",
            "threshold on D's loss (mean over real and fake; an undecided D has ln 2 = 0.693)",
        )],
        source: "",
    },
];

impl Balance {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Balance::Alternate => "alternate",
            Balance::Ratio { .. } => "ratio",
            Balance::SkipDOnLoss { .. } => "skip_d_on_loss",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Balance, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "alternate" => Balance::Alternate,
            "ratio" => Balance::Ratio { d: fields.whole("d", 1..=100)?, g: fields.whole("g", 1..=100)? },
            "skip_d_on_loss" => Balance::SkipDOnLoss { below: fields.number("below", &POSITIVE)? },
            other => unreachable!("balance `{other}` is in the table but is not read"),
        })
    }
}
