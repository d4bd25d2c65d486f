//! A curve inside a frame.

use super::canvas::Canvas;
use super::envelope::{Column, Envelope, envelope};
use super::frame::Frame;
use super::header::SMALL_SIZE;
use super::marker::Marker;
use super::palette;
use plotters::style::{Color, RGBColor};

/// Columns of one curve: fine enough for a figure of 900 pixels, coarse enough for a small file.
const COLUMNS: usize = 260;

/// How a curve looks.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    pub color: RGBColor,
    /// In pixels.
    pub thickness: f64,
    /// Whether the band between smallest and largest values is drawn.
    pub band: bool,
    /// Most columns that the curve is drawn in.
    pub columns: usize,
}

impl Pen {
    /// The usual line with its band.
    pub fn new(color: RGBColor) -> Self {
        Self {
            color,
            thickness: 1.5,
            band: true,
            columns: COLUMNS,
        }
    }

    /// For a line that another one may lie on.
    pub fn wide(color: RGBColor) -> Self {
        Self {
            thickness: 3.5,
            band: false,
            ..Self::new(color)
        }
    }

    /// For what is only context.
    pub fn thin(color: RGBColor) -> Self {
        Self {
            color,
            thickness: 1.0,
            band: false,
            columns: COLUMNS,
        }
    }
}

/// Draws a curve: a line through the mean of each column inside a band from its smallest to its
/// largest value. Short curves have one value a column, and the band vanishes. Gaps stay gaps;
/// values beyond the axis get a triangle at its edge.
pub fn draw(canvas: &mut Canvas, frame: &Frame, steps: &[u64], values: &[Option<f64>], pen: &Pen) {
    let envelope = envelope(steps, values, pen.columns);
    for stretch in envelope.stretches.iter().filter(|_| pen.band) {
        draw_band(canvas, frame, stretch, pen.color);
    }
    for stretch in &envelope.stretches {
        draw_line(canvas, frame, stretch, pen);
    }
    draw_overflow(canvas, frame, &envelope, pen.color);
    draw_not_numbers(canvas, frame, &envelope);
}

fn draw_band(canvas: &mut Canvas, frame: &Frame, stretch: &[Column], color: RGBColor) {
    if stretch.iter().all(|column| column.high <= column.low) {
        return;
    }
    let upper = stretch
        .iter()
        .map(|column| frame.point(column.step, column.high));
    let lower = stretch
        .iter()
        .rev()
        .map(|column| frame.point(column.step, column.low));
    canvas.polygon(upper.chain(lower).collect(), color.mix(0.28));
}

fn draw_line(canvas: &mut Canvas, frame: &Frame, stretch: &[Column], pen: &Pen) {
    let points: Vec<(f64, f64)> = stretch
        .iter()
        .map(|column| frame.point(column.step, column.middle))
        .collect();
    match points.as_slice() {
        [point] => canvas.disc(*point, 2.5, pen.color),
        _ => canvas.line(points, pen.color, pen.thickness),
    }
}

/// Triangles where a value lies beyond the axis, none closer to the last than its own width.
fn draw_overflow(canvas: &mut Canvas, frame: &Frame, envelope: &Envelope, color: RGBColor) {
    let columns = || envelope.stretches.iter().flatten();
    let above = columns()
        .filter(|column| column.high > frame.y.high)
        .map(|column| column.step);
    let below = columns()
        .filter(|column| column.low < frame.y.low)
        .map(|column| column.step);
    let (top, bottom) = (frame.area.top + 5.0, frame.area.bottom - 5.0);
    for x in apart(above.chain(envelope.infinite.iter().copied()), frame) {
        Marker::TriangleUp.draw(canvas, (x, top), 4.0, color);
    }
    for x in apart(
        below.chain(envelope.negative_infinite.iter().copied()),
        frame,
    ) {
        Marker::TriangleDown.draw(canvas, (x, bottom), 4.0, color);
    }
}

fn draw_not_numbers(canvas: &mut Canvas, frame: &Frame, envelope: &Envelope) {
    for x in apart(envelope.not_numbers.iter().copied(), frame) {
        Marker::Cross.draw(canvas, (x, frame.area.bottom - 8.0), 3.0, palette::BLACK);
    }
}

fn apart(steps: impl Iterator<Item = f64>, frame: &Frame) -> Vec<f64> {
    let mut pixels: Vec<f64> = steps.map(|step| frame.x.pixel(step)).collect();
    pixels.sort_by(f64::total_cmp);
    pixels.dedup_by(|next, kept| *next - *kept < SMALL_SIZE);
    pixels
}

/// Whether any value is NaN, so that the legend explains the crosses.
pub fn has_not_numbers(values: &[Option<f64>]) -> bool {
    values.iter().flatten().any(|value| value.is_nan())
}
