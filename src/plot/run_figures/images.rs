//! Image samples at a few steps, beside real images.

use crate::plot::canvas::{Area, Canvas, Figure, ImageSheet, Pixels, PlotError, palette};
use crate::plot::chart::{Header, MARGIN, Tiles};

/// One square panel per snapshot, each a grid of images, enlarged without smoothing.
#[derive(Debug, Clone)]
pub(crate) struct ImageSamples<'a> {
    /// Title of the figure.
    pub title: &'a str,
    large: usize,
    grids: Vec<(&'a str, ImageGrid)>,
}

/// One snapshot, or the data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImagePanel<'a> {
    /// Words above the panel: `step 800`.
    pub label: &'a str,
    /// N images of S x S x C values (channels last) in [-1, 1], one after the other.
    pub images: &'a [f32],
}

/// As many images along each side of a large panel, and of a small one.
const COLUMNS: (usize, usize) = (8, 5);
/// The same for images that need more room.
const COLUMNS_OF_FINE_IMAGES: (usize, usize) = (6, 3);
/// Images of more pixels along a side need more room.
const FINE: usize = 40;
/// Thickness of the lines between images, in pixels.
const LINE: f64 = 1.5;

/// Images in rows.
#[derive(Debug, Clone)]
struct ImageGrid {
    sheet: ImageSheet,
    /// Images along each side, whether there are as many or not.
    across: usize,
    columns: usize,
    rows: usize,
}

impl ImageGrid {
    fn new(
        images: &[f32],
        (side, channels): (usize, usize),
        most: usize,
    ) -> Result<Self, PlotError> {
        let values = (channels * side * side).max(1);
        let shown = images.len().min(most * most * values);
        let count = shown / values;
        let across = (1..most).find(|across| across * across >= count);
        let across = across.unwrap_or(most);
        Ok(Self {
            sheet: ImageSheet::new(&images[..shown], side, channels, across, 0)?,
            across,
            columns: across.min(count),
            rows: count.div_ceil(across),
        })
    }

    /// Draws the images from the upper left corner of a panel, with lines between them.
    fn draw(&self, canvas: &mut Canvas, panel: &Area) {
        let cell = panel.width() / self.across as f64;
        let area = Area {
            right: panel.left + self.across as f64 * cell,
            bottom: panel.top + self.rows.max(1) as f64 * cell,
            ..*panel
        };
        canvas.pixels(Pixels {
            area,
            width: self.sheet.width,
            height: self.sheet.height,
            rgb: self.sheet.rgb.clone(),
        });
        for column in 1..self.columns {
            let x = area.left + column as f64 * cell;
            canvas.line(
                vec![(x, area.top), (x, area.bottom)],
                palette::SEPARATOR,
                LINE,
            );
        }
        for row in 1..self.rows {
            let y = area.top + row as f64 * cell;
            canvas.line(
                vec![(area.left, y), (area.right, y)],
                palette::SEPARATOR,
                LINE,
            );
        }
        canvas.outline(area, palette::SEPARATOR, LINE);
    }
}

impl<'a> ImageSamples<'a> {
    /// Images of `side` x `side` pixels with `channels` (1 or 3) channels; the first `large` panels
    /// are large and show more of them.
    ///
    /// # Errors
    /// A panel does not hold whole images.
    pub fn new(
        title: &'a str,
        (side, channels): (usize, usize),
        large: usize,
        panels: &[ImagePanel<'a>],
    ) -> Result<Self, PlotError> {
        let most = match side {
            fine if fine > FINE => COLUMNS_OF_FINE_IMAGES,
            _ => COLUMNS,
        };
        let grid = |(index, panel): (usize, &ImagePanel<'a>)| {
            let most = if index < large { most.0 } else { most.1 };
            let grid = ImageGrid::new(panel.images, (side, channels), most)?;
            Ok((panel.label, grid))
        };
        let grids = panels.iter().enumerate().map(grid);
        Ok(Self {
            title,
            large,
            grids: grids.collect::<Result<_, PlotError>>()?,
        })
    }
}

impl Figure for ImageSamples<'_> {
    fn draw(&self) -> Canvas {
        let labels: Vec<&str> = self.grids.iter().map(|(label, _)| *label).collect();
        let tiles = Tiles::new(&labels, self.large);
        let header = Header::new(self.title, &[], tiles.width);
        let height = header.height() + tiles.height + MARGIN;
        let mut canvas = Canvas::new(self.title, tiles.width, height);
        header.draw(&mut canvas);
        for (index, (label, grid)) in self.grids.iter().enumerate() {
            let panel = tiles.place(&mut canvas, header.height(), index, label);
            grid.draw(&mut canvas, &panel);
        }
        canvas
    }
}
