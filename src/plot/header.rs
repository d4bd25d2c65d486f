//! The top of every figure: its title and, below it, the legend. Nothing is ever drawn over data.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::marker::Marker;
use super::palette;
use super::{arms, font};
use crate::diagnose::Verdict;
use plotters::style::RGBColor;

/// Pixels per em of titles, of ordinary text and of tick labels.
pub const TITLE_SIZE: f64 = 15.0;
pub const TEXT_SIZE: f64 = 12.0;
pub const SMALL_SIZE: f64 = 11.0;
/// White space around a figure, in pixels.
pub const MARGIN: f64 = 16.0;

const TITLE_LINE: f64 = 20.0;
const ENTRY_LINE: f64 = 19.0;
const ENTRY_GAP: f64 = 20.0;
const SWATCH: f64 = 22.0;

/// The sample in front of a legend entry.
#[derive(Debug, Clone, Copy)]
pub enum Swatch {
    Line(RGBColor),
    ThinLine(RGBColor),
    Dashes(RGBColor),
    Dot(RGBColor),
    Circle(RGBColor),
    Marker(Marker, RGBColor),
    MarkedLine(Marker, RGBColor),
    Verdict(Verdict),
    /// A median between a smallest and a largest value.
    Median,
    /// Words as they stand in the figure.
    Text(&'static str),
}

/// A title and a legend, broken into lines that fit the figure.
pub struct Header {
    title: Vec<String>,
    /// Entries with the left edge and the line that each falls on.
    entries: Vec<(Swatch, String, f64, usize)>,
    legend_lines: usize,
}

impl Header {
    pub fn new(title: &str, legend: &[(Swatch, String)], width: f64) -> Self {
        let room = width - 2.0 * MARGIN;
        let mut entries = Vec::new();
        let (mut left, mut line) = (MARGIN, 0);
        for (swatch, label) in legend {
            let label = font::shorten(label, TEXT_SIZE, false, room - SWATCH);
            let extent = SWATCH + 6.0 + font::width(&label, TEXT_SIZE, false);
            if left > MARGIN && left + extent > width - MARGIN {
                (left, line) = (MARGIN, line + 1);
            }
            entries.push((*swatch, label, left, line));
            left += extent + ENTRY_GAP;
        }
        Self {
            title: font::wrap(title, TITLE_SIZE, true, room, 2),
            legend_lines: if entries.is_empty() { 0 } else { line + 1 },
            entries,
        }
    }

    /// Height in pixels, from the top of the figure.
    pub fn height(&self) -> f64 {
        MARGIN + self.title.len() as f64 * TITLE_LINE + self.legend_lines as f64 * ENTRY_LINE + 6.0
    }

    pub fn draw(&self, canvas: &mut Canvas) {
        let mut baseline = MARGIN + 12.0;
        for line in &self.title {
            canvas.text(Text::new(line, MARGIN, baseline, TITLE_SIZE).bold());
            baseline += TITLE_LINE;
        }
        for (swatch, label, left, line) in &self.entries {
            let baseline = baseline + 2.0 + *line as f64 * ENTRY_LINE;
            swatch.draw(canvas, *left, baseline - 4.0);
            canvas.text(Text::new(label, left + SWATCH + 6.0, baseline, TEXT_SIZE));
        }
    }
}

impl Swatch {
    fn draw(self, canvas: &mut Canvas, left: f64, middle: f64) {
        let right = left + SWATCH;
        let center = (left + SWATCH / 2.0, middle);
        match self {
            Self::Line(color) => canvas.line(vec![(left, middle), (right, middle)], color, 2.0),
            Self::ThinLine(color) => canvas.line(vec![(left, middle), (right, middle)], color, 1.0),
            Self::Dashes(color) => canvas.dashes((left, middle), (right, middle), color, 1.5),
            Self::Dot(color) => canvas.disc(center, 2.0, color),
            Self::Circle(color) => canvas.ring(center, 6.0, color),
            Self::Marker(marker, color) => marker.draw(canvas, center, 5.0, color),
            Self::MarkedLine(marker, color) => {
                canvas.line(vec![(left, middle), (right, middle)], color, 2.0);
                marker.draw(canvas, center, 4.0, color);
            }
            Self::Median => arms::draw_summary(canvas, center.0, (left, right), middle),
            Self::Text(words) => {
                canvas.text(Text::new(words, center.0, middle + 4.0, TEXT_SIZE).bold().anchor(Anchor::Middle))
            }
            Self::Verdict(verdict) => {
                let color = palette::verdict_color(verdict);
                let chip = Area { left: left + 3.0, top: middle - 8.0, right: left + 19.0, bottom: middle + 8.0 };
                canvas.rectangle(chip, color.into());
                let letter = Text::new(palette::letter(verdict), center.0, middle + 4.0, SMALL_SIZE);
                canvas.text(letter.bold().color(palette::text_on(color)).anchor(Anchor::Middle));
            }
        }
    }
}
