//! The share of steps in which something was done, as an area.

use super::frame::Frame;
use crate::plot::canvas::{Area, Canvas, palette};
use plotters::style::RGBColor;

const MAX_COLUMNS: usize = 260;
/// One step among thousands must still be seen, in pixels.
const MIN_HEIGHT: f64 = 2.0;

/// Draws values of 0 and 1, cut into columns of equally many: from below the share of ones, above
/// it what was skipped. What is done in every step of a column, or in none, fills all of it.
pub(crate) fn draw_share_area(
    canvas: &mut Canvas,
    frame: &Frame,
    steps: &[u64],
    values: &[Option<f64>],
    color: RGBColor,
) {
    let done: Vec<(f64, bool)> = steps
        .iter()
        .zip(values)
        .filter_map(|(step, value)| Some((*step as f64, (*value)? > 0.0)))
        .collect();
    let (Some((first, _)), Some((last, _))) = (done.first(), done.last()) else {
        return;
    };
    let Area { top, bottom, .. } = frame.area;
    let (left, right) = horizontal_edges(frame, *first, *last);
    canvas.rectangle(
        Area {
            left,
            right,
            top,
            bottom,
        },
        palette::SKIPPED.into(),
    );
    let per_column = done.len().div_ceil(MAX_COLUMNS).max(1);
    let mut outline = vec![(left, bottom)];
    let mut from = left;
    for (index, column) in done.chunks(per_column).enumerate() {
        let next = done
            .get((index + 1) * per_column)
            .map(|(step, _)| frame.x.pixel(*step));
        let to = next.unwrap_or(right);
        let y = bottom - area_height(column, bottom - top);
        outline.extend([(from, y), (to, y)]);
        from = to;
    }
    outline.push((right, bottom));
    canvas.polygon(outline, color.into());
}

/// A single step is as wide as the frame.
fn horizontal_edges(frame: &Frame, first: f64, last: f64) -> (f64, f64) {
    if first < last {
        (frame.x.pixel(first), frame.x.pixel(last))
    } else {
        (frame.area.left, frame.area.right)
    }
}

fn area_height(column: &[(f64, bool)], full: f64) -> f64 {
    let count = column.iter().filter(|(_, done)| *done).count();
    match count {
        0 => 0.0,
        all if all == column.len() => full,
        some => (full * some as f64 / column.len() as f64).clamp(MIN_HEIGHT, full - MIN_HEIGHT),
    }
}
