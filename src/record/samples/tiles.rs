//! Sheets of samples, as training programs save them: a grid of pictures, with or without a border.

use std::path::Path;
use std::str::FromStr;

use image::RgbImage;

use super::error::SampleError;
use super::rows::SampleRows;
use crate::data::sample_picture;

/// Widths of the border around each picture that programs leave: none, and torchvision's.
const BORDERS: [u32; 4] = [0, 2, 1, 4];
/// The most pictures along a side.
const MOST: u32 = 1_000;

/// How many samples a sheet has: `8x8`, rows by columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiles {
    /// Pictures from top to bottom.
    pub rows: u32,
    /// Pictures from left to right.
    pub columns: u32,
}

impl FromStr for Tiles {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let sides = text.split_once(['x', 'X', '*']);
        let number = |text: &str| {
            text.trim()
                .parse::<u32>()
                .ok()
                .filter(|it| (1..=MOST).contains(it))
        };
        let both = sides.and_then(|(rows, columns)| Some((number(rows)?, number(columns)?)));
        let (rows, columns) =
            both.ok_or("expected rows x columns of a sheet, such as 8x8, each from 1 to 1,000")?;
        Ok(Self { rows, columns })
    }
}

/// Where the pictures of a sheet are.
struct Grid {
    border: u32,
    width: u32,
    height: u32,
}

impl Tiles {
    /// Samples of a sheet.
    pub fn count(self) -> usize {
        (self.rows * self.columns) as usize
    }

    /// The grid of a sheet of this size; the narrowest border that fits.
    fn grid(self, width: u32, height: u32) -> Option<Grid> {
        let part = |length: u32, count: u32, border: u32| {
            let left = length.checked_sub(border * (count + 1))?;
            (left.is_multiple_of(count) && left > 0).then_some(left / count)
        };
        BORDERS.into_iter().find_map(|border| {
            let (width, height) = (
                part(width, self.columns, border)?,
                part(height, self.rows, border)?,
            );
            Some(Grid {
                border,
                width,
                height,
            })
        })
    }

    /// The sides of a picture of this sheet, in pixels.
    ///
    /// # Errors
    /// If the sheet cannot be divided so.
    pub(super) fn sides(self, path: &Path, sheet: &RgbImage) -> Result<(u32, u32), SampleError> {
        let grid = self.grid(sheet.width(), sheet.height());
        let grid = grid.ok_or_else(|| {
            let problem = format!(
                "is {} x {} pixels, which {} rows of {} pictures do not divide, with borders of 0, 1, 2 or 4 pixels",
                sheet.width(),
                sheet.height(),
                self.rows,
                self.columns
            );
            SampleError::refused(path, problem, "count the rows and columns of the sheet again: `--tile ROWSxCOLUMNS`")
        })?;
        Ok((grid.width, grid.height))
    }

    /// Adds the pictures of a sheet that `holds` names, row by row.
    pub(super) fn cut(
        self,
        sheet: &RgbImage,
        target: (usize, usize),
        holds: impl Fn(usize) -> bool,
        rows: &mut SampleRows,
    ) {
        let Some(grid) = self.grid(sheet.width(), sheet.height()) else {
            return;
        };
        for place in (0..self.count()).filter(|place| holds(*place)) {
            let (row, column) = (place as u32 / self.columns, place as u32 % self.columns);
            let corner = (
                grid.border + column * (grid.width + grid.border),
                grid.border + row * (grid.height + grid.border),
            );
            let size = (grid.width, grid.height);
            rows.push_bytes(&sample_picture::tile(sheet, corner, size, target));
        }
    }
}

/// Opens a sheet.
pub(super) fn sheet(path: &Path) -> Result<RgbImage, SampleError> {
    sample_picture::sheet(path).map_err(|reason| {
        let problem = format!("is no sheet that can be read: {reason}");
        SampleError::refused(path, problem, "name PNG, JPEG, WebP, BMP or GIF files")
    })
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::super::row_form::RowForm;
    use super::*;

    #[test]
    fn a_sheet_is_cut_with_and_without_borders() {
        let tiles: Tiles = "2x3".parse().unwrap();
        assert_eq!((tiles.rows, tiles.columns), (2, 3));
        for border in [0, 2] {
            let (width, height) = (3 * (4 + border) + border, 2 * (4 + border) + border);
            let sheet = RgbImage::from_fn(width, height, |x, y| {
                let place = |at: u32| {
                    at.checked_sub(border)
                        .map(|it| (it / (4 + border), it % (4 + border)))
                };
                match (place(x), place(y)) {
                    (Some((column, left)), Some((row, top))) if left < 4 && top < 4 => {
                        Rgb([(row * 3 + column) as u8; 3])
                    }
                    _ => Rgb([255; 3]),
                }
            });
            let form = RowForm::Image {
                side: 4,
                channels: 1,
            };
            let mut rows = SampleRows::empty(form, true);
            tiles.cut(&sheet, (4, 1), |_| true, &mut rows);
            let bytes = rows.bytes();
            let expected: Vec<u8> = (0..6).flat_map(|tile| [tile; 16]).collect();
            assert_eq!(bytes, expected, "border {border}");
        }
        let odd = RgbImage::new(13, 8);
        let error = tiles
            .sides(Path::new("x.png"), &odd)
            .unwrap_err()
            .to_string();
        assert!(error.contains("13 x 8 pixels"), "{error}");
        for wrong in ["", "8", "0x8", "8x-1", "9999x9999"] {
            assert!(wrong.parse::<Tiles>().is_err(), "{wrong}");
        }
    }
}
