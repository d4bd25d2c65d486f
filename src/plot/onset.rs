//! The mark of a verdict in time: from its onset to its end.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::frame::Frame;
use super::header::SMALL_SIZE;
use super::{font, palette, scale};
use crate::diagnose::Verdict;
use plotters::style::Color;

/// When a verdict began to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onset {
    /// What is the case.
    pub verdict: Verdict,
    /// First step at which it is.
    pub from: u64,
    /// Last step at which it is; `None`: to the end of the run.
    pub to: Option<u64>,
}

/// Height that a frame leaves free above itself for the label, in pixels.
pub const LABEL_HEIGHT: f64 = 18.0;

impl Onset {
    /// The light band over the affected steps; drawn before the curves.
    pub fn draw_band(&self, canvas: &mut Canvas, frame: &Frame) {
        let left = frame.x.pixel(self.from as f64);
        let right = self.to.map_or(frame.area.right, |step| frame.x.pixel(step as f64));
        let color = palette::verdict_color(self.verdict);
        canvas.rectangle(Area { left, right, ..frame.area }, color.mix(0.13));
    }

    /// The line at the onset; drawn after the curves.
    pub fn draw_line(&self, canvas: &mut Canvas, frame: &Frame) {
        let x = frame.x.pixel(self.from as f64);
        canvas.line(vec![(x, frame.area.top - 5.0), (x, frame.area.bottom)], palette::verdict_color(self.verdict), 2.0);
    }

    /// The words, above the frame.
    pub fn draw_label(&self, canvas: &mut Canvas, frame: &Frame) {
        let mut words = format!("{} from step {}", self.verdict.name(), scale::number(self.from as f64));
        if let Some(step) = self.to {
            words += &format!(" to {}", scale::number(step as f64));
        }
        let x = frame.x.pixel(self.from as f64);
        let fits = x + font::width(&words, SMALL_SIZE, true) <= frame.area.right;
        let (x, anchor) = if fits { (x, Anchor::Start) } else { (frame.area.right, Anchor::End) };
        canvas.text(Text::new(words, x, frame.area.top - 8.0, SMALL_SIZE).bold().anchor(anchor));
    }
}
