//! The figures of a whole study, from counts, spreads and tests computed elsewhere.

use super::drawing::Drawing;
use super::parallel::{Coordinate, ParallelCoordinates, Ticks};
use super::{
    Arm, Arms, Bands, ByAxis, Canvas, Cell, Differences, Figure, PhaseDiagram, PlotError,
    SurvivalCurves, arms, phase,
};
use crate::config::{Axis, AxisValue};
use crate::metrics::{Direction, Metric, MetricDescription};
use crate::statistics::{
    JudgedRun, Outcome, ShownAxes, StepQuantity, axis_series, bands, compare_arms, phase_cells,
    summarize_settings, survival_curves,
};

/// What the figures of a study are drawn from.
pub struct StudyTables<'a> {
    /// Heads every figure.
    pub study: &'a str,
    pub axes: &'a [Axis],
    /// The finished runs.
    pub runs: &'a [JudgedRun],
    /// The metrics that say most about its data; the first one is compared.
    pub metrics: &'a [Metric],
    /// The axes that the figures are about.
    pub shown_axes: ShownAxes,
}

/// A kind of figure of a study.
pub struct StudyFigure {
    /// What it shows, in one sentence, for those who cannot see it.
    pub alternative: &'static str,
    draw: fn(&StudyTables) -> Vec<(String, Canvas)>,
}

/// Every kind of figure, in the order of the page. A new one is a file with a figure, and a row
/// with the function that fills it.
pub const STUDY_FIGURES: [StudyFigure; 7] = [
    StudyFigure {
        alternative: "Phase diagram: the verdicts over the swept axes, with the share of failing seeds and its 95 % interval.",
        draw: draw_phase,
    },
    StudyFigure {
        alternative: "Survival: the share of runs that no failure has reached yet, over the steps.",
        draw: draw_survival,
    },
    StudyFigure {
        alternative: "Paired differences: each arm against the first on common seeds, with estimate, 95 % interval and test.",
        draw: draw_differences,
    },
    StudyFigure {
        alternative: "Over the steps: the median over seeds with its 95 % interval, by setting.",
        draw: draw_bands,
    },
    StudyFigure {
        alternative: "A metric at the end of every run against a swept number, with the verdicts and the medians.",
        draw: draw_by_axis,
    },
    StudyFigure {
        alternative: "A metric at the end of every run by setting: a mark a seed, median and range.",
        draw: draw_arms,
    },
    StudyFigure {
        alternative: "Parallel coordinates: every run as a line through its settings and its metrics, in its verdict's colour.",
        draw: draw_parallel,
    },
];

impl StudyTables<'_> {
    /// All figures, each with its words for those who cannot see it.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn draw(&self) -> Result<Vec<(Drawing, &'static str)>, PlotError> {
        let canvases = self.canvases().into_iter();
        canvases
            .map(|(name, canvas, alternative)| Ok((Drawing::new(&name, &canvas)?, alternative)))
            .collect()
    }

    /// Name, shapes and words of every figure.
    pub(super) fn canvases(&self) -> Vec<(String, Canvas, &'static str)> {
        let drawn = |figure: &StudyFigure| {
            let alternative = figure.alternative;
            (figure.draw)(self)
                .into_iter()
                .map(move |(name, canvas)| (name, canvas, alternative))
        };
        STUDY_FIGURES.iter().flat_map(drawn).collect()
    }

    fn titled(&self, what: &str) -> String {
        format!("{}: {what}", self.study)
    }

    fn compared(&self) -> Option<&Axis> {
        self.shown_axes.compared.map(|by| &self.axes[by])
    }

    /// ` by strategy`, where something is compared.
    fn by(&self) -> String {
        self.compared()
            .map_or(String::new(), |axis| format!(" by {}", axis.name))
    }
}

/// `high_quality (share of samples, higher is better)`.
fn label(metric: &MetricDescription) -> String {
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

fn range(metric: &MetricDescription) -> Option<(f64, f64)> {
    metric.unit.is_share().then_some((0.0, 1.0))
}

fn draw_phase(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let plane = &tables.shown_axes.plane;
    let axis = |index: usize| -> Option<phase::Axis> {
        let axis = &tables.axes[*plane.get(index)?];
        Some(phase::Axis {
            name: &axis.name,
            values: axis.values.iter().map(ToString::to_string).collect(),
        })
    };
    let cells = phase_cells(tables.runs, tables.axes, plane)
        .into_iter()
        .map(|cell| Cell {
            x: cell.column,
            y: cell.row,
            facet: cell.panel,
            verdicts: cell.verdicts,
            failing: cell.failing,
            interval: cell.interval,
        });
    let pooled: Vec<&str> = (0..tables.axes.len())
        .filter(|axis| !plane.contains(axis) && tables.axes[*axis].values.len() > 1)
        .map(|axis| tables.axes[axis].name.as_str())
        .collect();
    let over = if pooled.is_empty() {
        String::new()
    } else {
        format!(", over all {}", pooled.join(", "))
    };
    let title = format!("{}{over}", tables.titled("what became of each setting"));
    let figure = PhaseDiagram {
        title: &title,
        x: axis(0),
        y: axis(1),
        facet: axis(2),
        cells: cells.collect(),
    };
    vec![("phase".to_string(), figure.draw())]
}

fn draw_survival(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let curves = survival_curves(tables.runs, tables.axes, tables.shown_axes.compared);
    let ends = tables
        .runs
        .iter()
        .filter_map(|run| run.evals.last())
        .map(|row| row.step);
    let title = tables.titled(&format!("runs without a failure so far{}", tables.by()));
    let figure = SurvivalCurves {
        title: &title,
        end: ends.max().unwrap_or(1),
        curves: &curves,
    };
    vec![("survival".to_string(), figure.draw())]
}

fn draw_differences(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let (Some(by), Some(metric)) = (tables.shown_axes.compared, tables.metrics.first()) else {
        return Vec::new();
    };
    let outcome = Outcome::Metric(*metric);
    let arms = compare_arms(tables.runs, tables.axes, by, outcome);
    let name = metric.description().name;
    let title = tables.titled(&format!(
        "{name} at the end, difference on common seeds{}",
        tables.by()
    ));
    let label = format!("difference in {}", label(metric.description()));
    let figure = Differences {
        title: &title,
        label: &label,
        arms: &arms,
    };
    vec![(format!("{name}_differences"), figure.draw())]
}

fn draw_bands(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let metrics = tables
        .metrics
        .iter()
        .map(|metric| StepQuantity::Metric(*metric));
    let losses = [StepQuantity::DiscriminatorLoss, StepQuantity::GeneratorLoss];
    let drawing = |quantity: StepQuantity| {
        let panels = bands(
            tables.runs,
            tables.axes,
            tables.shown_axes.compared,
            quantity,
        );
        let measured = panels
            .iter()
            .flat_map(|panel| &panel.bands)
            .any(|band| !band.points.is_empty());
        if !measured {
            return None;
        }
        let (words, range) = match quantity {
            StepQuantity::Metric(metric) => {
                (label(metric.description()), range(metric.description()))
            }
            _ => (format!("{} ({})", quantity.name(), quantity.unit()), None),
        };
        let title = tables.titled(&format!(
            "{} over the steps{}",
            quantity.name(),
            tables.by()
        ));
        let figure = Bands {
            title: &title,
            label: &words,
            range,
            panels: &panels,
        };
        Some((format!("{}_over_steps", quantity.name()), figure.draw()))
    };
    metrics.chain(losses).filter_map(drawing).collect()
}

fn draw_by_axis(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let Some(metric) = tables.metrics.first() else {
        return Vec::new();
    };
    let description = metric.description();
    let numeric = |axis: &usize| {
        let values = &tables.axes[*axis].values;
        values.len() > 1
            && values
                .iter()
                .all(|value| matches!(value, AxisValue::Number(_)))
    };
    let drawing = |axis: usize| {
        let by = tables
            .shown_axes
            .compared
            .filter(|by| tables.axes[*by].values.len() <= super::series::MOST_SERIES);
        let series = axis_series(tables.runs, tables.axes, axis, by, *metric);
        let name = &tables.axes[axis].name;
        let title = tables.titled(&format!(
            "{} at the end against {name}, a mark a run",
            description.name
        ));
        let y_label = label(description);
        let number = |value: &AxisValue| {
            if let AxisValue::Number(number) = value {
                Some(*number)
            } else {
                None
            }
        };
        let values = &tables.axes[axis].values;
        let ticks = values
            .iter()
            .filter_map(|value| Some((number(value)?, value.to_string())))
            .collect();
        let range = range(description);
        let figure = ByAxis {
            title: &title,
            x_label: name,
            ticks,
            y_label: &y_label,
            range,
            series: &series,
        };
        (
            format!(
                "{}_by_{}",
                description.name,
                name.replace(['.', '/', ' '], "_")
            ),
            figure.draw(),
        )
    };
    (0..tables.axes.len())
        .filter(numeric)
        .map(drawing)
        .collect()
}

fn draw_arms(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let drawing = |metric: &Metric| {
        let description = metric.description();
        let groups = summarize_settings(tables.runs, tables.axes, *metric);
        let more = match groups.len() > arms::MOST_ROWS {
            true => format!(
                ", the first {} of {} settings",
                arms::MOST_ROWS,
                groups.len()
            ),
            false => String::new(),
        };
        let title = tables.titled(&format!(
            "{} at the end, a mark a seed{more}",
            description.name
        ));
        let rows = groups.iter().take(arms::MOST_ROWS).map(|group| Arm {
            label: &group.label,
            values: group.values.clone(),
            summary: group.summary,
        });
        let y_label = label(description);
        let figure = Arms {
            title: &title,
            label: &y_label,
            range: range(description),
            arms: rows.collect(),
        };
        (format!("{}_by_arm", description.name), figure.draw())
    };
    tables.metrics.iter().map(drawing).collect()
}

fn draw_parallel(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let place = |axis: usize, run: &JudgedRun| {
        tables.axes[axis]
            .values
            .iter()
            .position(|value| *value == run.setting[axis])
            .map(|place| place as f64)
    };
    let varied = (0..tables.axes.len()).filter(|axis| tables.axes[*axis].values.len() > 1);
    let mut columns: Vec<Coordinate> = varied
        .map(|axis| Coordinate {
            name: &tables.axes[axis].name,
            ticks: Ticks::Names(
                tables.axes[axis]
                    .values
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
            values: tables.runs.iter().map(|run| place(axis, run)).collect(),
        })
        .collect();
    if columns.is_empty() {
        return Vec::new();
    }
    columns.extend(tables.metrics.iter().map(|metric| {
        let values: Vec<Option<f64>> = tables
            .runs
            .iter()
            .map(|run| run.last.get(*metric))
            .collect();
        let finite = || {
            values
                .iter()
                .flatten()
                .copied()
                .filter(|value| value.is_finite())
        };
        let whole = finite().fold((0.0, 0.0), |(low, high): (f64, f64), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = range(metric.description()).unwrap_or(whole);
        Coordinate {
            name: metric.description().name,
            ticks: Ticks::Range(low, high),
            values,
        }
    }));
    let verdicts = tables.runs.iter().map(|run| run.verdict).collect();
    let finite = |run: &&JudgedRun| {
        tables
            .metrics
            .iter()
            .all(|metric| run.last.get(*metric).is_some_and(f64::is_finite))
    };
    let early = tables.runs.len() - tables.runs.iter().filter(finite).count();
    let early = if early > 0 {
        format!("; {early} end early, without a finite value")
    } else {
        String::new()
    };
    let title = tables.titled(&format!(
        "every run from its settings to its metrics at the end{early}"
    ));
    vec![(
        "parallel".to_string(),
        ParallelCoordinates {
            title: &title,
            columns,
            verdicts,
        }
        .draw(),
    )]
}
