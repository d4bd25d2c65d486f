//! What an array says of itself, and how its numbers become rows.

use std::path::Path;

use super::error::SampleError;
use super::number_kind::NumberKind;

/// The most bytes that an array may unpack to.
const LARGEST: u64 = 16 << 30;
/// The most bytes of one row.
const LARGEST_ROW: u64 = 512 << 20;
/// The most pixels along a side.
const LONGEST: usize = 16_384;

/// What an array says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayHeader {
    /// What its numbers are.
    pub kind: NumberKind,
    /// Whether the first byte of a number is its largest.
    pub is_big_endian: bool,
    /// Whether its first axis is the fastest, as Fortran has it.
    pub is_column_major: bool,
    /// Its axes, rows first.
    pub shape: Vec<usize>,
}

/// How the numbers of a row lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// No picture.
    Vector {
        /// Numbers of a row.
        width: usize,
    },
    /// A picture.
    Picture {
        /// Lines.
        height: usize,
        /// Pixels of a line.
        width: usize,
        /// Numbers of a pixel: 1, 3 or 4.
        channels: usize,
        /// Whether the channels are the first axis, as in PyTorch.
        channels_first: bool,
    },
}

impl ArrayHeader {
    /// Rows of the array.
    pub fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or_default()
    }

    /// Numbers of a row.
    pub fn row(&self) -> usize {
        self.shape.iter().skip(1).product()
    }

    /// Bytes of all numbers.
    ///
    /// # Errors
    /// If they are more than any file of samples has.
    pub(super) fn bytes(&self, path: &Path) -> Result<u64, SampleError> {
        let all = self
            .shape
            .iter()
            .try_fold(self.kind.size() as u64, |bytes, axis| {
                bytes
                    .checked_mul(*axis as u64)
                    .filter(|bytes| *bytes <= LARGEST)
            });
        let rows = self.rows().max(1) as u64;
        all.filter(|all| all / rows <= LARGEST_ROW).ok_or_else(|| {
            let problem = format!(
                "says that it has the shape {:?}, more than is read",
                self.shape
            );
            SampleError::refused(path, problem, "save fewer or smaller samples")
        })
    }

    /// How the numbers of a row lie.
    ///
    /// # Errors
    /// If the shape is that of no samples.
    pub fn layout(&self, path: &Path) -> Result<Layout, SampleError> {
        let is_colour = |axis: usize| matches!(axis, 1 | 3 | 4);
        let picture = |height, width, channels, channels_first| Layout::Picture {
            height,
            width,
            channels,
            channels_first,
        };
        let layout = match *self.shape.as_slice() {
            [_, width] if width > 0 => Some(Layout::Vector { width }),
            [_, height, width] => Some(picture(height, width, 1, false)),
            [_, height, width, channels] if is_colour(channels) => {
                Some(picture(height, width, channels, false))
            }
            [_, channels, height, width] if is_colour(channels) => {
                Some(picture(height, width, channels, true))
            }
            _ => None,
        };
        let is_possible = |layout: &Layout| match *layout {
            Layout::Vector { .. } => true,
            Layout::Picture { height, width, .. } => {
                height.min(width) > 0 && height.max(width) <= LONGEST
            }
        };
        layout.filter(is_possible).ok_or_else(|| {
            let problem = format!("has the shape {:?}", self.shape);
            let remedy = "samples are (N, 2) points, (N, D) vectors, or images as (N, H, W), (N, H, W, C) or (N, C, H, W) \
                          with 1, 3 or 4 channels";
            SampleError::refused(path, problem, remedy)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(shape: &[usize]) -> ArrayHeader {
        ArrayHeader {
            kind: NumberKind::F32,
            is_big_endian: false,
            is_column_major: false,
            shape: shape.to_vec(),
        }
    }

    #[test]
    fn the_shape_tells_points_from_pictures() {
        let of = |shape: &[usize]| header(shape).layout(Path::new("x.npy"));
        assert_eq!(of(&[9, 2]).unwrap(), Layout::Vector { width: 2 });
        let picture = |height, width, channels, channels_first| Layout::Picture {
            height,
            width,
            channels,
            channels_first,
        };
        assert_eq!(of(&[9, 28, 30]).unwrap(), picture(28, 30, 1, false));
        assert_eq!(of(&[9, 32, 32, 3]).unwrap(), picture(32, 32, 3, false));
        assert_eq!(of(&[9, 3, 32, 32]).unwrap(), picture(32, 32, 3, true));
        for wrong in [
            &[][..],
            &[9],
            &[9, 0],
            &[9, 5, 32, 32],
            &[9, 0, 4],
            &[1, 2, 3, 4, 5],
        ] {
            let error = of(wrong).unwrap_err().to_string();
            assert!(error.contains("(N, C, H, W)"), "{error}");
        }
    }

    #[test]
    fn lies_about_the_size_are_refused_before_memory_is_taken() {
        for shape in [&[usize::MAX, usize::MAX][..], &[1 << 40, 64], &[1, 1 << 30]] {
            assert!(
                header(shape).bytes(Path::new("x.npy")).is_err(),
                "{shape:?}"
            );
        }
        assert_eq!(header(&[10, 2]).bytes(Path::new("x.npy")).unwrap(), 80);
    }
}
