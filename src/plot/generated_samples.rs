//! Samples that a trained generator was asked for: sheets, single pictures, animations, points.

use super::canvas::{PlotError, animation_png, image_png, image_sheet_png, to_png};
use super::run_figures::{Scatter, ScatterPanel, as_points};
use crate::data::Modes;

/// Pixels along a side that an image of a sheet should have, about.
const SHEET_SIDE: usize = 96;
/// Pixels along a side that a sheet should not exceed, if its images can be smaller.
const LARGE_SHEET: usize = 4096;

/// Pixels of a sheet for one pixel of an image of `side` pixels, `columns` of them in a row.
fn scale(side: usize, columns: usize) -> usize {
    let wanted = SHEET_SIDE.div_ceil(side).max(2);
    wanted.min(LARGE_SHEET / (side * columns).max(1)).max(1)
}

/// Images side by side as a PNG file, `columns` in a row, larger the fewer there are.
///
/// # Errors
/// If these are not whole images.
pub(crate) fn sheet(
    images: &[f32],
    (side, channels): (usize, usize),
    columns: usize,
) -> Result<Vec<u8>, PlotError> {
    image_sheet_png(images, side, channels, columns, scale(side, columns))
}

/// One image as a PNG file, pixel by pixel.
///
/// # Errors
/// If it is no whole image.
pub(crate) fn picture(
    image: &[f32],
    (side, channels): (usize, usize),
) -> Result<Vec<u8>, PlotError> {
    image_png(image, side, channels)
}

/// Images one after the other as an animated PNG file.
///
/// # Errors
/// If these are not whole images.
pub(crate) fn animation(
    images: &[f32],
    (side, channels): (usize, usize),
) -> Result<Vec<u8>, PlotError> {
    // Twice as large as in a sheet: it is looked at alone.
    animation_png(images, side, channels, 2 * scale(side, 1))
}

/// Points beside real ones, over the true modes where these are known, as a PNG file.
///
/// # Errors
/// If a font cannot be read.
pub(crate) fn point_sheet(
    title: &str,
    reals: &[f32],
    samples: &[f32],
    modes: Option<&Modes>,
) -> Result<Vec<u8>, PlotError> {
    let (reals, samples) = (as_points(reals), as_points(samples));
    let panel = |label, points, is_real| ScatterPanel {
        label,
        points,
        is_real,
    };
    let panels = vec![
        panel("real samples", &reals, true),
        panel("samples", &samples, false),
    ];
    let centres = modes.map(Modes::points).unwrap_or_default();
    to_png(&Scatter {
        title,
        modes: &centres,
        radius: modes.map_or(0.0, |modes| modes.radius),
        large: panels.len(),
        panels,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_images_are_smaller_and_few_are_large_enough() {
        assert_eq!(scale(8, 8), 12);
        assert_eq!(scale(32, 8), 3);
        assert_eq!(scale(64, 8), 2);
        assert_eq!(scale(64, 100), 1);
    }
}
