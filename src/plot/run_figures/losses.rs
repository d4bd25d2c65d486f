//! Both losses of a run, on a linear axis that most values fill and, where it says more, on a
//! logarithmic one that holds all.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::plot::canvas::{Canvas, PlotError, palette};
use crate::plot::chart::{AxisRange, Curve, LineStyle, Panel, ranges};
use crate::statistics::format_number;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "losses",
    title: "Losses",
    alternative: "Losses of discriminator and generator over the steps, on a linear and, where they span decades, on a \
                  logarithmic axis, with the ideal loss of the discriminator and every finding from its onset.",
    source: Source::Steps,
    applies: |tables| !tables.run.model.is_autoencoder(),
    draw,
};

/// Lines are means of neighbouring steps, bands reach from their smallest to their largest value.
/// Infinities and clipped values are triangles at the edge, NaN are crosses at the bottom.
fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let loss = tables.run.loss;
    let ideal = loss.ideal_discriminator_loss();
    let panel = |range, height| {
        let curves = vec![
            Curve::line(
                "discriminator (d_loss)",
                tables.column(|row| row.d_loss),
                LineStyle::new(palette::DISCRIMINATOR),
            ),
            Curve::line(
                "generator (g_loss)",
                tables.column(|row| row.g_loss),
                LineStyle::new(palette::GENERATOR),
            ),
        ];
        let ideal = (ideal, format!("ideal d_loss {}", format_number(ideal)));
        Panel::new(format!("loss ({})", loss.unit()), height, range, curves)
            .with_levels(vec![ideal])
    };
    let mut panels = vec![panel(AxisRange::Robust, 240.0)];
    if panels[0].is_clipped() || ranges::span_decades(&panels[0].values()) {
        panels.push(panel(AxisRange::Logarithmic, 200.0));
    }
    Ok(tables.draw_panels(title, &tables.step_numbers(), panels))
}
