//! What tunes the strength of noise and flipped labels while training.

use super::catalog::Entry;
use super::numbers::BETWEEN_SIGNS;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The controller of `instance_noise` and `label_flip`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Adapt {
    /// They are as strong as they say.
    None,
    /// They are the stronger, the surer D is of its reals.
    Ada {
        /// Mean sign of D's logits of reals that is held, in (-1, 1).
        target: f64,
        /// Real samples in which the strength can go from 0 to 1.
        samples: usize,
        /// Turns of D from one change to the next.
        every: usize,
    },
}

pub(super) static TABLE: [Entry; 2] = [
    Entry {
        kind: "adapt",
        name: "none",
        summary: "Noise and flipped labels are as strong as their own keys say.",
        parameters: &[],
        formula: "p = 1.",
        source: "",
    },
    Entry {
        kind: "adapt",
        name: "ada",
        summary: "Noise and flipped labels grow while D is sure of its reals, and shrink while it is not.",
        parameters: &[
            (
                "target",
                "0.6",
                "mean sign of D's logits of reals that is held, above -1 and below 1",
            ),
            (
                "samples",
                "500000",
                "real samples in which the strength can go from 0 to 1, 1 to 1000000000",
            ),
            (
                "every",
                "4",
                "turns of D from one change to the next, 1 to 1000",
            ),
        ],
        formula: "p = 0 at first. After every `every` turns of D on B reals each: r = mean sign(D(x)), D(x) the \
                  logits of the reals judged since the last change; p <- p + sign(r - target) every B / samples, kept \
                  in [0, 1]. p multiplies instance_noise's standard deviation and label_flip's probability.",
        source: "Karras et al. 2020, Training GANs with limited data (ADA); there p is the probability of \
                 augmentations",
    },
];

impl Adapt {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Adapt::None => "none",
            Adapt::Ada { .. } => "ada",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Adapt, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "none" => Adapt::None,
            "ada" => Adapt::Ada {
                target: fields.number("target", &BETWEEN_SIGNS)?,
                samples: fields.whole("samples", 1..=1_000_000_000)?,
                every: fields.whole("every", 1..=1000)?,
            },
            other => unreachable!("adapt `{other}` is in the table but is not read"),
        })
    }
}
