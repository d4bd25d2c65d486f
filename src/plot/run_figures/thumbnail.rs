//! The last samples of a run as a PNG of a kilobyte or a few, for pages with hundreds of runs. Points
//! lie on whatever paper the page has.

use super::scatter::{as_points, largest_coordinate};
use crate::data::{Kind, Modes};
use crate::plot::canvas::{ImageSheet, PlotError, encode_indexed, palette};
use plotters::style::RGBColor;

/// Height and width in pixels, for points.
const SIDE: usize = 96;
/// Images along one side, and the pixels of each.
const IMAGES: usize = 4;
const IMAGE: usize = 24;
/// As many points as a scatter draws.
const MAX_POINTS: usize = 600;
/// Values of grey images: with the colour between images a palette of four bits.
const GREY_LEVELS: usize = 15;
/// Values per channel of colour images, the first choice first: fewer make a smaller file.
const LEVELS: [usize; 4] = [6, 5, 4, 3];
/// A file of more bytes is tried with fewer values.
const MAX_BYTES: usize = 4800;

/// The samples as a PNG file; `rows` are whole samples of this kind.
pub(super) fn thumbnail_png(
    rows: &[f32],
    kind: Kind,
    modes: Option<&Modes>,
) -> Result<Vec<u8>, PlotError> {
    match kind {
        Kind::Numbers | Kind::Points => IndexedImage::points(&as_points(rows), modes).png(),
        Kind::Images { side, channels } => {
            let values = kind.row();
            if values == 0 || !rows.len().is_multiple_of(values) {
                return Err(PlotError::SheetShape {
                    values: rows.len(),
                    channels,
                    side,
                });
            }
            let images = rows.chunks_exact(values).take(IMAGES * IMAGES);
            let resized: Vec<f32> = images
                .flat_map(|image| nearest(image, side, channels))
                .collect();
            let sheet = ImageSheet::new(&resized, IMAGE, channels, IMAGES, 1)?;
            let mut smallest = Vec::new();
            for levels in if channels == 1 {
                &[GREY_LEVELS][..]
            } else {
                &LEVELS
            } {
                smallest = IndexedImage::image(&sheet, *levels).png()?;
                if smallest.len() <= MAX_BYTES {
                    break;
                }
            }
            Ok(smallest)
        }
    }
}

/// An image at [`IMAGE`] pixels per side: the nearest pixel each, so nothing is smoothed.
fn nearest(image: &[f32], side: usize, channels: usize) -> Vec<f32> {
    let from = |at: usize| (2 * at + 1) * side / (2 * IMAGE);
    let pixel = |at: usize| (from(at / IMAGE) * side + from(at % IMAGE)) * channels;
    (0..IMAGE * IMAGE)
        .flat_map(|at| image[pixel(at)..pixel(at) + channels].to_vec())
        .collect()
}

/// Pixels as places in a palette.
struct IndexedImage {
    width: usize,
    pixels: Vec<u8>,
    palette: Vec<[u8; 3]>,
    /// Opacity of the first colours of the palette.
    opacity: Vec<u8>,
}

/// Opacity of the palette of points: paper, rings, one dot, several dots.
const POINTS_OPACITY: [u8; 4] = [0, 255, 150, 255];

impl IndexedImage {
    /// Dots over faint rings around the modes, both axes alike; what lies beyond them is at the
    /// edge, what is not a number left out.
    fn points(points: &[[f32; 2]], modes: Option<&Modes>) -> Self {
        let centres = modes.map(Modes::points).unwrap_or_default();
        let radius = modes.map_or(0.0, |modes| f64::from(modes.radius));
        let shown = if centres.is_empty() { points } else { &centres };
        let reach = largest_coordinate(shown) + radius;
        let unit = SIDE as f64 / (2.3 * reach.max(1e-6));
        let mut drawn = Self {
            width: SIDE,
            pixels: vec![0; SIDE * SIDE],
            palette: [
                palette::WHITE,
                palette::SEPARATOR,
                palette::VERMILION,
                palette::VERMILION,
            ]
            .map(|RGBColor(red, green, blue)| [red, green, blue])
            .to_vec(),
            opacity: POINTS_OPACITY.to_vec(),
        };
        for [x, y] in &centres {
            drawn.ring(
                f64::from(*x) * unit,
                f64::from(*y) * unit,
                (radius * unit).max(2.5),
            );
        }
        let edge = SIDE as f64 / 2.0 - 0.5;
        let place = |value: f32| (f64::from(value) * unit).clamp(-edge, edge);
        for [x, y] in points.iter().take(MAX_POINTS) {
            // A second dot on the same pixel makes it stronger.
            if let Some(pixel) = drawn.at(place(*x), place(*y)) {
                *pixel = if *pixel < 2 { 2 } else { 3 };
            }
        }
        drawn
    }

    /// Colours rounded to so many values per channel.
    fn image(sheet: &ImageSheet, levels: usize) -> Self {
        let most = levels as f64 - 1.0;
        let rounded =
            |value: u8| ((f64::from(value) / 255.0 * most).round() / most * 255.0).round() as u8;
        let colors: Vec<[u8; 3]> = sheet
            .rgb
            .chunks_exact(3)
            .map(|pixel| [rounded(pixel[0]), rounded(pixel[1]), rounded(pixel[2])])
            .collect();
        let mut palette = colors.clone();
        palette.sort_unstable();
        palette.dedup();
        let place = |color: &[u8; 3]| {
            palette
                .binary_search(color)
                .expect("every colour is in its palette") as u8
        };
        Self {
            width: sheet.width,
            pixels: colors.iter().map(place).collect(),
            palette,
            opacity: Vec::new(),
        }
    }

    /// The pixel at a place from the middle, upwards.
    fn at(&mut self, x: f64, y: f64) -> Option<&mut u8> {
        let middle = SIDE as f64 / 2.0;
        let (column, row) = ((middle + x).floor(), (middle - y).floor());
        let inside = |place: f64| (0.0..SIDE as f64).contains(&place);
        (inside(column) && inside(row))
            .then(|| &mut self.pixels[row as usize * SIDE + column as usize])
    }

    fn ring(&mut self, x: f64, y: f64, radius: f64) {
        let steps = (radius.min(SIDE as f64) * 8.0) as usize;
        for step in 0..steps {
            let angle = std::f64::consts::TAU * step as f64 / steps as f64;
            if let Some(pixel) = self.at(x + radius * angle.cos(), y + radius * angle.sin()) {
                *pixel = 1;
            }
        }
    }

    fn png(&self) -> Result<Vec<u8>, PlotError> {
        encode_indexed(&self.pixels, self.width, &self.palette, &self.opacity)
    }
}
