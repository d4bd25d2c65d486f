//! Equal frames in rows and columns that share both axes.

use super::frame::Frame;
use super::header::Header;
use super::scale::{Scale, ScaleKind};
use super::series::Facet;
use super::sizes::{FIGURE_WIDTH, MARGIN, SMALL_SIZE, TEXT_SIZE};
use super::swatch::Swatch;
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};

/// Most facets of a figure.
const MAX_FACETS: usize = 36;
const TICKS: f64 = 58.0;
const AXIS_TITLE: f64 = 38.0;
const GAP: f64 = 14.0;
const PANEL_TITLE: f64 = 20.0;
const BELOW: f64 = 44.0;

/// The two axes that all facets of a figure share.
pub(crate) struct FacetAxes<'a> {
    /// Title of the horizontal axis.
    pub x_label: &'a str,
    /// Ends of the horizontal axis.
    pub x: (f64, f64),
    /// Title of the vertical axis.
    pub y_label: &'a str,
    /// Ends of the vertical axis.
    pub y: (f64, f64),
    /// How the vertical axis maps values to lengths.
    pub kind: ScaleKind,
}

/// A whole figure of facets: title, legend, and each facet with what `draw` puts into its frame.
pub(crate) fn draw_facets<S>(
    title: &str,
    legend: &[(Swatch, String)],
    facets: &[Facet<S>],
    axes: &FacetAxes,
    draw: impl Fn(&mut Canvas, &Frame, &Facet<S>),
) -> Canvas {
    let left_out = match facets.len() {
        few if few <= MAX_FACETS => String::new(),
        many => format!(", the first {MAX_FACETS} of {many} panels"),
    };
    let title = format!("{title}{left_out}");
    let header = Header::new(&title, legend, FIGURE_WIDTH);
    let top = header.height() + 4.0;
    let titled = facets.iter().any(|facet| !facet.title.is_empty());
    let grid = FacetGrid::new(facets.len(), top, titled);
    let mut canvas = Canvas::new(&title, FIGURE_WIDTH, top + grid.height);
    header.draw(&mut canvas);
    for (index, facet) in facets.iter().take(MAX_FACETS).enumerate() {
        let frame = grid.frame(index, axes);
        grid.draw_axes(&mut canvas, &frame, index, &facet.title);
        draw(&mut canvas, &frame, facet);
    }
    grid.draw_titles(&mut canvas, axes.x_label, axes.y_label);
    canvas
}

/// Where each panel goes.
struct FacetGrid {
    /// Height of all, with the axis titles, in pixels.
    height: f64,
    top: f64,
    columns: usize,
    count: usize,
    panel: (f64, f64),
    titled: bool,
}

impl FacetGrid {
    /// `count` panels below `top`; `titled`: with a line of words above each.
    fn new(count: usize, top: f64, titled: bool) -> Self {
        let count = count.clamp(1, MAX_FACETS);
        let columns = match count {
            1 => 1,
            2 | 4 => 2,
            _ => 3,
        };
        let rows = count.div_ceil(columns);
        let width = (FIGURE_WIDTH - 2.0 * MARGIN - AXIS_TITLE - TICKS + GAP) / columns as f64 - GAP;
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
    fn frame(&self, index: usize, axes: &FacetAxes) -> Frame {
        let area = self.area(index);
        let mut vertical = Scale::linear(axes.y, (area.bottom, area.top));
        vertical.kind = axes.kind;
        Frame {
            area,
            x: Scale::linear(axes.x, (area.left, area.right)),
            y: vertical,
        }
    }

    /// FacetGrid lines, the ticks that no neighbour shows already, and the words above the panel.
    fn draw_axes(&self, canvas: &mut Canvas, frame: &Frame, index: usize, title: &str) {
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
    fn draw_titles(&self, canvas: &mut Canvas, x: &str, y: &str) {
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
            MARGIN + AXIS_TITLE + TICKS + (FIGURE_WIDTH - 2.0 * MARGIN - AXIS_TITLE - TICKS) / 2.0;
        let bottom = self.top + self.height - 10.0;
        canvas.text(Text::new(x, center, bottom, TEXT_SIZE).anchor(Anchor::Middle));
    }
}
