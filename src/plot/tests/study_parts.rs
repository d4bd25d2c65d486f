//! Phase diagrams and charts of rows, at sizes that studies rarely have.

use super::{assert_legible, draw};
use crate::config::{Axis, AxisKind, AxisValue};
use crate::diagnose::Verdict;
use crate::plot::canvas::{Figure, Shape, to_svg};
use crate::plot::study_figures::{MetricBySetting, PhaseDiagram};
use crate::statistics::{MedianRange, PhaseCell, SettingSummary};

fn axis(name: &str, count: usize) -> Axis {
    let value = |index| AxisValue::Text(format!("a rather long value {index}e-4"));
    Axis {
        name: name.to_string(),
        kind: AxisKind::Path,
        values: (0..count).map(value).collect(),
    }
}

fn assert_phase_is_legible(columns: usize, rows: usize, panels: usize) {
    let verdict = |index: usize| Verdict::ALL[index % Verdict::ALL.len()];
    let cells = (0..columns * rows * panels).map(|index| PhaseCell {
        column: index % columns,
        row: index / columns % rows,
        panel: index / columns / rows,
        verdicts: vec![
            (verdict(index), 3),
            (verdict(index / 2), 2),
            (verdict(index / 3), 1),
        ],
        failing: 4,
        interval: (0.3, 0.9),
    });
    assert_legible(&PhaseDiagram {
        title: "Which of the many strategies that we tried rescues a ring GAN whose discriminator learns too fast?",
        columns: Some(&axis("lr_d", columns)),
        rows: Some(&axis("lr_g", rows)),
        panels: Some(&axis("strategy", panels)),
        cells: cells.collect(),
    });
}

fn settings(count: usize) -> Vec<SettingSummary> {
    let setting = |index: usize| SettingSummary {
        label: format!("skip the discriminator below a loss of 0.{index}, batch 256"),
        values: (0..5)
            .map(|seed| (Some((index + seed) as f64 * 0.1), Verdict::ALL[seed]))
            .collect(),
        summary: Some(MedianRange {
            median: index as f64 * 0.1,
            min: index as f64 * 0.1,
            max: (index + 4) as f64 * 0.1,
        }),
    };
    (0..count).map(setting).collect()
}

fn by_setting(settings: &[SettingSummary]) -> MetricBySetting<'_> {
    MetricBySetting {
        title: "Coverage",
        label: "coverage (share, higher is better)",
        range: None,
        settings,
    }
}

#[test]
fn a_mixed_cell_shows_the_share_of_each_verdict() {
    let cell = PhaseCell {
        column: 0,
        row: 0,
        panel: 0,
        verdicts: vec![(Verdict::Healthy, 1), (Verdict::Divergence, 3)],
        failing: 3,
        interval: (0.3, 0.95),
    };
    let figure = PhaseDiagram {
        title: "one",
        columns: None,
        rows: None,
        panels: None,
        cells: vec![cell],
    };
    let svg = to_svg(&figure).unwrap();
    for words in ["3 of 4 fail", "3 divergence", "1 healthy"] {
        assert!(
            svg.contains(&format!(">\n{words}\n<")),
            "{words} is missing"
        );
    }
}

#[test]
fn a_cell_counts_the_runs_of_the_verdict_that_it_names() {
    let cell = |column, verdict, failing| PhaseCell {
        column,
        row: 0,
        panel: 0,
        verdicts: vec![(verdict, 2)],
        failing,
        interval: (0.0, 1.0),
    };
    let figure = PhaseDiagram {
        title: "two",
        columns: Some(&axis("lr", 2)),
        rows: None,
        panels: None,
        cells: vec![cell(0, Verdict::Healthy, 0), cell(1, Verdict::Frozen, 2)],
    };
    let svg = to_svg(&figure).unwrap();
    assert_eq!(svg.matches(">\n2 of 2\n<").count(), 2, "{svg}");
}

#[test]
fn few_cells_fill_the_width_that_all_figures_have() {
    for (columns, panels) in [(1, 1), (2, 1), (2, 2), (4, 1)] {
        let canvas = PhaseDiagram {
            title: "few",
            columns: Some(&axis("lr_d", columns)),
            rows: None,
            panels: Some(&axis("strategy", panels)),
            cells: vec![],
        }
        .draw();
        // Cells without runs are outlines.
        let right = canvas.shapes.iter().map(|shape| match shape {
            Shape::Line { points, .. } => points.iter().map(|(x, _)| *x).fold(0.0, f64::max),
            _ => 0.0,
        });
        let right = right.fold(0.0, f64::max);
        assert!(
            (canvas.width - right - 16.0).abs() < 12.0,
            "{columns} x {panels}: {right}"
        );
    }
}

#[test]
fn texts_are_large_enough_never_overlap_and_are_never_cut_off() {
    for (columns, rows, panels) in [(1, 1, 1), (3, 3, 2), (5, 1, 6), (12, 12, 2), (2, 6, 3)] {
        assert_phase_is_legible(columns, rows, panels);
    }
    let settings = settings(40);
    assert_legible(&by_setting(&settings));
    assert_legible(&by_setting(&settings[..1]));
}

#[test]
fn strange_values_are_drawn_without_panic() {
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    for numbers in [
        &[][..],
        &[1.0],
        &[nan],
        &[infinity, -infinity],
        &[1e300, -1e300, 1.0],
        &[5e-324, f64::MAX, f64::MIN],
    ] {
        let values = numbers
            .iter()
            .map(|value| (Some(*value), Verdict::Frozen))
            .collect();
        let setting = SettingSummary {
            label: String::new(),
            values,
            summary: None,
        };
        draw(&by_setting(&[setting]));
    }
}

#[test]
fn empty_studies_are_drawn_without_panic() {
    draw(&PhaseDiagram {
        title: "",
        columns: None,
        rows: None,
        panels: None,
        cells: vec![],
    });
    draw(&PhaseDiagram {
        title: "",
        columns: Some(&axis("x", 0)),
        rows: Some(&axis("y", 0)),
        panels: Some(&axis("z", 0)),
        cells: vec![],
    });
    draw(&MetricBySetting {
        range: Some((1.0, 1.0)),
        ..by_setting(&[])
    });
}
