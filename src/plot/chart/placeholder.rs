//! A figure that has nothing to draw says why.

use super::header::Header;
use super::sizes::{FIGURE_WIDTH, MARGIN, TEXT_SIZE};
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};

const FRAME_HEIGHT: f64 = 150.0;
const LINE: f64 = 18.0;

/// The title, and the reason in an empty frame.
pub(crate) fn placeholder(title: &str, reason: &str) -> Canvas {
    let header = Header::new(title, &[], FIGURE_WIDTH);
    let top = header.height();
    let area = Area {
        left: MARGIN,
        top,
        right: FIGURE_WIDTH - MARGIN,
        bottom: top + FRAME_HEIGHT,
    };
    let mut canvas = Canvas::new(
        &format!("{title}: {reason}"),
        FIGURE_WIDTH,
        area.bottom + MARGIN,
    );
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
