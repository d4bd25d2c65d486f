//! Which pair of networks plays.

use super::catalog::Entry;
use super::data::Data;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// A typed pair of generator and discriminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Model {
    /// A pair for points in the plane.
    #[serde(rename = "mlp")]
    Mlp,
    /// A fully connected pair for 8x8 images.
    #[serde(rename = "fc-8")]
    Fc8,
}

pub(super) static TABLE: [Entry; 2] = [
    Entry {
        kind: "model",
        name: "mlp",
        summary: "A pair of small perceptrons for points in the plane; default for ring and grid.",
        parameters: &[],
        source: "",
    },
    Entry {
        kind: "model",
        name: "fc-8",
        summary: "A fully connected pair for 8x8 images; default for digits.",
        parameters: &[],
        source: "",
    },
];

impl Model {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Model::Mlp => "mlp",
            Model::Fc8 => "fc-8",
        }
    }

    /// The model that is taken when a study names none.
    pub fn default_for(data: &Data) -> Model {
        match data {
            Data::Ring { .. } | Data::Grid { .. } => Model::Mlp,
            Data::Digits => Model::Fc8,
        }
    }

    /// What the model's samples are, in words.
    pub fn wants(&self) -> &'static str {
        match self {
            Model::Mlp => "2-D points",
            Model::Fc8 => "8x8 images",
        }
    }

    /// Whether the model's samples have the shape of the data's.
    pub fn fits(&self, data: &Data) -> bool {
        self.wants() == Model::default_for(data).wants()
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Model, Problem> {
        Ok(match choose(node, &TABLE)?.name() {
            "mlp" => Model::Mlp,
            "fc-8" => Model::Fc8,
            other => unreachable!("model `{other}` is in the table but is not read"),
        })
    }
}
