//! A metric against one swept number, every seed shown.

use super::study_tables::{StudyFigure, StudyTables, metric_label, metric_range};
use crate::diagnose::Verdict;
use crate::metrics::Metric;
use crate::plot::canvas::{Anchor, Area, Canvas, Figure, Text, font, palette};
use crate::plot::chart::{
    BELOW, FIGURE_WIDTH, Frame, Header, LEFT, MAX_SERIES, Marker, RIGHT, SMALL_SIZE, Scale,
    ScaleKind, SeriesColors, Swatch, TEXT_SIZE, ranges, verdict_markers,
};
use crate::statistics::{AxisSeries, axis_number, axis_series, is_scattered, varied_axes};
use plotters::style::RGBColor;

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "A metric at the end of every run against a swept number, with the verdicts and the medians.",
    draw: draw_by_axis,
};

fn draw_by_axis(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let Some(metric) = tables.metrics.first() else {
        return Vec::new();
    };
    let is_number = |value| axis_number(value).is_some();
    varied_axes(tables.axes)
        .filter(|axis| tables.axes[*axis].values.iter().all(is_number))
        .map(|axis| draw_along(tables, axis, *metric))
        .collect()
}

/// The figure of one swept number.
fn draw_along(tables: &StudyTables, along: usize, metric: Metric) -> (String, Canvas) {
    let few = |axis: &usize| tables.axes[*axis].values.len() <= MAX_SERIES;
    let compared = tables.shown_axes.compared.filter(few);
    let (axis, metric_name) = (&tables.axes[along], metric.description().name);
    let written = tables.written_values(axis);
    let is_scattered = is_scattered(tables.runs, tables.axes, along);
    let tick = |(value, words)| Some((axis_number(value)?, words));
    let figure = MetricByAxis {
        title: &tables.titled(&format!(
            "{metric_name} at the end against {}, one mark per run",
            axis.name
        )),
        x_label: &axis.name,
        ticks: axis.values.iter().zip(written).filter_map(tick).collect(),
        y_label: &metric_label(metric),
        range: metric_range(metric),
        series: &axis_series(tables.runs, tables.axes, along, compared, metric),
        is_scattered,
        colors: match compared == Some(along) {
            // A single series: the axis already is the order.
            true => SeriesColors::Named,
            false => tables.compared_colors(),
        },
    };
    let axis_name = axis.name.replace(['.', '/', ' '], "_");
    (format!("{metric_name}_by_{axis_name}"), figure.draw())
}

/// One marker per run, shaped and coloured by its verdict, and a line through the medians of each
/// series.
struct MetricByAxis<'a> {
    /// Title of the figure.
    title: &'a str,
    /// Name of the swept number.
    x_label: &'a str,
    /// Its values in order, each with its words.
    ticks: Vec<(f64, String)>,
    /// The metric with its unit.
    y_label: &'a str,
    /// Ends of the metric's axis where it has some.
    range: Option<(f64, f64)>,
    /// At most six are told apart.
    series: &'a [AxisSeries],
    /// Whether the values hardly repeat, as in a random search.
    is_scattered: bool,
    colors: SeriesColors,
}

const HEIGHT: f64 = 380.0;
/// A largest value this many times the smallest asks for a logarithmic axis.
const FAR_LARGER: f64 = 20.0;

impl Figure for MetricByAxis<'_> {
    fn draw(&self) -> Canvas {
        let header = Header::new(self.title, &self.legend(), FIGURE_WIDTH);
        let top = header.height() + 6.0;
        let area = Area {
            left: LEFT,
            top,
            right: FIGURE_WIDTH - RIGHT,
            bottom: top + HEIGHT - BELOW,
        };
        let mut canvas = Canvas::new(self.title, FIGURE_WIDTH, area.bottom + BELOW);
        header.draw(&mut canvas);
        let frame = Frame {
            area,
            x: self.x(&area),
            y: Scale::linear(self.y_range(), (area.bottom, area.top)),
        };
        let log = if frame.x.kind == ScaleKind::Linear {
            ""
        } else {
            " (log scale)"
        };
        frame.draw_y_axis(&mut canvas, self.y_label);
        self.draw_x_axis(&mut canvas, &frame, &format!("{}{log}", self.x_label));
        canvas.outline(area, palette::FAINT_INK, 1.0);
        // AxisSeries stand side by side at each value, marks and medians alike.
        // Where values hardly repeat there is nothing to stand beside.
        let dodge = if self.is_scattered { 0.0 } else { DODGE };
        let shift = |place: usize| (place as f64 - (self.series.len() as f64 - 1.0) / 2.0) * dodge;
        for (place, series) in self.series.iter().enumerate() {
            let color = self.colors.style(series.index).1;
            draw_medians(&mut canvas, &frame, series, shift(place), color);
        }
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for (place, series) in self.series.iter().enumerate() {
            for (x, y, verdict) in &series.points {
                let (across, down) = frame.point(*x, *y);
                let center = free_place((across + shift(place), down), &taken, &area);
                taken.push(center);
                Marker::of_verdict(*verdict).draw(
                    &mut canvas,
                    center,
                    REACH,
                    palette::verdict_color(*verdict),
                );
            }
        }
        canvas
    }
}

/// Between two series at the same value, in pixels.
const DODGE: f64 = 34.0;
/// Half the size of a marker.
const REACH: f64 = 4.2;

/// The nearest place beside a point that no marker has taken yet: equal values of several runs are
/// seen as many.
fn free_place((x, y): (f64, f64), taken: &[(f64, f64)], area: &Area) -> (f64, f64) {
    let is_free = |x: f64| {
        taken
            .iter()
            .all(|(left, top)| (left - x).abs() >= 2.0 * REACH || (top - y).abs() >= 2.0 * REACH)
    };
    let held = |x: f64| x.clamp(area.left + REACH + 1.0, area.right - REACH - 1.0);
    let places = (0..40).map(|step: u8| {
        let away = f64::from(step.div_ceil(2)) * 2.1 * REACH;
        held(if step.is_multiple_of(2) {
            x - away
        } else {
            x + away
        })
    });
    (
        places.into_iter().find(|x| is_free(*x)).unwrap_or(held(x)),
        y,
    )
}

impl MetricByAxis<'_> {
    /// A line and a label at every value that runs have, or at round ones where these are scattered.
    fn draw_x_axis(&self, canvas: &mut Canvas, frame: &Frame, label: &str) {
        let Area { top, bottom, .. } = frame.area;
        let mut free = f64::NEG_INFINITY;
        let ticks = match self.is_scattered {
            true => frame.x.ticks(8),
            false => self.ticks.clone(),
        };
        for (value, words) in &ticks {
            let x = frame.x.pixel(*value);
            canvas.line(vec![(x, top), (x, bottom)], palette::GRID, 1.0);
            let words = font::shorten(words, SMALL_SIZE, false, 90.0);
            let tick = Text::new(words, x, bottom + 17.0, SMALL_SIZE).anchor(Anchor::Middle);
            let half = tick.width() / 2.0;
            if x - half > free && x + half <= canvas.width - 2.0 {
                free = x + half + 6.0;
                canvas.text(tick);
            }
        }
        let label = font::shorten(label, TEXT_SIZE, false, frame.area.width());
        canvas.text(
            Text::new(label, frame.area.center().0, bottom + 36.0, TEXT_SIZE)
                .anchor(Anchor::Middle),
        );
    }

    fn points(&self) -> impl Iterator<Item = &(f64, f64, Verdict)> {
        self.series.iter().flat_map(|series| &series.points)
    }

    fn legend(&self) -> Vec<(Swatch, String)> {
        let verdicts = verdict_markers(self.points().map(|(_, _, verdict)| *verdict));
        let median = match self.is_scattered {
            true => "median of a fifth of the runs",
            false => "median",
        };
        let lines = self.series.iter().map(|series| {
            (
                Swatch::Line(self.colors.style(series.index).1),
                format!("{median}, {}", series.label),
            )
        });
        verdicts.into_iter().chain(lines).collect()
    }

    fn x(&self, area: &Area) -> Scale {
        let values = || self.points().map(|(x, _, _)| *x).filter(|x| x.is_finite());
        let (low, high) = (
            values().fold(f64::INFINITY, f64::min),
            values().fold(f64::NEG_INFINITY, f64::max),
        );
        let pixels = (area.left, area.right);
        if low > high {
            return Scale::linear((0.0, 1.0), pixels);
        }
        if low > 0.0 && high > FAR_LARGER * low {
            // As much room at both ends, in ratios.
            let room = (high / low).powf(0.12);
            let kind = ScaleKind::Logarithmic;
            return Scale {
                low: low / room,
                high: high * room,
                low_pixel: pixels.0,
                high_pixel: pixels.1,
                kind,
            };
        }
        let room = 0.12 * (high - low);
        Scale::linear((low - room, high + room), pixels)
    }

    fn y_range(&self) -> (f64, f64) {
        let values: Vec<f64> = self
            .points()
            .map(|(_, y, _)| *y)
            .filter(|y| y.is_finite())
            .collect();
        self.range.unwrap_or_else(|| ranges::from_zero(&values))
    }
}

fn draw_medians(
    canvas: &mut Canvas,
    frame: &Frame,
    series: &AxisSeries,
    shift: f64,
    color: RGBColor,
) {
    let place = |(x, y): &(f64, f64)| {
        let (across, down) = frame.point(*x, *y);
        (across + shift, down)
    };
    let points: Vec<(f64, f64)> = series.medians.iter().map(place).collect();
    for (across, down) in &points {
        canvas.line(
            vec![
                (across - DODGE * 0.42, *down),
                (across + DODGE * 0.42, *down),
            ],
            color,
            3.0,
        );
    }
    if points.len() > 1 {
        canvas.line(points, color, 1.5);
    }
}
