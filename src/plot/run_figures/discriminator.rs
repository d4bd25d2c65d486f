//! What the discriminator says of real and fake rows: as probabilities, with its accuracy, or as
//! scores, where the loss has no probabilities, with the accuracy below.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::plot::canvas::{Canvas, PlotError, palette};
use crate::plot::chart::{AxisRange, Curve, LineStyle, Panel};
use crate::statistics::format_number;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "discriminator",
    title: "Discriminator",
    alternative: "The discriminator's mean output on real and on fake rows and its accuracy over the steps, with \
                  every finding from its onset.",
    source: Source::Steps,
    applies: |tables| !tables.run.model.is_autoencoder(),
    draw,
};

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let outputs = vec![
        Curve::line(
            "D(real)",
            tables.column(|row| row.d_real),
            LineStyle::new(palette::DISCRIMINATOR),
        ),
        Curve::line(
            "D(fake)",
            tables.column(|row| row.d_fake),
            LineStyle::new(palette::GENERATOR),
        ),
    ];
    let panels = match tables.run.loss.gives_probabilities() {
        true => vec![probabilities(tables, outputs)],
        false => scores(tables, outputs),
    };
    Ok(tables.draw_panels(title, &tables.step_numbers(), panels))
}

/// Outputs and accuracy on one axis.
fn probabilities(tables: &RunTables, mut curves: Vec<Curve>) -> Panel {
    curves.push(accuracy(tables, LineStyle::thin(palette::BLACK)));
    let label = "probability or share of rows";
    Panel::new(label, 300.0, AxisRange::Fixed(0.0, 1.0), curves).with_levels(vec![cannot_tell()])
}

/// Outputs, and their accuracy below.
fn scores(tables: &RunTables, outputs: Vec<Curve>) -> Vec<Panel> {
    let boundary = tables.run.loss.boundary().map(|value| {
        let words = format!("{}: boundary of real and fake", format_number(value));
        (value, words)
    });
    let accuracy = vec![accuracy(tables, LineStyle::new(palette::BLACK))];
    let label = "share of rows told right";
    vec![
        Panel::new("score", 230.0, AxisRange::Robust, outputs)
            .with_levels(boundary.into_iter().collect()),
        Panel::new(label, 150.0, AxisRange::Fixed(0.0, 1.0), accuracy)
            .with_levels(vec![cannot_tell()]),
    ]
}

fn accuracy(tables: &RunTables, style: LineStyle) -> Curve {
    Curve::line("accuracy of D", tables.column(|row| row.d_acc), style)
}

/// The level at which D is as good as a coin.
fn cannot_tell() -> (f64, String) {
    (0.5, "0.5: D cannot tell".to_owned())
}
