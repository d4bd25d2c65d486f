//! Everything that was measured on the samples of a run.

use super::marker::Marker;
use super::of_run::RunTables;
use super::panels::{Curve, Look, Panel, Panels, Range};
use super::{Canvas, Figure, PlotError, palette};
use crate::metrics::{Metric, MetricPanel, MetricValues, Plotted, TABLE};

/// How a panel looks.
struct PanelStyle {
    label: &'static str,
    range: Range,
    /// A value that means something, with its words.
    level: Option<(f64, &'static str)>,
}

/// One curve.
#[derive(Clone, Copy)]
enum Shown {
    Value(Metric),
    /// One metric as a share of another.
    Share(Metric, Metric),
}

/// The level of ratios.
const AS_THE_DATA: Option<(f64, &str)> = Some((1.0, "1: as the data"));

fn style(panel: MetricPanel) -> PanelStyle {
    const SHARE: Range = Range::Fixed(0.0, 1.0);
    let (label, range, level) = match panel {
        MetricPanel::Modes | MetricPanel::Neighbours => ("share, high is good", SHARE, None),
        MetricPanel::Divergences => ("nats, low is good", Range::FromZero, None),
        MetricPanel::Differences => ("share, low is good", SHARE, None),
        MetricPanel::Spread | MetricPanel::Diversity => {
            ("ratio to the data", Range::Robust, AS_THE_DATA)
        }
        MetricPanel::Frechet | MetricPanel::KernelDistance => {
            ("distance, low is good", Range::Robust, None)
        }
        MetricPanel::Similarity => ("SSIM of pairs", Range::Robust, None),
        MetricPanel::Change => {
            let level = Some((1.0, "1: as another sample"));
            ("change of samples", Range::Robust, level)
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
pub fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let panels: Vec<Panel> = MetricPanel::ALL
        .into_iter()
        .filter_map(|panel| draw_panel(panel, tables))
        .collect();
    let steps: Vec<u64> = tables.evals().iter().map(|row| row.step).collect();
    if panels.is_empty() {
        return Ok(super::notice::draw(title, "no metric was measured"));
    }
    Ok(Panels {
        title,
        steps: &steps,
        panels,
        findings: tables.findings,
    }
    .draw())
}

fn draw_panel(panel: MetricPanel, tables: &RunTables) -> Option<Panel> {
    let styles = Marker::CURVES.into_iter().zip(palette::CURVES);
    let curve = |(shown, (marker, color)): (Shown, _)| Curve {
        name: shown.name(),
        values: tables
            .evals()
            .iter()
            .map(|row| shown.of(&row.measured))
            .collect(),
        look: Look::Marked(marker, color),
    };
    let curves: Vec<Curve> = curves_of(panel)
        .into_iter()
        .zip(styles)
        .map(curve)
        .collect();
    let measured = curves
        .iter()
        .any(|curve| curve.values.iter().any(Option::is_some));
    let style = style(panel);
    let levels = style
        .level
        .map(|(value, words)| (value, words.to_owned()))
        .into_iter()
        .collect();
    measured.then(|| Panel {
        label: style.label.to_owned(),
        height: 150.0,
        range: style.range,
        curves,
        levels,
    })
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

    fn of(&self, measured: &MetricValues) -> Option<f64> {
        match self {
            Shown::Value(metric) => measured.get(*metric),
            Shown::Share(part, whole) => Some(measured.get(*part)? / measured.get(*whole)?),
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
