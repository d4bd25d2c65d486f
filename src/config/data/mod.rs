//! What the real samples are.

mod classes;
mod files;
mod stacked;
mod table;

pub use files::{Smaller, Unreadable};
pub use table::CIFAR10_CLASSES;
pub(super) use table::TABLE;

use super::kind::Kind;
use super::numbers::POSITIVE;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The data set that the generator learns to imitate. Paths are relative to the working directory.
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
    /// Drawn RGB images whose modes are shape x colour x place.
    Shapes {
        /// Pixels along one side.
        side: usize,
        /// How many shapes.
        shapes: usize,
        /// How many colours.
        colours: usize,
        /// How many places.
        places: usize,
    },
    /// Images in an IDX file.
    Idx {
        /// File of the images.
        images: PathBuf,
        /// File of their labels.
        #[serde(skip_serializing_if = "Option::is_none")]
        labels: Option<PathBuf>,
        /// Labels that are kept, ascending; all if there are none.
        classes: Vec<u8>,
        /// Pixels along one side.
        side: usize,
        /// Values a pixel, 1 or 3.
        channels: usize,
    },
    /// PNG and JPEG files below a folder.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Pixels along one side, to which every image is resized.
        side: usize,
        /// Values a pixel, 1 or 3.
        channels: usize,
        /// Names of subfolders that are read; all, and the folder's own files, if there are none.
        classes: Vec<String>,
        /// What is done about files that cannot be read.
        unreadable: Unreadable,
        /// What is done about images smaller than `side`.
        smaller: Smaller,
    },
    /// CIFAR-10 in its binary version, 32x32 RGB.
    Cifar10 {
        /// The folder of the five training files, or one file.
        path: PathBuf,
        /// Names out of [`CIFAR10_CLASSES`], in its order; all if there are none.
        classes: Vec<String>,
    },
    /// Three independently drawn images of a labelled grey set as red, green and blue: n classes
    /// become n^3 modes.
    Stacked {
        /// The labelled grey set.
        of: Box<Data>,
    },
}

/// How many images the digits collection holds.
pub const DIGITS_COUNT: usize = 1797;

impl Data {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Data::Ring { .. } => "ring",
            Data::Grid { .. } => "grid",
            Data::Digits => "digits",
            Data::Shapes { .. } => "shapes",
            Data::Idx { .. } => "idx",
            Data::Folder { .. } => "folder",
            Data::Cifar10 { .. } => "cifar10",
            Data::Stacked { .. } => "stacked",
        }
    }

    /// What one row is.
    pub fn kind(&self) -> Kind {
        match self {
            Data::Ring { .. } | Data::Grid { .. } => Kind::Points,
            Data::Digits => Kind::Images {
                side: 8,
                channels: 1,
            },
            &Data::Shapes { side, .. } => Kind::Images { side, channels: 3 },
            &Data::Idx { side, channels, .. } | &Data::Folder { side, channels, .. } => {
                Kind::Images { side, channels }
            }
            Data::Cifar10 { .. } => Kind::Images {
                side: 32,
                channels: 3,
            },
            Data::Stacked { of } => match of.kind() {
                Kind::Images { side, .. } => Kind::Images { side, channels: 3 },
                Kind::Points => Kind::Points,
            },
        }
    }

    /// Whether the modes are known exactly, so that dropped ones can be counted.
    pub fn knows_modes(&self) -> bool {
        matches!(
            self,
            Data::Ring { .. } | Data::Grid { .. } | Data::Shapes { .. }
        )
    }

    /// How many rows there are, where that is known without reading a file; none where rows are
    /// drawn afresh.
    pub fn count(&self) -> Option<usize> {
        matches!(self, Data::Digits).then_some(DIGITS_COUNT)
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
            "shapes" => Data::Shapes {
                side: fields.whole("side", 8..=64)?,
                shapes: fields.whole("shapes", 1..=3)?,
                colours: fields.whole("colours", 1..=4)?,
                places: fields.whole("places", 1..=4)?,
            },
            "idx" => files::read_idx(&fields)?,
            "folder" => files::read_folder(&fields)?,
            "cifar10" => files::read_cifar10(&fields)?,
            "stacked" => stacked::read(&fields)?,
            other => unreachable!("data `{other}` is in the table but is not read"),
        })
    }
}
