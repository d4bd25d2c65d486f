//! What the figures of a study are drawn from, and what such a figure declares of itself.

use crate::config::{Axis, spelling};
use crate::metrics::{Direction, Metric};
use crate::plot::canvas::Canvas;
use crate::plot::chart::SeriesColors;
use crate::search::Decisions;
use crate::statistics::{JudgedRun, ShownAxes, axis_number};

/// What the figures of a study are drawn from.
pub struct StudyTables<'a> {
    /// Heads every figure.
    pub study: &'a str,
    /// The YAML of the study as somebody wrote it, in whose spelling the figures show the numbers of
    /// axes; empty where there is none.
    pub text: &'a str,
    /// What was varied.
    pub axes: &'a [Axis],
    /// The finished runs.
    pub runs: &'a [JudgedRun],
    /// The runs that were dropped on the way: only what follows runs over the steps shows them.
    pub cut: &'a [JudgedRun],
    /// What the study's search has decided, if it has one.
    pub race: Option<&'a Decisions>,
    /// The metrics that say most about its data; the first one is compared.
    pub metrics: &'a [Metric],
    /// The axes that the figures are about.
    pub shown_axes: ShownAxes,
}

/// A kind of figure of a study.
pub struct StudyFigure {
    /// What it shows, in one sentence, for those who cannot see it.
    pub alternative: &'static str,
    /// Draws it: file names without extension, and figures; none where the study has nothing for it.
    pub(super) draw: fn(&StudyTables) -> Vec<(String, Canvas)>,
}

impl StudyTables<'_> {
    /// The title of a figure.
    pub(super) fn titled(&self, what: &str) -> String {
        format!("{}: {what}", self.study)
    }

    /// How the values of the compared axis look.
    pub(super) fn compared_colors(&self) -> SeriesColors {
        SeriesColors::of(self.shown_axes.compared.map(|axis| &self.axes[axis]))
    }

    /// The values of an axis in the study's own spelling: `1e-2` where it says so.
    pub(super) fn written_values(&self, axis: &Axis) -> Vec<String> {
        let values = axis.values.iter();
        values
            .map(|value| {
                let number = axis_number(value);
                let written = number.and_then(|number| spelling(self.text, number));
                written.map_or_else(|| value.to_string(), str::to_owned)
            })
            .collect()
    }

    /// ` by strategy`, where something is compared.
    pub(super) fn by_compared_axis(&self) -> String {
        self.shown_axes.compared.map_or(String::new(), |axis| {
            format!(" by {}", self.axes[axis].name)
        })
    }
}

/// `high_quality (share of samples, higher is better)`.
pub(super) fn metric_label(metric: Metric) -> String {
    let metric = metric.description();
    let direction = match metric.direction {
        Direction::Up => ", higher is better",
        Direction::Down => ", lower is better",
        Direction::Neither => "",
    };
    match metric.unit.is_count() {
        true => format!("{} (count{direction})", metric.name),
        false => format!("{} ({}{direction})", metric.name, metric.unit),
    }
}

/// The ends of an axis of the metric, where it has some.
pub(super) fn metric_range(metric: Metric) -> Option<(f64, f64)> {
    metric.description().unit.is_share().then_some((0.0, 1.0))
}
