//! One row per setting: its name at the left, what it has on a common horizontal axis, words at the
//! right.

use super::frame::Frame;
use super::header::Header;
use super::scale::Scale;
use super::sizes::{BELOW, FIGURE_WIDTH, MARGIN, SMALL_SIZE};
use super::swatch::Swatch;
use crate::plot::canvas::{Area, Canvas, font, palette};
use plotters::style::Color;

/// The measures of a chart of rows, in pixels.
pub(crate) struct RowSizes {
    /// Of a row.
    pub height: f64,
    /// Least width of the names.
    pub min_label: f64,
    /// Most width of the names.
    pub max_label: f64,
    /// Width of the words at the right.
    pub words: f64,
}

/// A chart of rows whose rows are still to be drawn.
pub(crate) struct RowChart {
    /// What is drawn so far.
    pub canvas: Canvas,
    /// Of all rows.
    pub frame: Frame,
    row_height: f64,
}

impl RowChart {
    /// Title, legend, stripes behind every other one of `rows` rows, and the horizontal axis over
    /// `range`. `labels` are the lines of all names.
    pub fn new(
        title: &str,
        legend: &[(Swatch, String)],
        (labels, rows): (&[String], usize),
        (x_label, range): (&str, (f64, f64)),
        sizes: &RowSizes,
    ) -> Self {
        let header = Header::new(title, legend, FIGURE_WIDTH);
        let widths = labels
            .iter()
            .map(|line| font::width(line, SMALL_SIZE, false));
        let label = widths.fold(sizes.min_label, f64::max).min(sizes.max_label);
        let top = header.height() + 4.0;
        let area = Area {
            left: MARGIN + label + 10.0,
            top,
            right: FIGURE_WIDTH - sizes.words,
            bottom: top + rows.max(1) as f64 * sizes.height + 8.0,
        };
        let mut canvas = Canvas::new(title, FIGURE_WIDTH, area.bottom + BELOW);
        header.draw(&mut canvas);
        let frame = Frame {
            area,
            x: Scale::linear(range, (area.left + 8.0, area.right - 8.0)),
            y: Scale::linear((0.0, 1.0), (0.0, 1.0)),
        };
        for index in (0..rows).step_by(2) {
            let top = top + 4.0 + index as f64 * sizes.height;
            let stripe = Area {
                top,
                bottom: top + sizes.height,
                ..area
            };
            canvas.rectangle(stripe, palette::GRID.mix(0.35));
        }
        frame.draw_x_axis(&mut canvas, Some(x_label));
        Self {
            canvas,
            frame,
            row_height: sizes.height,
        }
    }

    /// The height of the middle of a row.
    pub fn middle(&self, index: usize) -> f64 {
        self.frame.area.top + 4.0 + (index as f64 + 0.5) * self.row_height
    }

    /// The figure, once the rows are drawn.
    pub fn finish(mut self) -> Canvas {
        self.canvas
            .outline(self.frame.area, palette::FAINT_INK, 1.0);
        self.canvas
    }
}
