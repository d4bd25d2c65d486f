//! Whether samples come from G itself or from a running mean of its weights.

use super::catalog::Entry;
use super::numbers::{BELOW_ONE, NOT_NEGATIVE};
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The weights that samples are made with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Average {
    /// G's own.
    None,
    /// A running mean with a fixed decay.
    Ema {
        /// Decay an update of G, in [0, 1).
        beta: f64,
    },
    /// A running mean whose decay is said in samples.
    HalfLife {
        /// Samples after which a weight of the past counts half.
        samples: usize,
        /// Largest half-life as a share of the samples seen so far; 0 for no such bound.
        ramp_up: f64,
    },
}

pub(super) static TABLE: [Entry; 3] = [
    Entry {
        kind: "average",
        name: "none",
        summary: "Samples come from G as it is.",
        parameters: &[],
        formula: "G's weights w.",
        source: "",
    },
    Entry {
        kind: "average",
        name: "ema",
        summary: "Samples come from a running mean of G's weights.",
        parameters: &[(
            "beta",
            "0.999",
            "decay of the mean an update of G, in [0, 1)",
        )],
        formula: "a = w at first; after each update of G: a <- beta a + (1 - beta) w, w its weights and normalisation \
                  statistics. Samples, not training, use a.",
        source: "Karras et al. 2018, Progressive growing; Yazici et al. 2019",
    },
    Entry {
        kind: "average",
        name: "half_life",
        summary: "Samples come from a running mean of G's weights whose memory is counted in samples, not updates.",
        parameters: &[
            (
                "samples",
                "10000",
                "half-life of the mean in samples, 1 to 1000000000",
            ),
            (
                "ramp_up",
                "0.05",
                "largest half-life as a share of the samples so far; 0 for no such bound",
            ),
        ],
        formula: "a = w at first; after each update of G on B samples: h = samples, or min(samples, ramp_up S) where \
                  ramp_up > 0, S = B times the updates of G, this one included; beta = 0.5^(B / h); \
                  a <- beta a + (1 - beta) w, w its weights and normalisation statistics. Samples use a, training w.",
        source: "Karras et al. 2020, Training GANs with limited data (its code)",
    },
];

impl Average {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Average::None => "none",
            Average::Ema { .. } => "ema",
            Average::HalfLife { .. } => "half_life",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Average, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "none" => Average::None,
            "ema" => Average::Ema {
                beta: fields.number("beta", &BELOW_ONE)?,
            },
            "half_life" => Average::HalfLife {
                samples: fields.whole("samples", 1..=1_000_000_000)?,
                ramp_up: fields.number("ramp_up", &NOT_NEGATIVE)?,
            },
            other => unreachable!("average `{other}` is in the table but is not read"),
        })
    }
}
