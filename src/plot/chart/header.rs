//! The top of every figure: its title and, below it, the legend. Nothing is ever drawn over data.

use super::legend::Legend;
use super::sizes::{MARGIN, TITLE_SIZE};
use super::swatch::Swatch;
use crate::plot::canvas::{Canvas, Text, font};

const TITLE_LINE: f64 = 20.0;

/// A title and a legend, broken into lines that fit the figure.
pub(crate) struct Header {
    title: Vec<String>,
    legend: Legend,
}

impl Header {
    /// For a figure of this width.
    pub fn new(title: &str, legend: &[(Swatch, String)], width: f64) -> Self {
        let title = font::wrap(title, TITLE_SIZE, true, width - 2.0 * MARGIN, 2);
        Self {
            title,
            legend: Legend::new(legend, (MARGIN, width - MARGIN)),
        }
    }

    /// Height in pixels, from the top of the figure.
    pub fn height(&self) -> f64 {
        MARGIN + self.title.len() as f64 * TITLE_LINE + self.legend.height() + 6.0
    }

    /// Draws it at the top of the figure.
    pub fn draw(&self, canvas: &mut Canvas) {
        let mut baseline = MARGIN + 12.0;
        for line in &self.title {
            canvas.text(Text::new(line, MARGIN, baseline, TITLE_SIZE).bold());
            baseline += TITLE_LINE;
        }
        self.legend.draw(canvas, baseline - 12.0);
    }
}
