//! Entries of a legend, in lines that fit a width.

use super::sizes::TEXT_SIZE;
use super::swatch::Swatch;
use crate::plot::canvas::{Canvas, Text, font};

/// Height of a line, in pixels.
const LINE: f64 = 19.0;
const GAP: f64 = 20.0;
const SWATCH_WIDTH: f64 = 22.0;

/// Entries with the left edge and the line that each falls on.
pub(crate) struct Legend {
    entries: Vec<(Swatch, String, f64, usize)>,
    lines: usize,
}

impl Legend {
    /// Between two pixels from left to right.
    pub fn new(entries: &[(Swatch, String)], (from, to): (f64, f64)) -> Self {
        let mut placed = Vec::new();
        let (mut left, mut line) = (from, 0);
        for (swatch, label) in entries {
            let label = font::shorten(label, TEXT_SIZE, false, to - from - swatch.width());
            let extent = swatch.width() + font::width(&label, TEXT_SIZE, false);
            if left > from && left + extent > to {
                (left, line) = (from, line + 1);
            }
            placed.push((*swatch, label, left, line));
            left += extent + GAP;
        }
        Self {
            lines: if placed.is_empty() { 0 } else { line + 1 },
            entries: placed,
        }
    }

    /// Height in pixels; nothing without entries.
    pub fn height(&self) -> f64 {
        self.lines as f64 * LINE
    }

    /// Draws it below `top`.
    pub fn draw(&self, canvas: &mut Canvas, top: f64) {
        for (swatch, label, left, line) in &self.entries {
            let baseline = top + 14.0 + *line as f64 * LINE;
            swatch.draw(canvas, *left, baseline - 4.0, SWATCH_WIDTH);
            canvas.text(Text::new(label, left + swatch.width(), baseline, TEXT_SIZE));
        }
    }
}
