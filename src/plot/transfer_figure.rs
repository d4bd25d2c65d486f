//! The losses of a style transfer over its steps.

use super::canvas::palette;
use super::canvas::{Drawing, PlotError};
use super::chart::{AxisRange, Curve, HealingMarks, LineStyle, Panel, StageSpans, StepPanels};
use crate::train::transfer::TransferRow;

/// Draws the losses of a style transfer: the weighted sum, and each loss before its weight.
///
/// # Errors
/// If a font or a picture cannot be made.
pub fn draw_transfer(title: &str, rows: &[TransferRow]) -> Result<Drawing, PlotError> {
    let steps: Vec<u64> = rows.iter().map(|row| row.step).collect();
    let curve = |name: &str, color, value: fn(&TransferRow) -> Option<f64>| {
        let style = LineStyle::new(color);
        Curve::line(name, rows.iter().map(value).collect(), style)
    };
    let total = curve("weighted sum", palette::BLACK, |row| Some(row.losses.total));
    let parts = vec![
        curve("content", palette::DISCRIMINATOR, |row| row.losses.content),
        curve("style", palette::GENERATOR, |row| row.losses.style),
        curve("variation", palette::FAINT_INK, |row| row.losses.variation),
    ];
    // A loss without a weight is not computed.
    let parts = parts.into_iter().filter(Curve::has_values).collect();
    let logarithmic = AxisRange::Logarithmic;
    let panels = vec![
        Panel::new("loss", 200.0, logarithmic, vec![total]),
        Panel::new("before weights", 240.0, logarithmic, parts),
    ];
    let figure = StepPanels {
        title,
        steps: &steps,
        panels,
        findings: &[],
        stages: StageSpans::default(),
        healings: HealingMarks::default(),
    };
    Drawing::new("losses", &figure)
}
