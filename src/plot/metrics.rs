//! Everything that was measured on the samples of a run.

use super::marker::Marker;
use super::of_run::RunTables;
use super::panels::{Curve, Look, Panel, Panels, Range};
use super::{Canvas, Figure, PlotError, palette};
use crate::metrics::{Metric, MetricValues};

/// Metrics on one axis.
struct Group {
    label: &'static str,
    range: Range,
    /// A value that means something, with its words.
    level: Option<(f64, &'static str)>,
    shown: &'static [Shown],
}

/// One curve.
enum Shown {
    Value(Metric),
    /// One metric as a share of another.
    Share(Metric, Metric),
}

/// The level of ratios.
const AS_THE_DATA: Option<(f64, &str)> = Some((1.0, "1: as the data"));
const SHARE: Range = Range::Fixed(0.0, 1.0);

/// The panels, of which those without any value are left out. A new metric needs a place here.
static GROUPS: [Group; 10] = [
    Group {
        label: "share, high is good",
        range: SHARE,
        level: None,
        shown: &[
            Shown::Share(Metric::Modes, Metric::ModesTotal),
            Shown::Value(Metric::RarestMode),
            Shown::Value(Metric::HighQuality),
        ],
    },
    Group {
        label: "nats, low is good",
        range: Range::FromZero,
        level: None,
        shown: &[
            Shown::Value(Metric::ReverseKl),
            Shown::Value(Metric::JensenShannon),
        ],
    },
    Group {
        label: "share, high is good",
        range: SHARE,
        level: None,
        shown: &[
            Shown::Value(Metric::Coverage),
            Shown::Value(Metric::Precision),
            Shown::Value(Metric::Recall),
        ],
    },
    Group {
        label: "share, low is good",
        range: SHARE,
        level: None,
        shown: &[
            Shown::Value(Metric::BinsDifferent),
            Shown::Value(Metric::RangeGap),
        ],
    },
    Group {
        label: "ratio to the data",
        range: Range::Robust,
        level: AS_THE_DATA,
        shown: &[
            Shown::Value(Metric::Spread),
            Shown::Value(Metric::MinibatchStddev),
            Shown::Value(Metric::Density),
        ],
    },
    Group {
        label: "ratio to the data",
        range: Range::Robust,
        level: AS_THE_DATA,
        shown: &[Shown::Value(Metric::Vendi), Shown::Value(Metric::Support)],
    },
    Group {
        label: "distance, low is good",
        range: Range::Robust,
        level: None,
        shown: &[Shown::Value(Metric::Frechet)],
    },
    Group {
        label: "distance, low is good",
        range: Range::Robust,
        level: None,
        shown: &[Shown::Value(Metric::KernelDistance)],
    },
    Group {
        label: "SSIM of pairs",
        range: Range::Robust,
        level: None,
        shown: &[
            Shown::Value(Metric::Similarity),
            Shown::Value(Metric::SimilarityReal),
        ],
    },
    Group {
        label: "change of samples",
        range: Range::Robust,
        level: Some((1.0, "1: as another sample")),
        shown: &[Shown::Value(Metric::FrameChange)],
    },
];

pub fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let panels: Vec<Panel> = GROUPS
        .iter()
        .filter_map(|group| group.panel(tables))
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

impl Group {
    fn panel(&self, tables: &RunTables) -> Option<Panel> {
        let styles = Marker::CURVES.into_iter().zip(palette::CURVES);
        let curve = |(shown, (marker, color)): (&Shown, _)| Curve {
            name: shown.name(),
            values: tables
                .evals()
                .iter()
                .map(|row| shown.of(&row.measured))
                .collect(),
            look: Look::Marked(marker, color),
        };
        let curves: Vec<Curve> = self.shown.iter().zip(styles).map(curve).collect();
        let measured = curves
            .iter()
            .any(|curve| curve.values.iter().any(Option::is_some));
        let levels = self
            .level
            .map(|(value, words)| (value, words.to_owned()))
            .into_iter()
            .collect();
        measured.then(|| Panel {
            label: self.label.to_owned(),
            height: 150.0,
            range: self.range,
            curves,
            levels,
        })
    }
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
    use crate::metrics::TABLE;

    #[test]
    fn nothing_that_is_measured_is_without_a_picture() {
        for row in &TABLE {
            let is_shown = |shown: &Shown| match shown {
                Shown::Value(metric) => *metric == row.metric,
                Shown::Share(part, whole) => [*part, *whole].contains(&row.metric),
            };
            assert!(
                GROUPS.iter().flat_map(|group| group.shown).any(is_shown),
                "{}",
                row.name
            );
        }
    }
}
