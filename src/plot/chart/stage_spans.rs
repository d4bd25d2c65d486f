//! The resolutions of a run that grows: a bar below its panels, each fading in and then held.

use super::frame::Frame;
use super::sizes::SMALL_SIZE;
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::strategies::GrowthStage;
use plotters::style::Color;

/// Height that the bar takes with the space above it, in pixels.
const HEIGHT: f64 = 30.0;
const BAR: f64 = 16.0;

/// The resolutions in the order of steps; none for a run that does not grow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StageSpans(pub Vec<GrowthStage>);

impl StageSpans {
    /// Height that a figure leaves free for the bar, in pixels.
    pub fn height(&self) -> f64 {
        match self.0.is_empty() {
            true => 0.0,
            false => HEIGHT,
        }
    }

    /// The bar, whose bottom edge is at `bottom`, over the steps of `frame`. A resolution is a ramp while it
    /// fades in, then as high as the bar.
    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame, bottom: f64) {
        let Area { left, right, .. } = frame.area;
        let at = |step: u64| frame.x.pixel(step as f64).clamp(left, right);
        for (index, stage) in self.0.iter().enumerate() {
            let end = self.0.get(index + 1).map_or(right, |next| at(next.first));
            let (first, held) = (at(stage.first), at(stage.held).min(end));
            let top = bottom - BAR;
            let color = palette::SKY_BLUE.mix(0.25 + 0.5 * index as f64 / self.0.len() as f64);
            canvas.polygon(
                vec![(first, bottom), (held, top), (end, top), (end, bottom)],
                color,
            );
            canvas.line(vec![(first, top), (first, bottom)], palette::SEPARATOR, 1.0);
            let words = format!("{} px", stage.side);
            if font::width(&words, SMALL_SIZE, false) + 4.0 < end - first {
                let middle = f64::midpoint(first, end);
                canvas.text(
                    Text::new(words, middle, bottom - 4.0, SMALL_SIZE).anchor(Anchor::Middle),
                );
            }
        }
        if !self.0.is_empty() {
            canvas.text(
                Text::new("resolution", left - 7.0, bottom - 4.0, SMALL_SIZE).anchor(Anchor::End),
            );
        }
    }
}
