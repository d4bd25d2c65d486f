//! Where a run went back and what was changed there: a line in each panel, and below the panels one line of words for
//! each.

use super::frame::Frame;
use super::sizes::SMALL_SIZE;
use crate::plot::canvas::{Anchor, Canvas, Text, font, palette};
use crate::record::Healing;
use crate::statistics::format_number;

/// Height of one line of words, in pixels.
const LINE: f64 = 16.0;
/// Space above the first one.
const ABOVE: f64 = 8.0;

/// In the order of time; none for a run that never went back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HealingMarks<'a>(pub &'a [Healing]);

impl HealingMarks<'_> {
    /// Height that a figure leaves free for the words, in pixels.
    pub fn height(&self) -> f64 {
        match self.0.len() {
            0 => 0.0,
            lines => ABOVE + lines as f64 * LINE,
        }
    }

    /// The lines at the steps that the run went back to; drawn after the curves.
    pub fn draw_lines(&self, canvas: &mut Canvas, frame: &Frame) {
        for healing in self.0 {
            let x = pixel(frame, healing.back_to);
            let (top, bottom) = (frame.area.top, frame.area.bottom);
            canvas.line(vec![(x, top), (x, bottom)], palette::BLACK, 1.5);
        }
    }

    /// The words, the last of which stands at `bottom`. Each begins below its line where there is room.
    pub fn draw_words(&self, canvas: &mut Canvas, frame: &Frame, bottom: f64) {
        for (index, healing) in self.0.iter().rev().enumerate() {
            let words = font::shorten(&words(healing), SMALL_SIZE, false, frame.area.width());
            let x = pixel(frame, healing.back_to);
            let fits = x + font::width(&words, SMALL_SIZE, false) <= frame.area.right;
            let (x, anchor) = match fits {
                true => (x, Anchor::Start),
                false => (frame.area.right, Anchor::End),
            };
            let y = bottom - index as f64 * LINE;
            canvas.text(Text::new(words, x, y, SMALL_SIZE).anchor(anchor));
        }
    }
}

fn pixel(frame: &Frame, step: u64) -> f64 {
    let x = frame.x.pixel(step as f64);
    x.clamp(frame.area.left, frame.area.right)
}

fn words(healing: &Healing) -> String {
    let step = |step: u64| format_number(step as f64);
    format!(
        "went back to {} from step {} ({}): {}",
        step(healing.back_to),
        step(healing.step),
        healing.failure.name(),
        healing.changes()
    )
}
