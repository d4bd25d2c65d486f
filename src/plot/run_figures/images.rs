//! Image samples at a few steps.

use crate::plot::canvas::{Canvas, Figure, ImageSheet, Pixels, PlotError, palette};
use crate::plot::chart::{Header, MARGIN, Tiles};

/// Generated images at a few steps: one panel per snapshot, each a grid of images, enlarged without
/// smoothing.
#[derive(Debug, Clone)]
pub(crate) struct ImageSamples<'a> {
    /// Title of the figure.
    pub title: &'a str,
    sheets: Vec<(&'a str, ImageSheet)>,
}

/// One snapshot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImagePanel<'a> {
    /// Words above the panel: `step 800`.
    pub label: &'a str,
    /// N images of S x S x C values (channels last) in [-1, 1], one after the other.
    pub images: &'a [f32],
}

/// Pixels that a panel should be wide, about.
const PANEL_WIDTH: f64 = 200.0;
const MAX_WIDTH: f64 = 1120.0;
/// The canvas has half pixels; a zoom counts those.
const ZOOM_PER_PIXEL: f64 = 2.0;

impl<'a> ImageSamples<'a> {
    /// Images of `side` x `side` pixels with `channels` (1 or 3) channels.
    ///
    /// # Errors
    /// A panel does not hold whole images.
    pub fn new(
        title: &'a str,
        side: usize,
        channels: usize,
        panels: &[ImagePanel<'a>],
    ) -> Result<Self, PlotError> {
        let values = (channels * side * side).max(1);
        let most = panels
            .iter()
            .map(|panel| panel.images.len() / values)
            .max()
            .unwrap_or(1);
        let columns = (1..).find(|columns| columns * columns >= most).unwrap_or(1);
        let sheet = |panel: &ImagePanel<'a>| {
            Ok((
                panel.label,
                ImageSheet::new(panel.images, side, channels, columns, 1)?,
            ))
        };
        let sheets = panels.iter().map(sheet).collect::<Result<_, PlotError>>()?;
        Ok(Self { title, sheets })
    }
}

impl Figure for ImageSamples<'_> {
    fn draw(&self) -> Canvas {
        let widest = self
            .sheets
            .iter()
            .map(|(_, sheet)| sheet.width)
            .max()
            .unwrap_or(1);
        let highest = self
            .sheets
            .iter()
            .map(|(_, sheet)| sheet.height)
            .max()
            .unwrap_or(1);
        let zoom = (PANEL_WIDTH * ZOOM_PER_PIXEL / widest as f64)
            .round()
            .max(1.0);
        let panel = (
            widest as f64 * zoom / ZOOM_PER_PIXEL,
            highest as f64 * zoom / ZOOM_PER_PIXEL,
        );
        let tiles = Tiles::new(
            self.sheets.iter().map(|(label, _)| *label),
            panel,
            MAX_WIDTH,
        );
        let width = tiles.width.max(400.0);
        let header = Header::new(self.title, &[], width);
        let mut canvas = Canvas::new(self.title, width, header.height() + tiles.height + MARGIN);
        header.draw(&mut canvas);
        for (index, (label, sheet)) in self.sheets.iter().enumerate() {
            let area = tiles.place(&mut canvas, header.height(), index, label);
            canvas.rectangle(area, palette::GRID.into());
            canvas.pixels(Pixels {
                x: area.left,
                y: area.top,
                width: sheet.width,
                height: sheet.height,
                rgb: sheet.rgb.clone(),
                zoom: zoom as usize,
            });
        }
        canvas
    }
}
