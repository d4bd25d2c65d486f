//! Everything that was measured on the samples of a run.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::metrics::{Metric, MetricPanel, Plotted, TABLE};
use crate::plot::canvas::{Canvas, PlotError, palette};
use crate::plot::chart::{AxisRange, Curve, CurveStyle, Marker, Panel, placeholder};

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "metrics",
    title: "Metrics of the samples",
    alternative: "Every metric that was measured on the samples over the steps, with every finding from its onset.",
    source: Source::Evals,
    applies: |_| true,
    draw,
};

/// How a panel looks.
struct PanelStyle {
    label: &'static str,
    range: AxisRange,
    /// A value that means something, with its words.
    level: Option<(f64, &'static str)>,
}

/// One curve.
#[derive(Clone, Copy)]
enum Shown {
    /// A metric itself.
    Value(Metric),
    /// One metric as a share of another.
    Share(Metric, Metric),
}

/// The level of ratios.
const AS_THE_DATA: Option<(f64, &str)> = Some((1.0, "1: as the data"));

fn panel_style(panel: MetricPanel) -> PanelStyle {
    const SHARE: AxisRange = AxisRange::Fixed(0.0, 1.0);
    let (label, range, level) = match panel {
        MetricPanel::Modes | MetricPanel::Neighbours | MetricPanel::Labels => {
            ("share, high is good", SHARE, None)
        }
        MetricPanel::Divergences => ("nats, low is good", AxisRange::FromZero, None),
        MetricPanel::Differences => ("share, low is good", SHARE, None),
        MetricPanel::Spread | MetricPanel::Diversity | MetricPanel::ClassDiversity => {
            ("ratio to the data", AxisRange::Robust, AS_THE_DATA)
        }
        MetricPanel::Frechet | MetricPanel::KernelDistance => {
            ("distance, low is good", AxisRange::Robust, None)
        }
        MetricPanel::Similarity => ("SSIM of pairs", AxisRange::Robust, None),
        MetricPanel::Equilibrium => ("distance from equilibrium", AxisRange::Logarithmic, None),
        MetricPanel::Change => {
            let level = Some((1.0, "1: as another sample"));
            ("change of samples", AxisRange::Robust, level)
        }
    };
    PanelStyle {
        label,
        range,
        level,
    }
}

/// The curves of a panel, in their order.
fn curves_of(panel: MetricPanel) -> Vec<Shown> {
    let place = |metric: Metric| match metric.description().plotted {
        Plotted::Curve(of, place) => (of == panel).then_some((place, Shown::Value(metric))),
        Plotted::ShareOf(whole, of, place) => {
            (of == panel).then_some((place, Shown::Share(metric, whole)))
        }
        Plotted::AsWhole => None,
    };
    let mut curves: Vec<(usize, Shown)> =
        TABLE.iter().filter_map(|row| place(row.metric)).collect();
    curves.sort_by_key(|(place, _)| *place);
    curves.into_iter().map(|(_, shown)| shown).collect()
}

/// Draws every panel that has a value.
fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let panels: Vec<Panel> = MetricPanel::ALL
        .into_iter()
        .filter_map(|panel| draw_panel(panel, tables))
        .collect();
    if panels.is_empty() {
        return Ok(placeholder(title, "no metric was measured"));
    }
    Ok(tables.draw_panels(title, &tables.eval_steps(), panels))
}

/// The curves of a panel; nothing where none of its metrics was measured.
fn draw_panel(panel: MetricPanel, tables: &RunTables) -> Option<Panel> {
    let markers = Marker::CURVES.into_iter().zip(palette::CURVES);
    let curves = curves_of(panel).into_iter().zip(markers);
    let curves = curves.map(|(shown, (marker, color))| {
        let values = shown.values(tables);
        Curve {
            name: shown.name(),
            style: match is_now_and_then(&values) {
                true => CurveStyle::Markers(marker, color),
                false => CurveStyle::Marked(marker, color),
            },
            values,
        }
    });
    // A legend names nothing that is not there.
    let is_measured = |curve: &Curve| curve.values.iter().any(Option::is_some);
    let curves: Vec<Curve> = curves.filter(is_measured).collect();
    let style = panel_style(panel);
    let level = style.level.map(|(value, words)| (value, words.to_owned()));
    (!curves.is_empty()).then(|| {
        Panel::new(style.label, 150.0, style.range, curves).with_levels(level.into_iter().collect())
    })
}

/// Whether a metric was not measured at some evaluation after its first.
fn is_now_and_then(values: &[Option<f64>]) -> bool {
    let mut since_first = values.iter().skip_while(|value| value.is_none());
    since_first.any(Option::is_none)
}

impl Shown {
    fn name(&self) -> String {
        match self {
            Shown::Value(metric) => metric.description().name.to_owned(),
            Shown::Share(part, whole) => {
                format!("{} / {}", part.description().name, whole.description().name)
            }
        }
    }

    fn values(&self, tables: &RunTables) -> Vec<Option<f64>> {
        match self {
            Shown::Value(metric) => tables.metric(*metric),
            Shown::Share(part, whole) => tables.metric_ratio(*part, *whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_measured_is_without_a_curve_of_its_own_place() {
        let mut shown = Vec::new();
        for panel in MetricPanel::ALL {
            let curves = curves_of(panel);
            let place = |metric: Metric| match metric.description().plotted {
                Plotted::Curve(_, place) | Plotted::ShareOf(_, _, place) => place,
                Plotted::AsWhole => panic!("{metric:?} has no curve"),
            };
            for (expected, curve) in curves.into_iter().enumerate() {
                let (Shown::Value(metric) | Shown::Share(metric, _)) = curve;
                assert_eq!(place(metric), expected, "{metric:?}");
                shown.push(metric);
                if let Shown::Share(_, whole) = curve {
                    shown.push(whole);
                }
            }
        }
        for row in &TABLE {
            assert!(shown.contains(&row.metric), "{}", row.name);
        }
    }
}
