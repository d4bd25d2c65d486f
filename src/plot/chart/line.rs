//! A line inside a frame, with the band that its values fill.

use super::envelope::{Column, Envelope, envelope};
use super::frame::Frame;
use super::marker::Marker;
use super::sizes::SMALL_SIZE;
use crate::plot::canvas::{Canvas, palette};
use plotters::style::{Color, RGBColor};

/// Most columns of one curve: fine enough for a figure of 900 pixels, coarse enough for a small file.
const MAX_COLUMNS: usize = 260;

/// How the line of a curve looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineStyle {
    /// Of the line and its band.
    pub color: RGBColor,
    /// In pixels.
    pub width: f64,
    /// Whether the band between smallest and largest values is drawn.
    pub band: bool,
    /// Most columns that the curve is drawn in.
    pub columns: usize,
}

impl LineStyle {
    /// The usual line with its band.
    pub fn new(color: RGBColor) -> Self {
        Self {
            color,
            width: 1.5,
            band: true,
            columns: MAX_COLUMNS,
        }
    }

    /// For a line that another one may lie on.
    pub fn wide(color: RGBColor) -> Self {
        Self {
            width: 3.5,
            band: false,
            ..Self::new(color)
        }
    }

    /// For what is only context.
    pub fn thin(color: RGBColor) -> Self {
        Self {
            color,
            width: 1.0,
            band: false,
            columns: MAX_COLUMNS,
        }
    }
}

/// Draws a curve: a line through the mean of each column inside a band from its smallest to its
/// largest value. Short curves have one value per column, and the band vanishes. Gaps stay gaps;
/// values beyond the axis get a triangle at its edge.
pub(crate) fn draw_line(
    canvas: &mut Canvas,
    frame: &Frame,
    steps: &[u64],
    values: &[Option<f64>],
    style: &LineStyle,
) {
    let envelope = envelope(steps, values, style.columns);
    for segment in envelope.segments.iter().filter(|_| style.band) {
        draw_band(canvas, frame, segment, style.color);
    }
    for segment in &envelope.segments {
        draw_means(canvas, frame, segment, style);
    }
    draw_overflow(canvas, frame, &envelope, style.color);
    draw_not_numbers(canvas, frame, &envelope);
}

fn draw_band(canvas: &mut Canvas, frame: &Frame, segment: &[Column], color: RGBColor) {
    if segment.iter().all(|column| column.high <= column.low) {
        return;
    }
    let upper = segment
        .iter()
        .map(|column| frame.point(column.step, column.high));
    let lower = segment
        .iter()
        .rev()
        .map(|column| frame.point(column.step, column.low));
    canvas.polygon(upper.chain(lower).collect(), color.mix(0.28));
}

fn draw_means(canvas: &mut Canvas, frame: &Frame, segment: &[Column], style: &LineStyle) {
    let points: Vec<(f64, f64)> = segment
        .iter()
        .map(|column| frame.point(column.step, column.middle))
        .collect();
    match points.as_slice() {
        [point] => canvas.disc(*point, 2.5, style.color),
        _ => canvas.line(points, style.color, style.width),
    }
}

/// Triangles where a value lies beyond the axis, none closer to the last than its own width.
fn draw_overflow(canvas: &mut Canvas, frame: &Frame, envelope: &Envelope, color: RGBColor) {
    let columns = || envelope.segments.iter().flatten();
    let above = columns()
        .filter(|column| column.high > frame.y.high)
        .map(|column| column.step);
    let below = columns()
        .filter(|column| column.low < frame.y.low)
        .map(|column| column.step);
    let (top, bottom) = (frame.area.top + 5.0, frame.area.bottom - 5.0);
    for x in pixels_apart(above.chain(envelope.infinite.iter().copied()), frame) {
        Marker::TriangleUp.draw(canvas, (x, top), 4.0, color);
    }
    for x in pixels_apart(
        below.chain(envelope.negative_infinite.iter().copied()),
        frame,
    ) {
        Marker::TriangleDown.draw(canvas, (x, bottom), 4.0, color);
    }
}

fn draw_not_numbers(canvas: &mut Canvas, frame: &Frame, envelope: &Envelope) {
    for x in pixels_apart(envelope.not_numbers.iter().copied(), frame) {
        Marker::Cross.draw(canvas, (x, frame.area.bottom - 8.0), 3.0, palette::BLACK);
    }
}

fn pixels_apart(steps: impl Iterator<Item = f64>, frame: &Frame) -> Vec<f64> {
    let mut pixels: Vec<f64> = steps.map(|step| frame.x.pixel(step)).collect();
    pixels.sort_by(f64::total_cmp);
    pixels.dedup_by(|next, kept| *next - *kept < SMALL_SIZE);
    pixels
}
