//! One of the small panels of an overview.

use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::plot::chart::{Frame, LineStyle, SMALL_SIZE, Scale, ScaleKind, draw_line, ranges};
use crate::statistics::{format_linear, format_number};
use plotters::style::RGBColor;

/// Width of an overview, in pixels.
pub(super) const WIDTH: f64 = 420.0;
const LINE: f64 = 13.0;
/// Few enough for a document of less than 9 kB.
const MAX_COLUMNS: usize = 54;

/// A name, a colour, and a value per step.
pub(super) type SmallCurve = (&'static str, RGBColor, Vec<Option<f64>>);

/// One of the small panels of an overview.
pub(super) struct SmallPanel {
    /// Above the names: the unit.
    pub heading: &'static str,
    /// Step of each value, rising.
    pub steps: Vec<u64>,
    /// From front to back.
    pub curves: Vec<SmallCurve>,
    /// Whether the band between smallest and largest values is drawn.
    pub band: bool,
    /// The vertical axis for finite values, between two pixels.
    pub scale: fn(&[f64], (f64, f64)) -> Scale,
    /// Said where there is nothing to draw.
    pub reason: String,
}

impl SmallPanel {
    /// All finite values.
    fn values(&self) -> Vec<f64> {
        ranges::finite(self.curves.iter().map(|(_, _, values)| &values[..]))
    }

    /// Its frame in an area, over the steps from 0 to the last one.
    pub(super) fn frame(&self, area: Area, last: u64) -> Frame {
        let x = Scale::linear((0.0, last as f64), (area.left, area.right));
        Frame {
            area,
            x,
            y: (self.scale)(&self.values(), (area.bottom, area.top)),
        }
    }

    /// Draws curves, names, and the ends of the vertical axis.
    pub(super) fn draw(&self, canvas: &mut Canvas, frame: &Frame) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = frame.area;
        canvas.outline(frame.area, palette::FAINT_INK, 1.0);
        self.draw_names(canvas, frame);
        if self.values().is_empty() {
            let words = font::shorten(&self.reason, SMALL_SIZE, false, right - left - 8.0);
            let (x, y) = frame.area.center();
            return canvas.text(Text::new(words, x, y + 4.0, SMALL_SIZE).anchor(Anchor::Middle));
        }
        for (value, baseline) in [(frame.y.high, top + 10.0), (frame.y.low, bottom)] {
            let words = match frame.y.kind {
                ScaleKind::Linear if format_linear(value) == "0" => "0".to_owned(),
                _ => format_short(value),
            };
            canvas.text(Text::new(words, left - 5.0, baseline, SMALL_SIZE).anchor(Anchor::End));
        }
        for (_, color, values) in self.curves.iter().rev() {
            let style = LineStyle {
                color: *color,
                width: 1.0,
                band: self.band,
                columns: MAX_COLUMNS,
            };
            draw_line(canvas, frame, &self.steps, values, &style);
        }
    }

    /// The names of the curves at the right of the frame.
    fn draw_names(&self, canvas: &mut Canvas, frame: &Frame) {
        let log = if frame.y.kind == ScaleKind::Linear {
            ""
        } else {
            ", log"
        };
        let heading = format!("{}{log}", self.heading);
        let lines = self.curves.len() as f64 + 1.0;
        let mut baseline = frame.area.center().1 - lines / 2.0 * LINE + 10.0;
        let left = frame.area.right + 6.0;
        let words = font::shorten(&heading, SMALL_SIZE, false, WIDTH - left - 2.0);
        canvas.text(Text::new(words, left, baseline, SMALL_SIZE).color(palette::FAINT_INK));
        baseline += LINE;
        for (name, color, _) in &self.curves {
            canvas.line(
                vec![(left, baseline - 4.0), (left + 9.0, baseline - 4.0)],
                *color,
                2.0,
            );
            canvas.text(Text::new(*name, left + 13.0, baseline, SMALL_SIZE));
            baseline += LINE;
        }
    }
}

/// A number with two significant digits, in at most five letters where it is not very small or
/// large.
fn format_short(value: f64) -> String {
    let value: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    let text = format_number(value);
    if text.len() <= 5 {
        text
    } else {
        format!("{value:.0e}")
    }
}
