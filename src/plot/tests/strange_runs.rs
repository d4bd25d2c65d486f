//! Nothing that a table of a run may hold makes its figures panic.

use super::draw;
use super::example::{Example, constant_step};
use crate::diagnose::Verdict;
use crate::plot::canvas::to_svg;
use crate::plot::run_figures::{ImagePanel, ImageSamples, Scatter, ScatterPanel};
use crate::train::StepRow;

#[test]
fn strange_steps_are_drawn_without_panic() {
    let values = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        1e300,
        -1e300,
        5e-324,
        f64::MAX,
        f64::MIN,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    for rows in [1, 2, 30] {
        let cycled = |offset: usize| {
            move |row: &mut StepRow| {
                let at = row.step as usize * 5 + offset;
                *row = constant_step(
                    row,
                    (!at.is_multiple_of(13)).then(|| values[at % values.len()]),
                );
            }
        };
        for example in [
            Example::new("data: ring").cut(rows).with_steps(cycled(0)),
            Example::new("data: digits, loss: hinge, balance: gap_aware")
                .cut(rows)
                .with_steps(cycled(3)),
        ] {
            let example = example
                .found(Verdict::Divergence, Some(u64::MAX))
                .found(Verdict::Healthy, Some(0));
            example.run_tables().draw().unwrap();
            example.run_tables().overview().unwrap();
        }
    }
}

#[test]
fn strange_samples_are_drawn_without_panic() {
    let fakes = [
        [f32::NAN, 0.0],
        [f32::INFINITY, 1.0],
        [f32::MAX, f32::MIN],
        [0.0, 0.0],
    ];
    for modes in [&[][..], &[[0.0, 0.0]], &[[f32::NAN, 1.0]]] {
        let panels = vec![
            ScatterPanel {
                label: "step 0",
                points: &fakes,
                is_real: false,
            },
            ScatterPanel {
                label: "",
                points: &[],
                is_real: true,
            },
        ];
        draw(&Scatter {
            title: "",
            modes,
            radius: 0.0,
            panels,
            large: 2,
        });
    }
    draw(&Scatter {
        title: "",
        modes: &[],
        radius: 0.3,
        panels: vec![],
        large: 1,
    });
    draw(&ImageSamples::new("", (2, 1), 2, &[]).unwrap());
    let panels = [
        ImagePanel {
            label: "step 0",
            images: &[0.5; 12],
        },
        ImagePanel {
            label: "step 9",
            images: &[],
        },
    ];
    draw(&ImageSamples::new("", (2, 1), 1, &panels).unwrap());
    assert!(
        to_svg(&ImageSamples::new("", (2, 1), 1, &panels).unwrap())
            .unwrap()
            .contains("data:image/png;base64,")
    );
}
