//! One metric at the end of every run, by setting.

use super::study_tables::{StudyFigure, StudyTables, metric_label, metric_range};
use crate::diagnose::Verdict;
use crate::metrics::Metric;
use crate::plot::canvas::{Anchor, Area, Canvas, Figure, Text, font, palette};
use crate::plot::chart::{
    Frame, Marker, RowChart, RowSizes, SMALL_SIZE, Swatch, draw_median_range, verdict_markers,
};
use crate::statistics::{MedianRange, SettingSummary, summarize_settings};

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "A metric at the end of every run by setting: one mark per seed, median and range.",
    draw: draw_by_setting,
};

fn draw_by_setting(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let metrics = tables.metrics.iter();
    metrics.map(|metric| draw_metric(tables, *metric)).collect()
}

/// The figure of one metric.
fn draw_metric(tables: &StudyTables, metric: Metric) -> (String, Canvas) {
    let settings = summarize_settings(tables.runs, tables.axes, metric);
    let left_out = match settings.len() {
        few if few <= MAX_ROWS => String::new(),
        many => format!(", the first {MAX_ROWS} of {many} settings"),
    };
    let name = metric.description().name;
    let figure = MetricBySetting {
        title: &tables.titled(&format!("{name} at the end, one mark per seed{left_out}")),
        label: &metric_label(metric),
        range: metric_range(metric),
        settings: &settings[..settings.len().min(MAX_ROWS)],
    };
    (format!("{name}_by_arm"), figure.draw())
}

/// One row per setting: a point for every seed, a bar from the smallest to the largest value, a
/// thick mark at the median.
pub(in crate::plot) struct MetricBySetting<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// The metric with its unit and direction: `modes covered (share, higher is better)`.
    pub label: &'a str,
    /// Ends of the axis; `None`: from 0, or the smallest value if that is lower, to the largest.
    pub range: Option<(f64, f64)>,
    /// From top to bottom.
    pub settings: &'a [SettingSummary],
}

const SIZES: RowSizes = RowSizes {
    height: 26.0,
    min_label: 40.0,
    max_label: 300.0,
    words: 136.0,
};
/// Between two lines of a name, in pixels.
const LINE: f64 = 13.0;
/// Most rows of a figure.
const MAX_ROWS: usize = 40;
/// As many runs without a value have room beside the axes.
const MAX_UNMEASURED: usize = 4;

impl Figure for MetricBySetting<'_> {
    fn draw(&self) -> Canvas {
        let labels: Vec<Vec<String>> = self.settings.iter().map(label_lines).collect();
        let height = match labels.iter().any(|lines| lines.len() > 1) {
            true => SIZES.height + LINE / 2.0,
            false => SIZES.height,
        };
        let mut chart = RowChart::new(
            self.title,
            &self.legend(),
            (&labels.concat(), self.settings.len()),
            (self.label, self.range()),
            &RowSizes { height, ..SIZES },
        );
        for (index, setting) in self.settings.iter().enumerate() {
            let middle = chart.middle(index);
            draw_row(&mut chart.canvas, &chart.frame, setting, middle);
        }
        chart.finish()
    }
}

impl MetricBySetting<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let runs = self.settings.iter().flat_map(|setting| &setting.values);
        let mut legend = verdict_markers(runs.map(|(_, verdict)| *verdict));
        legend.push((Swatch::Median, "median, smallest to largest".to_owned()));
        legend
    }

    fn range(&self) -> (f64, f64) {
        let values = || {
            let runs = self.settings.iter().flat_map(finite_values);
            runs.map(|(value, _)| value)
        };
        let low = values().fold(0.0, f64::min);
        self.range
            .unwrap_or_else(|| (low, values().fold(low, f64::max)))
    }
}

/// The name of a setting, in two lines where one is too short.
fn label_lines(setting: &SettingSummary) -> Vec<String> {
    font::wrap(&setting.label, SMALL_SIZE, false, SIZES.max_label, 2)
}

/// The runs with a finite value.
fn finite_values(setting: &SettingSummary) -> impl Iterator<Item = (f64, Verdict)> {
    setting.values.iter().filter_map(|(value, verdict)| {
        value
            .filter(|value| value.is_finite())
            .map(|value| (value, *verdict))
    })
}

fn draw_row(canvas: &mut Canvas, frame: &Frame, setting: &SettingSummary, middle: f64) {
    let Area { left, right, .. } = frame.area;
    let lines = label_lines(setting);
    let first = middle + 4.0 - (lines.len() as f64 - 1.0) * LINE / 2.0;
    for (at, words) in lines.into_iter().enumerate() {
        let baseline = first + at as f64 * LINE;
        canvas.text(Text::new(words, left - 8.0, baseline, SMALL_SIZE).anchor(Anchor::End));
    }
    let (measured, all) = (finite_values(setting).count(), setting.values.len());
    let count = if measured == all {
        format!("n = {all}")
    } else {
        format!("n = {measured} of {all}")
    };
    canvas.text(Text::new(count, right + 8.0, middle + 4.0, SMALL_SIZE).color(palette::FAINT_INK));
    if let Some(MedianRange { median, min, max }) = setting.summary {
        draw_median_range(
            canvas,
            frame.x.pixel(median),
            (frame.x.pixel(min), frame.x.pixel(max)),
            middle,
        );
    }
    let mut drawn: Vec<(f64, f64)> = Vec::new();
    for (value, verdict) in finite_values(setting) {
        // Close values of several seeds would hide each other on one line.
        let x = frame.x.pixel(value);
        let free = |shift: &f64| {
            drawn
                .iter()
                .all(|(other, taken)| (x - other).abs() > 9.0 || taken != shift)
        };
        let shift = [0.0, -6.0, 6.0].into_iter().find(free).unwrap_or(0.0);
        drawn.push((x, shift));
        Marker::of_verdict(verdict).draw(
            canvas,
            (x, middle + shift),
            4.5,
            palette::verdict_color(verdict),
        );
    }
    draw_unmeasured(canvas, setting, right + 78.0, middle);
}

/// Runs without a value, such as diverged ones, beside the axes.
fn draw_unmeasured(canvas: &mut Canvas, setting: &SettingSummary, left: f64, middle: f64) {
    let unmeasured = setting
        .values
        .iter()
        .filter(|(value, _)| value.is_none_or(|value| !value.is_finite()));
    for (index, (_, verdict)) in unmeasured.take(MAX_UNMEASURED).enumerate() {
        let center = (left + index as f64 * 12.0, middle);
        Marker::of_verdict(*verdict).draw(canvas, center, 4.0, palette::verdict_color(*verdict));
    }
}
