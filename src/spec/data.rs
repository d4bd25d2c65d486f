//! What the real samples are.

use super::catalog::Entry;
use super::problem::Problem;
use super::reader::{Node, POSITIVE, choose};
use serde::{Deserialize, Serialize};

/// The data set that the generator learns to imitate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Data {
    /// Gaussians on a circle, in the plane.
    Ring {
        /// How many Gaussians.
        modes: usize,
        /// Standard deviation of each.
        std: f64,
        /// Radius of the circle of their centres.
        radius: f64,
    },
    /// Gaussians on a square grid, in the plane.
    Grid {
        /// How many Gaussians along one side.
        side: usize,
        /// Standard deviation of each.
        std: f64,
        /// Distance between neighbouring centres.
        spacing: f64,
    },
    /// Handwritten digits, 8x8 grey values.
    Digits,
}

/// How many images the digits collection holds.
pub const DIGITS_COUNT: usize = 1797;

const PACGAN: &str = "Lin et al. 2018, PacGAN, experiments on synthetic data";

pub(super) static TABLE: [Entry; 3] = [
    Entry {
        kind: "data",
        name: "ring",
        summary: "Gaussians evenly spaced on a circle; dropped modes are easy to count.",
        parameters: &[
            ("modes", "8", "number of Gaussians, 1 to 1000"),
            ("std", "0.02", "standard deviation of each Gaussian"),
            ("radius", "1.0", "radius of the circle of their centres"),
        ],
        source: PACGAN,
    },
    Entry {
        kind: "data",
        name: "grid",
        summary: "Gaussians on a square grid; many modes that a generator may drop.",
        parameters: &[
            ("side", "5", "Gaussians along one side, 1 to 50"),
            ("std", "0.05", "standard deviation of each Gaussian"),
            ("spacing", "2.0", "distance between neighbouring centres"),
        ],
        source: PACGAN,
    },
    Entry {
        kind: "data",
        name: "digits",
        summary: "1,797 handwritten digits of 8x8 grey values.",
        parameters: &[],
        source: "UCI Optical Recognition of Handwritten Digits (Alpaydin, Kaynak), CC BY 4.0",
    },
];

impl Data {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Data::Ring { .. } => "ring",
            Data::Grid { .. } => "grid",
            Data::Digits => "digits",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Data, Problem> {
        let fields = choose(node, &TABLE)?;
        Ok(match fields.name() {
            "ring" => Data::Ring {
                modes: fields.whole("modes", 1..=1000)?,
                std: fields.number("std", &POSITIVE)?,
                radius: fields.number("radius", &POSITIVE)?,
            },
            "grid" => Data::Grid {
                side: fields.whole("side", 1..=50)?,
                std: fields.number("std", &POSITIVE)?,
                spacing: fields.number("spacing", &POSITIVE)?,
            },
            "digits" => Data::Digits,
            other => unreachable!("data `{other}` is in the table but is not read"),
        })
    }
}
