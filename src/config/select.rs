//! Which of its fakes G learns from.

use super::catalog::Entry;
use super::numbers::{SHARE, SHRINKING};
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The rows of G's batch that its loss counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Select {
    /// Every row.
    All,
    /// The rows that D takes for the most real, of which there are ever fewer.
    TopK {
        /// Factor on their share after every `every` updates of G, in (0, 1).
        decay: f64,
        /// Updates of G.
        every: usize,
        /// Smallest share, in (0, 1].
        least: f64,
    },
}

pub(super) static TABLE: [Entry; 2] = [
    Entry {
        kind: "select",
        name: "all",
        summary: "G learns from every fake of its batch.",
        parameters: &[],
        formula: "L_G is a mean over all B rows.",
        source: "",
    },
    Entry {
        kind: "select",
        name: "top_k",
        summary: "G learns only from the fakes that D scores best; ever fewer of them.",
        parameters: &[
            (
                "decay",
                "0.99",
                "factor on the share of the batch, above 0 and below 1",
            ),
            (
                "every",
                "100",
                "updates of G from one whole factor to the next, 1 to 10000000",
            ),
            ("least", "0.5", "smallest share, above 0 and at most 1"),
        ],
        formula: "L_G is a mean over the k highest of the B values D(G(z)) (one for each pack of samples), k = max(decay^floor(t / every), least) B \
                  rounded to the nearest, at least 1, t = updates of G so far.",
        source: "Sinha et al. 2020, Top-k training of GANs",
    },
];

impl Select {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Select::All => "all",
            Select::TopK { .. } => "top_k",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Select, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "all" => Select::All,
            "top_k" => Select::TopK {
                decay: fields.number("decay", &SHRINKING)?,
                every: fields.whole("every", 1..=10_000_000)?,
                least: fields.number("least", &SHARE)?,
            },
            other => unreachable!("select `{other}` is in the table but is not read"),
        })
    }
}
