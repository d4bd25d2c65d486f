//! The figures of a study.

use super::super::*;
use super::{assert_legible, draw};
use crate::diagnose::Verdict;
use crate::statistics::MedianRange;

fn axis(name: &'static str, count: usize) -> Option<Axis<'static>> {
    Some(Axis {
        name,
        values: (0..count)
            .map(|index| format!("a rather long value {index}e-4"))
            .collect(),
    })
}

fn phase(columns: usize, rows: usize, facets: usize) -> PhaseDiagram<'static> {
    let cells = (0..columns * rows * facets).map(|index| Cell {
        x: index % columns,
        y: index / columns % rows,
        facet: index / columns / rows,
        verdicts: vec![
            (Verdict::ALL[index % 7], 3),
            (Verdict::ALL[index / 2 % 7], 2),
            (Verdict::ALL[index / 3 % 7], 1),
        ],
        failing: 4,
        interval: (0.3, 0.9),
    });
    PhaseDiagram {
        title: "Which of the many strategies that we tried rescues a ring GAN whose discriminator learns too fast?",
        x: axis("lr_d", columns),
        y: axis("lr_g", rows),
        facet: axis("strategy", facets),
        cells: cells.collect(),
    }
}

fn arms(labels: &[String]) -> Arms<'_> {
    let arms = labels.iter().enumerate().map(|(index, label)| Arm {
        label,
        values: (0..5)
            .map(|seed| (Some((index + seed) as f64 * 0.1), Verdict::ALL[seed]))
            .collect(),
        summary: Some(MedianRange {
            median: index as f64 * 0.1,
            min: index as f64 * 0.1,
            max: (index + 4) as f64 * 0.1,
        }),
    });
    Arms {
        title: "Coverage",
        label: "coverage (share, higher is better)",
        range: None,
        arms: arms.collect(),
    }
}

#[test]
fn a_mixed_cell_shows_the_share_of_each_verdict() {
    let cell = Cell {
        x: 0,
        y: 0,
        facet: 0,
        verdicts: vec![(Verdict::Healthy, 1), (Verdict::Divergence, 3)],
        failing: 3,
        interval: (0.3, 0.95),
    };
    let figure = PhaseDiagram {
        title: "one",
        x: None,
        y: None,
        facet: None,
        cells: vec![cell],
    };
    let svg = to_svg(&figure).unwrap();
    assert!(svg.contains("3/4") && svg.contains("X3 H1"));
}

#[test]
fn texts_are_large_enough_never_overlap_and_are_never_cut_off() {
    for (columns, rows, facets) in [(1, 1, 1), (3, 3, 2), (5, 1, 6), (12, 12, 2), (2, 6, 3)] {
        assert_legible(&phase(columns, rows, facets));
    }
    let labels: Vec<String> = (0..40)
        .map(|index| format!("skip the discriminator below a loss of 0.{index}, batch 256"))
        .collect();
    assert_legible(&arms(&labels));
    assert_legible(&arms(&labels[..1]));
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
        let arm = Arm {
            label: "",
            values,
            summary: None,
        };
        draw(&Arms {
            title: "",
            label: "",
            range: None,
            arms: vec![arm],
        });
    }
}

#[test]
fn empty_studies_are_drawn_without_panic() {
    draw(&PhaseDiagram {
        title: "",
        x: None,
        y: None,
        facet: None,
        cells: vec![],
    });
    draw(&PhaseDiagram {
        title: "",
        x: axis("x", 0),
        y: axis("y", 0),
        facet: axis("z", 0),
        cells: vec![],
    });
    draw(&Arms {
        title: "",
        label: "",
        range: Some((1.0, 1.0)),
        arms: vec![],
    });
}
