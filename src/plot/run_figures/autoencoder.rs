//! What an autoencoder minimises: how far what it makes is from what it saw, how much its latents say, and
//! how many of them do.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::plot::canvas::{Canvas, PlotError, palette};
use crate::plot::chart::{AxisRange, Curve, LineStyle, Panel};
use crate::train::StepRow;
use plotters::style::RGBColor;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "autoencoder",
    title: "Reconstruction and KL losses",
    alternative: "Reconstruction loss and KL loss of an autoencoder over the steps, and below them the share of its latents that \
                  are active, with every finding from its onset.",
    source: Source::Steps,
    applies: |tables| tables.run.model.is_autoencoder(),
    draw,
};

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let curve = |name: &str, value: fn(&StepRow) -> Option<f64>, color: RGBColor| {
        Curve::line(name, tables.column(value), LineStyle::new(color))
    };
    let panel = |label: &str, height, range, curve| Panel::new(label, height, range, vec![curve]);
    let panels = vec![
        panel(
            "squared error of an image",
            200.0,
            AxisRange::Robust,
            curve(
                "reconstruction_loss",
                |row| row.reconstruction_loss,
                palette::GENERATOR,
            ),
        ),
        panel(
            "nats",
            160.0,
            AxisRange::Robust,
            curve("kl_loss", |row| row.kl_loss, palette::DISCRIMINATOR),
        ),
        panel(
            "share of latents",
            110.0,
            AxisRange::Fixed(0.0, 1.0),
            curve("active_latents", |row| row.active_latents, palette::BLACK),
        ),
    ];
    Ok(tables.draw_panels(title, &tables.step_numbers(), panels))
}
