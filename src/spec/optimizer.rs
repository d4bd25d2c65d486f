//! How gradients become steps; both players use the same rule with their own learning rate.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{BELOW_ONE, NOT_NEGATIVE, Node, POSITIVE, choose};
use serde::{Deserialize, Serialize};

/// The update rule of both players.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimizer {
    /// Steps scaled by running moments of the gradient.
    Adam {
        /// Decay of the first and of the second moment.
        betas: [f64; 2],
        /// Keeps the denominator from zero.
        epsilon: f64,
        /// Strength of the decay of the weights.
        weight_decay: f64,
    },
    /// Steps scaled by the running mean square of the gradient.
    #[serde(rename = "rmsprop")]
    RmsProp {
        /// Decay of the mean square.
        decay: f64,
        /// Keeps the denominator from zero.
        epsilon: f64,
        /// How much of the last step is taken again.
        momentum: f64,
        /// Strength of the decay of the weights.
        weight_decay: f64,
    },
    /// Plain gradient steps, with momentum if asked for.
    Sgd {
        /// How much of the last step is taken again.
        momentum: f64,
        /// Strength of the decay of the weights.
        weight_decay: f64,
    },
}

const EPSILON: (&str, &str, &str) = ("epsilon", "1e-8", "keeps the denominator from zero");
const MOMENTUM: (&str, &str, &str) = ("momentum", "0.0", "how much of the last step is taken again, in [0, 1)");
const WEIGHT_DECAY: (&str, &str, &str) = ("weight_decay", "0.0", "strength of the decay of the weights, 0 or more");

pub(super) static TABLE: [Entry; 3] = [
    Entry {
        kind: "optimizer",
        name: "adam",
        summary: "Steps scaled by running moments of the gradient.",
        parameters: &[
            ("betas", "[0.5, 0.999]", "decay of the first and second moment, each in [0, 1)"),
            EPSILON,
            WEIGHT_DECAY,
        ],
        source: "Kingma & Ba 2015",
    },
    Entry {
        kind: "optimizer",
        name: "rmsprop",
        summary: "Steps scaled by the running mean square of the gradient.",
        parameters: &[("decay", "0.99", "decay of the mean square, in [0, 1)"), EPSILON, MOMENTUM, WEIGHT_DECAY],
        source: "Tieleman & Hinton 2012",
    },
    Entry {
        kind: "optimizer",
        name: "sgd",
        summary: "Plain gradient steps, with momentum if asked for.",
        parameters: &[MOMENTUM, WEIGHT_DECAY],
        source: "Sutskever et al. 2013 (momentum)",
    },
];

impl Optimizer {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Optimizer::Adam { .. } => "adam",
            Optimizer::RmsProp { .. } => "rmsprop",
            Optimizer::Sgd { .. } => "sgd",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Optimizer, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "adam" => Optimizer::Adam {
                betas: read_betas(&fields.get("betas"))?,
                epsilon: fields.number("epsilon", &POSITIVE)?,
                weight_decay: fields.number("weight_decay", &NOT_NEGATIVE)?,
            },
            "rmsprop" => Optimizer::RmsProp {
                decay: fields.number("decay", &BELOW_ONE)?,
                epsilon: fields.number("epsilon", &POSITIVE)?,
                momentum: fields.number("momentum", &BELOW_ONE)?,
                weight_decay: fields.number("weight_decay", &NOT_NEGATIVE)?,
            },
            "sgd" => Optimizer::Sgd {
                momentum: fields.number("momentum", &BELOW_ONE)?,
                weight_decay: fields.number("weight_decay", &NOT_NEGATIVE)?,
            },
            other => unreachable!("optimizer `{other}` is in the table but is not read"),
        })
    }
}

fn read_betas(node: &Node<'_>) -> Result<[f64; 2], Problem> {
    let wanted = "a list of two numbers, such as [0.5, 0.999]";
    match node.items().as_deref() {
        Some([first, second]) => Ok([first.number(&BELOW_ONE)?, second.number(&BELOW_ONE)?]),
        Some(items) => {
            let found = format!("found a list of {}", items.len());
            Err(node.problem(format!("{} must be {wanted}, {found}", node.shown())))
        }
        None => Err(node.wrong(wanted)),
    }
}
