//! The verdicts of a study over its axes.

use super::phase_cell::draw_phase_cell;
use super::study_tables::{StudyFigure, StudyTables};
use crate::config::{Axis, AxisValue};
use crate::diagnose::Verdict;
use crate::plot::canvas::{Anchor, Area, Canvas, Figure, Text, font};
use crate::plot::chart::{FIGURE_WIDTH, Header, MARGIN, SMALL_SIZE, Swatch, TEXT_SIZE};
use crate::statistics::{PhaseCell, phase_cells, varied_axes};

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "Phase diagram: over the swept axes, how many runs of each setting have which verdict, and the share of failing ones with its 95 % interval.",
    draw: draw_phase,
};

fn draw_phase(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let plane = &tables.shown_axes.plane;
    let shown: Vec<Axis> = plane
        .iter()
        .map(|axis| as_written(tables, &tables.axes[*axis]))
        .collect();
    let pooled: Vec<&str> = varied_axes(tables.axes)
        .filter(|axis| !plane.contains(axis))
        .map(|axis| tables.axes[axis].name.as_str())
        .collect();
    let over = match pooled.is_empty() {
        true => String::new(),
        false => format!(", over all {}", pooled.join(", ")),
    };
    let title = format!("{}{over}", tables.titled("verdicts by setting"));
    let figure = PhaseDiagram {
        title: &title,
        columns: shown.first(),
        rows: shown.get(1),
        panels: shown.get(2),
        cells: phase_cells(tables.runs, tables.axes, plane),
    };
    vec![("phase".to_string(), figure.draw())]
}

/// The axis with its values in the study's own spelling.
fn as_written(tables: &StudyTables, axis: &Axis) -> Axis {
    let values = tables.written_values(axis);
    Axis {
        values: values.into_iter().map(AxisValue::Text).collect(),
        ..axis.clone()
    }
}

/// Which settings of a study work: one cell for every pair of values, one panel for every value of
/// a third axis.
#[derive(Debug, Clone)]
pub(in crate::plot) struct PhaseDiagram<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// The axis of the columns, from left to right; `None`: a single one.
    pub columns: Option<&'a Axis>,
    /// The axis of the rows, from bottom to top; `None`: a single one.
    pub rows: Option<&'a Axis>,
    /// The axis of the panels; `None`: a single one.
    pub panels: Option<&'a Axis>,
    /// In any order. A place that no cell names is drawn as a dash: nothing ran there.
    pub cells: Vec<PhaseCell>,
}

const MAX_WIDTH: f64 = 1120.0;
const PANEL_GAP: f64 = 26.0;
const PANEL_TITLE: f64 = 24.0;
const MAX_LABEL: f64 = 130.0;

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
        let panels = value_count(self.panels);
        let (panel_width, panel_height) = self.panel_size(&layout);
        let across = layout.panels_per_row as f64;
        let rows = panels.div_ceil(layout.panels_per_row) as f64;
        let content = 2.0 * MARGIN + across * (panel_width + PANEL_GAP) - PANEL_GAP;
        let width = content.max(FIGURE_WIDTH);
        let header = Header::new(self.title, &self.legend(), width);
        let height = header.height() + rows * (panel_height + PANEL_GAP) - PANEL_GAP + MARGIN;
        let mut canvas = Canvas::new(self.title, width, height);
        header.draw(&mut canvas);
        for panel in 0..panels {
            let (row, column) = (panel / layout.panels_per_row, panel % layout.panels_per_row);
            let left = MARGIN + column as f64 * (panel_width + PANEL_GAP);
            let top = header.height() + row as f64 * (panel_height + PANEL_GAP);
            self.draw_panel(&mut canvas, &layout, panel, (left, top));
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
        legend.push((
            Swatch::Share,
            "share of failing runs, 0 to 1, with its 95 % interval".to_owned(),
        ));
        let counted =
            "2 of 3: two of three runs have the verdict in the cell, or fail where verdicts differ";
        legend.push((Swatch::None, counted.to_owned()));
        legend
    }

    fn layout(&self) -> Layout {
        let columns = value_count(self.columns) as f64;
        let longest = |axis: Option<&Axis>| {
            let widths = axis
                .into_iter()
                .flat_map(labels)
                .map(|label| font::width(&label, SMALL_SIZE, false));
            widths.fold(0.0, f64::max).min(MAX_LABEL)
        };
        let labels_left = if self.rows.is_some() {
            longest(self.rows) + 34.0
        } else {
            0.0
        };
        let least = ((MAX_WIDTH - 2.0 * MARGIN - labels_left) / columns)
            .clamp(58.0, (longest(self.columns) + 10.0).max(104.0))
            .floor();
        let panel = labels_left + columns * least;
        let fitting = ((MAX_WIDTH - 2.0 * MARGIN + PANEL_GAP) / (panel + PANEL_GAP))
            .floor()
            .max(1.0) as usize;
        let panels = value_count(self.panels);
        let panels_per_row = panels.div_ceil(panels.div_ceil(fitting));
        // Few cells share the width that all figures have.
        let share = (FIGURE_WIDTH - 2.0 * MARGIN + PANEL_GAP) / panels_per_row as f64 - PANEL_GAP;
        let cell = ((share - labels_left) / columns).floor().max(least);
        let upright_labels = longest(self.columns) > cell - 6.0;
        let labels = if upright_labels {
            longest(self.columns) + 12.0
        } else {
            20.0
        };
        Layout {
            cell: (cell, if cell < 80.0 { 53.0 } else { 67.0 }),
            labels_left,
            labels_below: if self.columns.is_some() {
                labels + 22.0
            } else {
                0.0
            },
            upright_labels,
            panels_per_row,
        }
    }

    fn panel_size(&self, layout: &Layout) -> (f64, f64) {
        let (columns, rows) = (
            value_count(self.columns) as f64,
            value_count(self.rows) as f64,
        );
        (
            layout.labels_left + columns * layout.cell.0,
            self.title_height() + rows * layout.cell.1 + layout.labels_below,
        )
    }

    /// Height of the words above each panel.
    fn title_height(&self) -> f64 {
        match self.panels {
            Some(_) => PANEL_TITLE,
            None => 0.0,
        }
    }

    fn draw_panel(
        &self,
        canvas: &mut Canvas,
        layout: &Layout,
        panel: usize,
        (left, top): (f64, f64),
    ) {
        let (width, height) = self.panel_size(layout);
        let grid = Area {
            left: left + layout.labels_left,
            top: top + self.title_height(),
            right: left + width,
            bottom: top + height - layout.labels_below,
        };
        if let Some(axis) = self.panels {
            write_panel_title(canvas, axis, panel, &grid);
        }
        for column in 0..value_count(self.columns) {
            for row in 0..value_count(self.rows) {
                let cell = self
                    .cells
                    .iter()
                    .find(|cell| (cell.column, cell.row, cell.panel) == (column, row, panel));
                let left = grid.left + column as f64 * layout.cell.0;
                let bottom = grid.bottom - row as f64 * layout.cell.1;
                let area = Area {
                    left: left + 1.0,
                    top: bottom - layout.cell.1 + 1.0,
                    right: left + layout.cell.0 - 1.0,
                    bottom: bottom - 1.0,
                };
                draw_phase_cell(canvas, cell, &area);
            }
        }
        self.label_columns(canvas, layout, &grid);
        self.label_rows(canvas, layout, &grid);
    }

    fn label_columns(&self, canvas: &mut Canvas, layout: &Layout, grid: &Area) {
        let Some(axis) = self.columns else { return };
        for (index, value) in labels(axis).into_iter().enumerate() {
            let middle = grid.left + (index as f64 + 0.5) * layout.cell.0;
            let text = if layout.upright_labels {
                Text::new(value, middle + 4.0, grid.bottom + 6.0, SMALL_SIZE)
                    .anchor(Anchor::End)
                    .upright()
            } else {
                Text::new(value, middle, grid.bottom + 16.0, SMALL_SIZE).anchor(Anchor::Middle)
            };
            canvas.text(text);
        }
        let name = font::shorten(&axis.name, TEXT_SIZE, false, grid.width());
        let baseline = grid.bottom + layout.labels_below - 4.0;
        canvas.text(Text::new(name, grid.center().0, baseline, TEXT_SIZE).anchor(Anchor::Middle));
    }

    fn label_rows(&self, canvas: &mut Canvas, layout: &Layout, grid: &Area) {
        let Some(axis) = self.rows else { return };
        for (index, value) in labels(axis).into_iter().enumerate() {
            let middle = grid.bottom - (index as f64 + 0.5) * layout.cell.1;
            canvas.text(
                Text::new(value, grid.left - 7.0, middle + 4.0, SMALL_SIZE).anchor(Anchor::End),
            );
        }
        let name = font::shorten(&axis.name, TEXT_SIZE, false, grid.height());
        let left = grid.left - layout.labels_left + 12.0;
        canvas.text(
            Text::new(name, left, grid.center().1, TEXT_SIZE)
                .anchor(Anchor::Middle)
                .upright(),
        );
    }
}

/// `strategy = alternate` above a panel.
fn write_panel_title(canvas: &mut Canvas, axis: &Axis, panel: usize, grid: &Area) {
    let value = axis.values.get(panel);
    let value = value.map_or(String::new(), ToString::to_string);
    let words = format!("{} = {value}", axis.name);
    let words = font::shorten(&words, TEXT_SIZE, true, grid.width());
    canvas.text(
        Text::new(words, grid.center().0, grid.top - 8.0, TEXT_SIZE)
            .bold()
            .anchor(Anchor::Middle),
    );
}

/// Values of an axis; an absent axis counts as one.
fn value_count(axis: Option<&Axis>) -> usize {
    axis.map_or(1, |axis| axis.values.len().max(1))
}

/// The values of an axis, short.
fn labels(axis: &Axis) -> Vec<String> {
    let values: Vec<String> = axis.values.iter().map(ToString::to_string).collect();
    font::shorten_together(&values, SMALL_SIZE, MAX_LABEL)
}
