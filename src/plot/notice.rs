//! A figure of which there is nothing to draw says why.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::header::{Header, MARGIN, TEXT_SIZE};
use super::{font, palette};

const WIDTH: f64 = 900.0;
const FRAME: f64 = 150.0;
const LINE: f64 = 18.0;

/// The title, and the reason in an empty frame.
pub fn draw(title: &str, reason: &str) -> Canvas {
    let header = Header::new(title, &[], WIDTH);
    let top = header.height();
    let area = Area {
        left: MARGIN,
        top,
        right: WIDTH - MARGIN,
        bottom: top + FRAME,
    };
    let mut canvas = Canvas::new(&format!("{title}: {reason}"), WIDTH, area.bottom + MARGIN);
    header.draw(&mut canvas);
    canvas.outline(area, palette::FAINT_INK, 1.0);
    let lines = font::wrap(reason, TEXT_SIZE, false, area.width() - 40.0, 5);
    let (x, middle) = area.center();
    let first = middle + 4.0 - (lines.len() - 1) as f64 * LINE / 2.0;
    for (index, line) in lines.iter().enumerate() {
        canvas.text(
            Text::new(line, x, first + index as f64 * LINE, TEXT_SIZE).anchor(Anchor::Middle),
        );
    }
    canvas
}
