//! How gradients become steps; both players use the same rule with their own learning rate.

mod table;

pub(super) use table::TABLE;

use super::numbers::{BELOW_ONE, NOT_NEGATIVE, POSITIVE};
use super::problem::Problem;
use super::reader::{Node, choose, pair};
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
    /// Adam that takes back the last step's direction.
    OptimisticAdam {
        /// Decay of the first and of the second moment.
        betas: [f64; 2],
        /// Keeps the denominator from zero.
        epsilon: f64,
        /// Strength of the decay of the weights.
        weight_decay: f64,
    },
    /// Adam at the point that one Adam step leads to.
    Extragradient {
        /// Decay of the first and of the second moment.
        betas: [f64; 2],
        /// Keeps the denominator from zero.
        epsilon: f64,
        /// Strength of the decay of the weights.
        weight_decay: f64,
    },
}

impl Optimizer {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Optimizer::Adam { .. } => "adam",
            Optimizer::RmsProp { .. } => "rmsprop",
            Optimizer::Sgd { .. } => "sgd",
            Optimizer::OptimisticAdam { .. } => "optimistic_adam",
            Optimizer::Extragradient { .. } => "extragradient",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Optimizer, Problem> {
        let fields = choose(node, &TABLE)?;
        let betas = || pair(&fields.get("betas"), &BELOW_ONE, "[0.5, 0.999]");
        let epsilon = || fields.number("epsilon", &POSITIVE);
        let momentum = || fields.number("momentum", &BELOW_ONE);
        let weight_decay = fields.get("weight_decay").number(&NOT_NEGATIVE)?;
        Ok(match fields.name() {
            "adam" => Optimizer::Adam {
                betas: betas()?,
                epsilon: epsilon()?,
                weight_decay,
            },
            "rmsprop" => Optimizer::RmsProp {
                decay: fields.number("decay", &BELOW_ONE)?,
                epsilon: epsilon()?,
                momentum: momentum()?,
                weight_decay,
            },
            "sgd" => Optimizer::Sgd {
                momentum: momentum()?,
                weight_decay,
            },
            "optimistic_adam" => Optimizer::OptimisticAdam {
                betas: betas()?,
                epsilon: epsilon()?,
                weight_decay,
            },
            "extragradient" => Optimizer::Extragradient {
                betas: betas()?,
                epsilon: epsilon()?,
                weight_decay,
            },
            other => unreachable!("optimizer `{other}` is in the table but is not read"),
        })
    }
}
