//! The verdicts of a study over its axes.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::header::{Header, MARGIN, SMALL_SIZE, Swatch, TEXT_SIZE};
use super::phase_cell::{self, Cell};
use super::{Figure, font};
use crate::diagnose::Verdict;

/// Which settings of a study work: one cell for every pair of values, one panel for every value of
/// a third axis.
#[derive(Debug, Clone)]
pub struct PhaseDiagram<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Columns, from left to right; `None`: a single one.
    pub x: Option<Axis<'a>>,
    /// Rows, from bottom to top; `None`: a single one.
    pub y: Option<Axis<'a>>,
    /// Panels; `None`: a single one.
    pub facet: Option<Axis<'a>>,
    /// In any order. A place that no cell names is drawn as a dash: nothing ran there.
    pub cells: Vec<Cell>,
}

/// Something that was varied.
#[derive(Debug, Clone)]
pub struct Axis<'a> {
    /// What was varied: `lr_d`.
    pub name: &'a str,
    /// Its values in order, as words.
    pub values: Vec<String>,
}

const LIMIT: f64 = 1120.0;
const FACET_GAP: f64 = 26.0;
const FACET_TITLE: f64 = 24.0;
const LONGEST_LABEL: f64 = 130.0;

/// The measures of a panel, in pixels.
struct Layout {
    cell: (f64, f64),
    /// From the panel's left edge to its first cell.
    labels_left: f64,
    /// From its last cell to its lower edge.
    labels_below: f64,
    upright_labels: bool,
    panels_per_row: usize,
}

impl Figure for PhaseDiagram<'_> {
    fn draw(&self) -> Canvas {
        let layout = self.layout();
        let facets = count(self.facet.as_ref());
        let (panel_width, panel_height) = self.panel_size(&layout);
        let across = layout.panels_per_row as f64;
        let rows = facets.div_ceil(layout.panels_per_row) as f64;
        let width = (2.0 * MARGIN + across * (panel_width + FACET_GAP) - FACET_GAP).max(480.0);
        let header = Header::new(self.title, &self.legend(), width);
        let height = header.height() + rows * (panel_height + FACET_GAP) - FACET_GAP + MARGIN;
        let mut canvas = Canvas::new(self.title, width, height);
        header.draw(&mut canvas);
        for facet in 0..facets {
            let (row, column) = (facet / layout.panels_per_row, facet % layout.panels_per_row);
            let left = MARGIN + column as f64 * (panel_width + FACET_GAP);
            let top = header.height() + row as f64 * (panel_height + FACET_GAP);
            self.draw_panel(&mut canvas, &layout, facet, (left, top));
        }
        canvas
    }
}

impl PhaseDiagram<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let seen = |verdict: &Verdict| {
            self.cells
                .iter()
                .flat_map(|cell| &cell.verdicts)
                .any(|(other, runs)| other == verdict && *runs > 0)
        };
        let mut legend: Vec<(Swatch, String)> = Verdict::ALL
            .into_iter()
            .filter(seen)
            .map(|verdict| (Swatch::Verdict(verdict), verdict.name().to_owned()))
            .collect();
        legend.push((Swatch::Text("3/4"), "failing runs of all runs".to_owned()));
        legend.push((
            Swatch::Share,
            "their share, 0 to 1, with its 95 % interval".to_owned(),
        ));
        legend
    }

    fn layout(&self) -> Layout {
        let columns = count(self.x.as_ref()) as f64;
        let longest = |axis: Option<&Axis>| {
            let widths = axis
                .into_iter()
                .flat_map(|axis| &axis.values)
                .map(|value| font::width(value, SMALL_SIZE, false));
            widths.fold(0.0, f64::max).min(LONGEST_LABEL)
        };
        let labels_left = if self.y.is_some() {
            longest(self.y.as_ref()) + 34.0
        } else {
            0.0
        };
        let cell = ((LIMIT - 2.0 * MARGIN - labels_left) / columns)
            .clamp(58.0, (longest(self.x.as_ref()) + 10.0).max(104.0))
            .floor();
        let upright_labels = longest(self.x.as_ref()) > cell - 6.0;
        let labels = if upright_labels {
            longest(self.x.as_ref()) + 12.0
        } else {
            20.0
        };
        let panel = labels_left + columns * cell;
        let fitting = ((LIMIT - 2.0 * MARGIN + FACET_GAP) / (panel + FACET_GAP))
            .floor()
            .max(1.0) as usize;
        let facets = count(self.facet.as_ref());
        Layout {
            cell: (cell, if cell < 80.0 { 53.0 } else { 67.0 }),
            labels_left,
            labels_below: if self.x.is_some() { labels + 22.0 } else { 0.0 },
            upright_labels,
            panels_per_row: facets.div_ceil(facets.div_ceil(fitting)),
        }
    }

    fn panel_size(&self, layout: &Layout) -> (f64, f64) {
        let (columns, rows) = (count(self.x.as_ref()) as f64, count(self.y.as_ref()) as f64);
        let title = if self.facet.is_some() {
            FACET_TITLE
        } else {
            0.0
        };
        (
            layout.labels_left + columns * layout.cell.0,
            title + rows * layout.cell.1 + layout.labels_below,
        )
    }

    fn draw_panel(
        &self,
        canvas: &mut Canvas,
        layout: &Layout,
        facet: usize,
        (left, top): (f64, f64),
    ) {
        let (width, height) = self.panel_size(layout);
        let title = if self.facet.is_some() {
            FACET_TITLE
        } else {
            0.0
        };
        let grid = Area {
            left: left + layout.labels_left,
            top: top + title,
            right: left + width,
            bottom: top + height - layout.labels_below,
        };
        if let Some(axis) = &self.facet {
            let words = format!(
                "{} = {}",
                axis.name,
                axis.values.get(facet).map_or("", String::as_str)
            );
            let words = font::shorten(&words, TEXT_SIZE, true, grid.width());
            canvas.text(
                Text::new(words, grid.center().0, grid.top - 8.0, TEXT_SIZE)
                    .bold()
                    .anchor(Anchor::Middle),
            );
        }
        for x in 0..count(self.x.as_ref()) {
            for y in 0..count(self.y.as_ref()) {
                let cell = self
                    .cells
                    .iter()
                    .find(|cell| (cell.x, cell.y, cell.facet) == (x, y, facet));
                let left = grid.left + x as f64 * layout.cell.0;
                let bottom = grid.bottom - y as f64 * layout.cell.1;
                let area = Area {
                    left: left + 1.0,
                    top: bottom - layout.cell.1 + 1.0,
                    right: left + layout.cell.0 - 1.0,
                    bottom: bottom - 1.0,
                };
                phase_cell::draw(canvas, cell, &area);
            }
        }
        self.label_columns(canvas, layout, &grid);
        self.label_rows(canvas, layout, &grid);
    }

    fn label_columns(&self, canvas: &mut Canvas, layout: &Layout, grid: &Area) {
        let Some(axis) = &self.x else { return };
        for (index, value) in axis.values.iter().enumerate() {
            let middle = grid.left + (index as f64 + 0.5) * layout.cell.0;
            let value = font::shorten(value, SMALL_SIZE, false, LONGEST_LABEL);
            let text = if layout.upright_labels {
                Text::new(value, middle + 4.0, grid.bottom + 6.0, SMALL_SIZE)
                    .anchor(Anchor::End)
                    .upright()
            } else {
                Text::new(value, middle, grid.bottom + 16.0, SMALL_SIZE).anchor(Anchor::Middle)
            };
            canvas.text(text);
        }
        let name = font::shorten(axis.name, TEXT_SIZE, false, grid.width());
        let baseline = grid.bottom + layout.labels_below - 4.0;
        canvas.text(Text::new(name, grid.center().0, baseline, TEXT_SIZE).anchor(Anchor::Middle));
    }

    fn label_rows(&self, canvas: &mut Canvas, layout: &Layout, grid: &Area) {
        let Some(axis) = &self.y else { return };
        for (index, value) in axis.values.iter().enumerate() {
            let middle = grid.bottom - (index as f64 + 0.5) * layout.cell.1;
            let value = font::shorten(value, SMALL_SIZE, false, LONGEST_LABEL);
            canvas.text(
                Text::new(value, grid.left - 7.0, middle + 4.0, SMALL_SIZE).anchor(Anchor::End),
            );
        }
        let name = font::shorten(axis.name, TEXT_SIZE, false, grid.height());
        let left = grid.left - layout.labels_left + 12.0;
        canvas.text(
            Text::new(name, left, grid.center().1, TEXT_SIZE)
                .anchor(Anchor::Middle)
                .upright(),
        );
    }
}

/// Values of an axis; an absent axis counts as one.
fn count(axis: Option<&Axis>) -> usize {
    axis.map_or(1, |axis| axis.values.len().max(1))
}
