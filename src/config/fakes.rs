//! Which fakes each player sees.

use super::catalog::Entry;
use super::numbers::SHARE;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// Where the fakes of an update come from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fakes {
    /// Each player's update draws its own batch of fakes.
    Fresh,
    /// One batch of fakes serves both players.
    Shared,
    /// As `Fresh`, but D also learns from earlier fakes.
    Replay {
        /// Earlier fakes that are kept.
        buffer: usize,
        /// Share of D's fakes that are earlier ones, in (0, 1].
        share: f64,
    },
}

pub(super) static TABLE: [Entry; 3] = [
    Entry {
        kind: "fakes",
        name: "fresh",
        summary: "Each update draws its own batch of fakes.",
        parameters: &[],
        formula: "z ~ N(0, 1) afresh for each update of D and of G.",
        source: "",
    },
    Entry {
        kind: "fakes",
        name: "shared",
        summary: "One batch of fakes serves both players of a step.",
        parameters: &[],
        formula: "z ~ N(0, 1) once a step; the first player's G(z) serves both updates.",
        source: "",
    },
    Entry {
        kind: "fakes",
        name: "replay",
        summary: "D also learns from earlier fakes, so that it does not forget what it has refused.",
        parameters: &[
            (
                "buffer",
                "10000",
                "earlier fakes that are kept, 1 to 1000000",
            ),
            (
                "share",
                "0.5",
                "share of D's fakes that are earlier ones, above 0 and at most 1",
            ),
        ],
        formula: "Of the B fakes of each update of D, round(share B) fill the buffer while it is not full; then each of \
                  them changes places with one drawn evenly from the buffer. G's fakes are fresh.",
        source: "ganhacks 8 (Chintala et al.); Shrivastava et al. 2017, section 2.3",
    },
];

impl Fakes {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Fakes::Fresh => "fresh",
            Fakes::Shared => "shared",
            Fakes::Replay { .. } => "replay",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Fakes, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "fresh" => Fakes::Fresh,
            "shared" => Fakes::Shared,
            "replay" => Fakes::Replay {
                buffer: fields.whole("buffer", 1..=1_000_000)?,
                share: fields.number("share", &SHARE)?,
            },
            other => unreachable!("fakes `{other}` is in the table but is not read"),
        })
    }
}
