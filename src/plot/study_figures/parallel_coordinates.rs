//! Parallel coordinates: every run as a line through what varied and what came of it.

use super::study_tables::{StudyFigure, StudyTables, metric_range};
use crate::diagnose::Verdict;
use crate::metrics::Metric;
use crate::plot::canvas::{Anchor, Area, Canvas, Figure, Text, font, palette};
use crate::plot::chart::{FIGURE_WIDTH, Header, MARGIN, SMALL_SIZE, Swatch, TEXT_SIZE};
use crate::statistics::{JudgedRun, format_linear, varied_axes};
use plotters::style::{Color, RGBAColor};

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "Parallel coordinates: every run as a line through its settings and its metrics, in its verdict's colour.",
    draw: draw_parallel,
};

fn draw_parallel(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let mut columns: Vec<Coordinate> = varied_axes(tables.axes)
        .map(|axis| axis_coordinate(tables, axis))
        .collect();
    if columns.is_empty() {
        return Vec::new();
    }
    let metrics = tables.metrics.iter();
    columns.extend(metrics.map(|metric| metric_coordinate(tables, *metric)));
    let is_measured = |run: &&JudgedRun| {
        let mut metrics = tables.metrics.iter();
        metrics.all(|metric| run.last.get(*metric).is_some_and(f64::is_finite))
    };
    let early = match tables.runs.len() - tables.runs.iter().filter(is_measured).count() {
        0 => String::new(),
        1 => "; the line of 1 run ends early: it has no such value".to_owned(),
        early => format!("; the lines of {early} runs end early: they have no such value"),
    };
    let figure = ParallelCoordinates {
        title: &tables.titled(&format!(
            "every run from its settings to its metrics at the end{early}"
        )),
        columns,
        verdicts: tables.runs.iter().map(|run| run.verdict).collect(),
    };
    vec![("parallel".to_string(), figure.draw())]
}

/// The values of an axis, by name.
fn axis_coordinate<'a>(tables: &StudyTables<'a>, index: usize) -> Coordinate<'a> {
    let axis = &tables.axes[index];
    let place = |run: &JudgedRun| {
        let mut values = axis.values.iter();
        let place = values.position(|value| *value == run.setting[index])?;
        Some(place as f64)
    };
    Coordinate {
        name: &axis.name,
        ticks: Ticks::Names(tables.written_values(axis)),
        values: tables.runs.iter().map(place).collect(),
    }
}

/// A metric at the end, from 0 or its smallest value to its largest where its axis has no ends.
fn metric_coordinate(tables: &StudyTables, metric: Metric) -> Coordinate<'static> {
    let runs = tables.runs.iter();
    let values: Vec<Option<f64>> = runs.map(|run| run.last.get(metric)).collect();
    let finite = values.iter().flatten().filter(|value| value.is_finite());
    let all = finite.fold((0.0, 0.0), |(low, high): (f64, f64), value| {
        (low.min(*value), high.max(*value))
    });
    let (low, high) = metric_range(metric).unwrap_or(all);
    Coordinate {
        name: metric.description().name,
        ticks: Ticks::Range(low, high),
        values,
    }
}

/// One line per run, in its verdict's colour; the failed ones lie above the healthy ones.
#[derive(Debug, Clone)]
struct ParallelCoordinates<'a> {
    /// Title of the figure.
    title: &'a str,
    /// From left to right.
    columns: Vec<Coordinate<'a>>,
    /// The verdict of each run.
    verdicts: Vec<Verdict>,
}

/// One upright axis.
#[derive(Debug, Clone)]
struct Coordinate<'a> {
    name: &'a str,
    ticks: Ticks,
    /// Where each run crosses it: an index into the names, or a number; `None`: not measured, and
    /// the line has a gap.
    values: Vec<Option<f64>>,
}

/// What stands at an axis.
#[derive(Debug, Clone)]
enum Ticks {
    /// Equally spaced names.
    Names(Vec<String>),
    /// Numbers between these ends.
    Range(f64, f64),
}

const HEIGHT: f64 = 330.0;
/// Most names on an axis; of more, only the first and the last.
const MAX_NAMES: usize = 16;
/// Most runs drawn.
const MAX_LINES: usize = 600;

impl Figure for ParallelCoordinates<'_> {
    fn draw(&self) -> Canvas {
        let header = Header::new(self.title, &self.legend(), FIGURE_WIDTH);
        let top = header.height() + 30.0;
        let mut canvas = Canvas::new(self.title, FIGURE_WIDTH, top + HEIGHT + MARGIN);
        header.draw(&mut canvas);
        let bottom = top + HEIGHT - 6.0;
        let room = FIGURE_WIDTH - 2.0 * MARGIN;
        let slot = room / self.columns.len().max(1) as f64;
        let x = |column: usize| MARGIN + slot * (column as f64 + 0.5);
        self.draw_lines(&mut canvas, &x, (top, bottom));
        for (index, column) in self.columns.iter().enumerate() {
            column.draw(&mut canvas, x(index), slot, (top, bottom));
        }
        canvas
    }
}

impl ParallelCoordinates<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let count = |verdict: Verdict| {
            self.verdicts
                .iter()
                .filter(|other| **other == verdict)
                .count()
        };
        let seen = Verdict::ALL
            .into_iter()
            .filter(|verdict| count(*verdict) > 0);
        let words = |verdict: Verdict| format!("{} ({})", verdict.name(), count(verdict));
        seen.map(|verdict| (Swatch::Verdict(verdict), words(verdict)))
            .collect()
    }

    fn draw_lines(&self, canvas: &mut Canvas, x: &dyn Fn(usize) -> f64, ends: (f64, f64)) {
        let every = self.verdicts.len().div_ceil(MAX_LINES).max(1);
        let opacity = (24.0 / (self.verdicts.len() as f64 + 1.0)).clamp(0.25, 0.8);
        for verdict in Verdict::ALL {
            let runs = (0..self.verdicts.len())
                .step_by(every)
                .filter(|run| self.verdicts[*run] == verdict);
            for run in runs {
                // Runs of one setting would hide each other: each is a little beside the others.
                let shift = ((run as f64 * 0.618_034).fract() - 0.5) * 7.0;
                let place = |column: usize| -> Option<(f64, f64)> {
                    let coordinate = &self.columns[column];
                    let jitter = if matches!(coordinate.ticks, Ticks::Names(_)) {
                        shift
                    } else {
                        0.0
                    };
                    Some((
                        x(column),
                        coordinate.pixel(coordinate.values[run]?, ends)? + jitter,
                    ))
                };
                for column in 1..self.columns.len() {
                    if let (Some(from), Some(to)) = (place(column - 1), place(column)) {
                        draw_thin(
                            canvas,
                            from,
                            to,
                            palette::verdict_color(verdict).mix(opacity),
                        );
                    }
                }
            }
        }
    }
}

/// A line that lets others through, which the backends draw only as a polygon.
fn draw_thin(canvas: &mut Canvas, from: (f64, f64), to: (f64, f64), color: RGBAColor) {
    const HALF: f64 = 0.8;
    let length = (to.0 - from.0).hypot(to.1 - from.1).max(1e-9);
    let aside = (
        -(to.1 - from.1) / length * HALF,
        (to.0 - from.0) / length * HALF,
    );
    let corner = |end: (f64, f64), sign: f64| (end.0 + sign * aside.0, end.1 + sign * aside.1);
    canvas.polygon(
        vec![
            corner(from, 1.0),
            corner(to, 1.0),
            corner(to, -1.0),
            corner(from, -1.0),
        ],
        color,
    );
}

impl Coordinate<'_> {
    fn pixel(&self, value: f64, (top, bottom): (f64, f64)) -> Option<f64> {
        let share = match &self.ticks {
            Ticks::Names(names) => (value + 0.5) / names.len().max(1) as f64,
            Ticks::Range(low, high) if format_linear(*low) != format_linear(*high) => {
                (value - low) / (high - low)
            }
            Ticks::Range(..) => 0.5,
        };
        let is_there = value.is_finite() && share.is_finite();
        is_there.then(|| bottom - share.clamp(0.0, 1.0) * (bottom - top))
    }

    fn draw(&self, canvas: &mut Canvas, x: f64, slot: f64, ends: (f64, f64)) {
        canvas.line(vec![(x, ends.0), (x, ends.1)], palette::INK, 1.5);
        let name = font::shorten(self.name, TEXT_SIZE, true, slot - 8.0);
        canvas.text(
            Text::new(name, x, ends.0 - 14.0, TEXT_SIZE)
                .bold()
                .anchor(Anchor::Middle),
        );
        let (values, words): (Vec<f64>, Vec<String>) = self.labels().into_iter().unzip();
        let words = font::shorten_together(&words, SMALL_SIZE, slot / 2.0 - 12.0);
        for (value, words) in values.into_iter().zip(words) {
            let Some(y) = self.pixel(value, ends) else {
                continue;
            };
            let text = Text::new(words, x + 7.0, y + 4.0, SMALL_SIZE);
            let width = text.width();
            // Words are read on the lines below them.
            let paper = Area {
                left: x + 5.0,
                top: y - 7.0,
                right: x + 9.0 + width,
                bottom: y + 8.0,
            };
            canvas.rectangle(paper, palette::WHITE.mix(0.8));
            canvas.line(vec![(x - 4.0, y), (x + 4.0, y)], palette::INK, 1.5);
            canvas.text(text);
        }
    }

    fn labels(&self) -> Vec<(f64, String)> {
        match &self.ticks {
            Ticks::Names(names) if names.len() <= MAX_NAMES => names
                .iter()
                .enumerate()
                .map(|(index, name)| (index as f64, name.clone()))
                .collect(),
            Ticks::Names(names) => {
                let last = names.len() - 1;
                vec![(0.0, names[0].clone()), (last as f64, names[last].clone())]
            }
            Ticks::Range(low, high) if format_linear(*low) == format_linear(*high) => {
                vec![(*low, format_linear(*low))]
            }
            Ticks::Range(low, high) => {
                let middle = f64::midpoint(*low, *high);
                [*low, middle, *high]
                    .map(|value| (value, format_linear(value)))
                    .to_vec()
            }
        }
    }
}
