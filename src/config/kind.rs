//! What one sample is, known before anything is read or drawn.

use std::fmt;

/// What one row of data is, and what the generator makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number: a point on a line.
    Numbers,
    /// A point in the plane.
    Points,
    /// `side` x `side` pixels with `channels` values each (1 grey, 3 RGB), channels last, in [-1,
    /// 1].
    Images {
        /// Pixels along one side.
        side: usize,
        /// Values a pixel.
        channels: usize,
    },
}

impl Kind {
    /// Number of values a row.
    pub fn row(self) -> usize {
        match self {
            Kind::Numbers => 1,
            Kind::Points => 2,
            Kind::Images { side, channels } => side * side * channels,
        }
    }
}

/// Pixels a side from which images may be photographs.
const LEAST_PHOTOGRAPH: usize = 32;

/// Whether images of this side may be photographs, and features of these say more than pixels: pictures from
/// files, in colour or not, and arrays in colour. Grey arrays are drawings, digits or measurements.
pub fn may_be_photographs(side: usize, channels: usize, is_of_picture_files: bool) -> bool {
    (channels == 3 || is_of_picture_files) && side >= LEAST_PHOTOGRAPH
}

impl fmt::Display for Kind {
    /// Says it in words: `single numbers`, `2-D points`, `28x28 grey images`, `32x32 RGB images`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Numbers => out.write_str("single numbers"),
            Kind::Points => out.write_str("2-D points"),
            Kind::Images { side, channels: 1 } => {
                write!(out, "{side}x{side} grey images")
            }
            Kind::Images { side, .. } => write!(out, "{side}x{side} RGB images"),
        }
    }
}
