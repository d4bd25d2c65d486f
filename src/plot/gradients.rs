//! How large the gradients of both players are.

use super::curve::Pen;
use super::of_run::RunTables;
use super::panels::{Curve, Look, Panel, Panels, Range};
use super::{Canvas, Figure, PlotError, palette};

pub fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let norm = |name: &str, values, color| Curve {
        name: name.to_owned(),
        values,
        look: Look::Line(Pen::new(color)),
    };
    let panel = Panel {
        label: "gradient (L2 norm)".to_owned(),
        height: 300.0,
        range: Range::Logarithmic,
        curves: vec![
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
        ],
        levels: vec![],
    };
    Ok(Panels {
        title,
        steps: &tables.step_numbers(),
        panels: vec![panel],
        findings: tables.findings,
    }
    .draw())
}
