//! What the discriminator says of real and fake rows: as probabilities, with its accuracy, or as
//! scores, where the loss has no probabilities, with the accuracy below.

use super::curve::Pen;
use super::of_run::RunTables;
use super::panels::{Curve, Look, Panel, Panels, Range};
use super::{Canvas, Figure, PlotError, palette};
use crate::statistics::format_number;

pub fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let line = |name: &str, values, pen| Curve {
        name: name.to_owned(),
        values,
        look: Look::Line(pen),
    };
    let outputs = vec![
        line(
            "D(real)",
            tables.column(|row| row.d_real),
            Pen::new(palette::DISCRIMINATOR),
        ),
        line(
            "D(fake)",
            tables.column(|row| row.d_fake),
            Pen::new(palette::GENERATOR),
        ),
    ];
    let accuracy = line(
        "accuracy of D",
        tables.column(|row| row.d_acc),
        Pen::thin(palette::BLACK),
    );
    let cannot_tell = (0.5, "0.5: D cannot tell".to_owned());
    let loss = tables.run.loss;
    let panels = if loss.gives_probabilities() {
        let curves = outputs.into_iter().chain([accuracy]).collect();
        let label = "probability or share of rows".to_owned();
        vec![Panel {
            label,
            height: 300.0,
            range: Range::Fixed(0.0, 1.0),
            curves,
            levels: vec![cannot_tell],
        }]
    } else {
        let boundary = |value| {
            (
                value,
                format!("{}: boundary of real and fake", format_number(value)),
            )
        };
        let levels = loss.boundary().map(boundary).into_iter().collect();
        let accuracy = Curve {
            look: Look::Line(Pen::new(palette::BLACK)),
            ..accuracy
        };
        vec![
            Panel {
                label: "score".to_owned(),
                height: 230.0,
                range: Range::Robust,
                curves: outputs,
                levels,
            },
            Panel {
                label: "share of rows told right".to_owned(),
                height: 150.0,
                range: Range::Fixed(0.0, 1.0),
                curves: vec![accuracy],
                levels: vec![cannot_tell],
            },
        ]
    };
    Ok(Panels {
        title,
        steps: &tables.step_numbers(),
        panels,
        findings: tables.findings,
    }
    .draw())
}
