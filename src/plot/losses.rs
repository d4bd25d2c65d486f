//! Both losses of a run, on a linear axis that most values fill and on a logarithmic one that holds
//! all.

use super::curve::Pen;
use super::of_run::RunTables;
use super::panels::{Curve, Look, Panel, Panels, Range};
use super::{Canvas, Figure, PlotError, palette};
use crate::statistics::format_number;

/// Lines are means of neighbouring steps, bands reach from their smallest to their largest value.
/// Infinities and clipped values are triangles at the edge, NaN are crosses at the bottom.
pub fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let loss = tables.run.loss;
    let ideal = loss.ideal_discriminator_loss();
    let panel = |range, height| Panel {
        label: format!("loss ({})", loss.unit()),
        height,
        range,
        curves: vec![
            Curve {
                name: "discriminator (d_loss)".to_owned(),
                values: tables.column(|row| row.d_loss),
                look: Look::Line(Pen::new(palette::DISCRIMINATOR)),
            },
            Curve {
                name: "generator (g_loss)".to_owned(),
                values: tables.column(|row| row.g_loss),
                look: Look::Line(Pen::new(palette::GENERATOR)),
            },
        ],
        levels: vec![(ideal, format!("ideal d_loss {}", format_number(ideal)))],
    };
    let panels = vec![
        panel(Range::Robust, 240.0),
        panel(Range::Logarithmic, 200.0),
    ];
    Ok(Panels {
        title,
        steps: &tables.step_numbers(),
        panels,
        findings: tables.findings,
    }
    .draw())
}
