//! Equal frames in rows and columns that share both axes.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::frame::Frame;
use super::header::{MARGIN, SMALL_SIZE, TEXT_SIZE};
use super::scale::{Scale, Spread};
use super::{font, palette};

/// Panels that a figure shows at most.
pub const MOST_PANELS: usize = 36;

/// Width of the figure, in pixels.
pub const WIDTH: f64 = 900.0;
const TICKS: f64 = 58.0;
const AXIS_TITLE: f64 = 38.0;
const GAP: f64 = 14.0;
const PANEL_TITLE: f64 = 20.0;
const BELOW: f64 = 44.0;

/// Where each panel goes.
pub struct Grid {
    /// Height of all, with the axis titles, in pixels.
    pub height: f64,
    top: f64,
    columns: usize,
    count: usize,
    panel: (f64, f64),
    titled: bool,
}

impl Grid {
    /// `count` panels below `top`; `titled`: with a line of words above each.
    pub fn new(count: usize, top: f64, titled: bool) -> Self {
        let count = count.clamp(1, MOST_PANELS);
        let columns = match count {
            1 => 1,
            2 | 4 => 2,
            _ => 3,
        };
        let rows = count.div_ceil(columns);
        let width = (WIDTH - 2.0 * MARGIN - AXIS_TITLE - TICKS + GAP) / columns as f64 - GAP;
        let height = match columns {
            1 => 300.0,
            2 => 220.0,
            _ => 160.0,
        };
        let title = if titled { PANEL_TITLE } else { 0.0 };
        let total = rows as f64 * (height + title + GAP) + BELOW;
        Self {
            height: total,
            top,
            columns,
            count,
            panel: (width, height),
            titled,
        }
    }

    fn area(&self, index: usize) -> Area {
        let title = if self.titled { PANEL_TITLE } else { 0.0 };
        let left =
            MARGIN + AXIS_TITLE + TICKS + (index % self.columns) as f64 * (self.panel.0 + GAP);
        let top = self.top + title + (index / self.columns) as f64 * (self.panel.1 + title + GAP);
        Area {
            left,
            top,
            right: left + self.panel.0,
            bottom: top + self.panel.1,
        }
    }

    /// The frame of a panel over these ranges.
    pub fn frame(&self, index: usize, x: (f64, f64), y: (f64, f64), spread: Spread) -> Frame {
        let area = self.area(index);
        let mut vertical = Scale::linear(y, (area.bottom, area.top));
        vertical.spread = spread;
        Frame {
            area,
            x: Scale::linear(x, (area.left, area.right)),
            y: vertical,
        }
    }

    /// Grid lines, the ticks that no neighbour shows already, and the words above the panel.
    pub fn draw_axes(&self, canvas: &mut Canvas, frame: &Frame, index: usize, title: &str) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = frame.area;
        for (value, words) in frame.y.ticks((frame.area.height() / 30.0) as usize) {
            let y = frame.y.pixel(value);
            canvas.line(vec![(left, y), (right, y)], palette::GRID, 1.0);
            if index.is_multiple_of(self.columns) {
                canvas.text(Text::new(words, left - 7.0, y + 4.0, SMALL_SIZE).anchor(Anchor::End));
            }
        }
        let lowest = index + self.columns >= self.count;
        let mut free = left - 6.0;
        for (value, words) in frame.x.ticks((frame.area.width() / 52.0) as usize) {
            let x = frame.x.pixel(value);
            canvas.line(vec![(x, top), (x, bottom)], palette::GRID, 1.0);
            let tick = Text::new(words, x, bottom + 17.0, SMALL_SIZE).anchor(Anchor::Middle);
            let half = tick.width() / 2.0;
            if lowest && x - half > free && x + half <= right + GAP / 2.0 {
                free = x + half + 8.0;
                canvas.text(tick);
            }
        }
        canvas.outline(frame.area, palette::FAINT_INK, 1.0);
        let title = font::shorten(title, SMALL_SIZE, true, frame.area.width());
        canvas.text(Text::new(title, left, top - 6.0, SMALL_SIZE).bold());
    }

    /// The titles of both axes, once for all panels.
    pub fn draw_titles(&self, canvas: &mut Canvas, x: &str, y: &str) {
        let middle = self.top + (self.height - BELOW) / 2.0;
        for (line, words) in font::wrap(y, TEXT_SIZE, false, self.height - BELOW, 2)
            .into_iter()
            .enumerate()
        {
            let baseline = MARGIN + 10.0 + line as f64 * 15.0;
            canvas.text(
                Text::new(words, baseline, middle, TEXT_SIZE)
                    .anchor(Anchor::Middle)
                    .upright(),
            );
        }
        let center =
            MARGIN + AXIS_TITLE + TICKS + (WIDTH - 2.0 * MARGIN - AXIS_TITLE - TICKS) / 2.0;
        let bottom = self.top + self.height - 10.0;
        canvas.text(Text::new(x, center, bottom, TEXT_SIZE).anchor(Anchor::Middle));
    }
}

/// Says in a panel that it has nothing to show.
pub fn say_empty(canvas: &mut Canvas, frame: &Frame) {
    let (x, y) = frame.area.center();
    canvas.text(
        Text::new("no finite value", x, y, SMALL_SIZE)
            .color(palette::FAINT_INK)
            .anchor(Anchor::Middle),
    );
}

/// Words for what is left out of a figure.
pub fn shown_of(count: usize, noun: &str) -> String {
    if count <= MOST_PANELS {
        String::new()
    } else {
        format!(", the first {MOST_PANELS} of {count} {noun}")
    }
}
