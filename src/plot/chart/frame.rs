//! One pair of axes.

use super::scale::Scale;
use super::sizes::{LEFT, MARGIN, SMALL_SIZE, TEXT_SIZE};
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::statistics::format_scientific;

/// An area with two axes.
pub(crate) struct Frame {
    /// Where it is on the canvas.
    pub area: Area,
    /// The horizontal axis.
    pub x: Scale,
    /// The vertical axis.
    pub y: Scale,
}

impl Frame {
    /// Position of a point on the canvas; points outside fall on the edge.
    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x.pixel(x), self.y.pixel(y))
    }

    /// FacetGrid lines, ticks and both axis titles, units included.
    pub fn draw_axes(&self, canvas: &mut Canvas, x_label: &str, y_label: &str) {
        self.draw_y_axis(canvas, y_label);
        self.draw_x_axis(canvas, Some(x_label));
        canvas.outline(self.area, palette::FAINT_INK, 1.0);
    }

    /// Pixels that the title of the vertical axis of a frame of this height may take.
    pub fn title_room(height: f64) -> f64 {
        height + 20.0
    }

    /// The horizontal grid lines and what stands to their left.
    pub fn draw_y_axis(&self, canvas: &mut Canvas, label: &str) {
        let Area {
            left,
            right,
            bottom,
            ..
        } = self.area;
        let mut last = f64::INFINITY;
        for (value, words) in shorten_ticks(self.y.ticks((self.area.height() / 42.0) as usize)) {
            let y = self.y.pixel(value);
            canvas.line(vec![(left, y), (right, y)], palette::GRID, 1.0);
            // Ticks of a logarithmic axis may crowd together near zero.
            if last - y >= SMALL_SIZE + 3.0 {
                canvas.text(Text::new(words, left - 7.0, y + 4.0, SMALL_SIZE).anchor(Anchor::End));
                last = y;
            }
        }
        let room = Self::title_room(bottom - self.area.top);
        let label = font::shorten(label, TEXT_SIZE, false, room);
        let title = Text::new(
            label,
            left - LEFT + MARGIN + 10.0,
            self.area.center().1,
            TEXT_SIZE,
        );
        canvas.text(title.anchor(Anchor::Middle).upright());
    }

    /// The vertical grid lines and what stands below the frame; without a label only the lines, for
    /// a frame that shares the axis of another.
    pub fn draw_x_axis(&self, canvas: &mut Canvas, label: Option<&str>) {
        let Area {
            left, top, bottom, ..
        } = self.area;
        let mut last = f64::NEG_INFINITY;
        for (value, words) in self.x_ticks() {
            let x = self.x.pixel(value);
            canvas.line(vec![(x, top), (x, bottom)], palette::GRID, 1.0);
            let tick = Text::new(words, x, bottom + 17.0, SMALL_SIZE).anchor(Anchor::Middle);
            let half = tick.width() / 2.0;
            if label.is_some() && x - half > last + 8.0 && x + half <= canvas.width - 2.0 {
                last = x + half;
                canvas.text(tick);
            }
        }
        let label = font::shorten(
            label.unwrap_or_default(),
            TEXT_SIZE,
            false,
            canvas.width - left - MARGIN,
        );
        canvas.text(
            Text::new(label, self.area.center().0, bottom + 36.0, TEXT_SIZE).anchor(Anchor::Middle),
        );
    }

    /// About one tick every 90 pixels, and no fewer than [`LEAST_TICKS`] where there are round values
    /// for them: one tick is no scale.
    fn x_ticks(&self) -> Vec<(f64, String)> {
        let usual = (self.area.width() / 90.0) as usize;
        let enough = (usual..=usual + LEAST_TICKS)
            .map(|count| self.x.ticks(count))
            .find(|ticks| ticks.len() >= LEAST_TICKS);
        enough.unwrap_or_else(|| self.x.ticks(usual))
    }
}

const LEAST_TICKS: usize = 3;

/// Ticks whose labels keep clear of the axis title: all in powers of ten, if one is too long.
fn shorten_ticks(ticks: Vec<(f64, String)>) -> Vec<(f64, String)> {
    const ROOM: f64 = LEFT - MARGIN - 10.0 - 4.0 - 7.0;
    if ticks
        .iter()
        .all(|(_, words)| font::width(words, SMALL_SIZE, false) <= ROOM)
    {
        return ticks;
    }
    ticks
        .into_iter()
        .map(|(value, _)| (value, format_scientific(value)))
        .collect()
}
