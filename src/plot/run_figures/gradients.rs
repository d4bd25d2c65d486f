//! How large the gradients of both players are.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::plot::canvas::{Canvas, PlotError, palette};
use crate::plot::chart::{AxisRange, Curve, LineStyle, Panel};
use plotters::style::RGBColor;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "gradients",
    title: "Gradient norms",
    alternative: "Gradient norms of discriminator and generator over the steps on a logarithmic axis, with every \
                  finding from its onset.",
    source: Source::Steps,
    applies: |_| true,
    draw,
};

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let norm = |name: &str, values: Vec<Option<f64>>, color: RGBColor| {
        Curve::line(name, values, LineStyle::new(color))
    };
    let curves = vec![
        norm(
            "discriminator (d_grad_norm)",
            tables.column(|row| row.d_grad_norm),
            palette::DISCRIMINATOR,
        ),
        norm(
            "generator (g_grad_norm)",
            tables.column(|row| row.g_grad_norm),
            palette::GENERATOR,
        ),
        norm(
            "at the fakes (fake_grad_norm)",
            tables.column(|row| row.fake_grad_norm),
            palette::FAKES,
        ),
    ];
    let panel = Panel::new("gradient (L2 norm)", 300.0, AxisRange::Logarithmic, curves);
    Ok(tables.draw_panels(title, &tables.step_numbers(), vec![panel]))
}
