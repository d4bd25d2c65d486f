//! The shapes of a canvas replayed on one of plotters' backends.

use super::error::PlotError;
use super::shapes::{Anchor, Area, Canvas, Shape, Text};
use super::{font, palette};
use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontStyle, FontTransform, IntoFont, RGBAColor, ShapeStyle, TextStyle,
};

/// Backends take whole pixels. Drawing at twice the size gives half-pixel positions in SVG and
/// smooth edges in PNG.
pub(super) const SCALE: usize = 2;

/// How the two backends differ in what they make of the same request.
pub(super) struct Device {
    /// What the backend calls the size of a font of one pixel per em.
    font_size_per_em: f64,
    /// From the top of a text to its baseline, in em.
    baseline: f64,
    /// Whether the parts of a shape are drawn one by one. The bitmap backend joins thick segments of
    /// a line with long spikes, and fills a rectangle row by row but a wide polygon column by column,
    /// which takes far longer. A document is smaller with one element.
    by_part: bool,
}

pub(super) const VECTOR: Device = Device {
    font_size_per_em: 1.24,
    baseline: 0.76,
    by_part: false,
};

pub(super) const BITMAP: Device = Device {
    font_size_per_em: font::LINE_HEIGHT,
    baseline: font::LINE_HEIGHT / 2.0,
    by_part: true,
};

/// Draws the paper, on which the pixels come first.
pub(super) fn replay_paper<Backend: DrawingBackend>(
    canvas: &Canvas,
    backend: &mut Backend,
) -> Result<(), PlotError> {
    let paper = Area {
        left: 0.0,
        top: 0.0,
        right: canvas.width,
        bottom: canvas.height,
    };
    fill_area(&paper, &palette::WHITE.to_rgba(), backend)
}

/// Draws everything except the paper and the pixels, for which each file format has its own way.
pub(super) fn replay<Backend: DrawingBackend>(
    canvas: &Canvas,
    backend: &mut Backend,
    device_traits: &Device,
) -> Result<(), PlotError> {
    for shape in &canvas.shapes {
        replay_shape(shape, backend, device_traits)?;
    }
    backend.present().map_err(backend_error)
}

fn replay_shape<Backend: DrawingBackend>(
    shape: &Shape,
    backend: &mut Backend,
    device_traits: &Device,
) -> Result<(), PlotError> {
    match shape {
        Shape::Rectangle { area, fill } => return fill_area(area, fill, backend),
        Shape::Rectangles { areas, fill } if device_traits.by_part => {
            return areas
                .iter()
                .try_for_each(|area| fill_area(area, fill, backend));
        }
        Shape::Rectangles { areas, fill } => backend.fill_polygon(
            comb(areas).into_iter().map(device),
            &ShapeStyle::from(fill).filled(),
        ),
        Shape::Line {
            points,
            color,
            thickness,
        } => {
            let style = ShapeStyle::from(color).stroke_width(device_length(*thickness));
            if device_traits.by_part {
                points.windows(2).try_for_each(|ends| {
                    backend.draw_line(device(ends[0]), device(ends[1]), &style)
                })
            } else {
                backend.draw_path(points.iter().copied().map(device), &style)
            }
        }
        Shape::Polygon { points, fill } => backend.fill_polygon(
            points.iter().copied().map(device),
            &ShapeStyle::from(fill).filled(),
        ),
        Shape::Disc { x, y, radius, fill } => backend.draw_circle(
            device((*x, *y)),
            device_length(*radius),
            &ShapeStyle::from(fill).filled(),
            true,
        ),
        Shape::Ring {
            x,
            y,
            radius,
            color,
        } => {
            let style = ShapeStyle::from(color).stroke_width(SCALE as u32);
            backend.draw_circle(device((*x, *y)), device_length(*radius), &style, false)
        }
        Shape::Text(text) => return draw_text(text, backend, device_traits),
        Shape::Pixels(_) => Ok(()),
    }
    .map_err(backend_error)
}

fn fill_area<Backend: DrawingBackend>(
    area: &Area,
    fill: &RGBAColor,
    backend: &mut Backend,
) -> Result<(), PlotError> {
    let (from, to) = (
        device((area.left, area.top)),
        device((area.right, area.bottom)),
    );
    backend
        .draw_rect(from, to, &ShapeStyle::from(fill).filled(), true)
        .map_err(backend_error)
}

/// Rectangles one above another, with the same right edge, as one outline: a comb whose back has no
/// width.
fn comb(areas: &[Area]) -> Vec<(f64, f64)> {
    let outline = |area: &Area| {
        let Area {
            left,
            top,
            right,
            bottom,
        } = *area;
        [(right, top), (left, top), (left, bottom), (right, bottom)]
    };
    areas.iter().flat_map(outline).collect()
}

fn draw_text<Backend: DrawingBackend>(
    text: &Text,
    backend: &mut Backend,
    device_traits: &Device,
) -> Result<(), PlotError> {
    let em = text.size * SCALE as f64;
    let style = if text.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let horizontal = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let font = (font::FAMILY, em * device_traits.font_size_per_em, style).into_font();
    let (x, y) = device((text.x, text.y));
    let rise = (em * device_traits.baseline).round() as i32;
    let (font, corner) = if text.upright {
        (font.transform(FontTransform::Rotate270), (x - rise, y))
    } else {
        (font, (x, y - rise))
    };
    let style = TextStyle::from(font)
        .color(&text.color)
        .pos(Pos::new(horizontal, VPos::Top));
    backend
        .draw_text(&text.content, &style, corner)
        .map_err(backend_error)
}

/// Size of a canvas in device pixels.
pub(super) fn device_size(canvas: &Canvas) -> (u32, u32) {
    let scaled = |pixels: f64| pixels.round() as u32 * SCALE as u32;
    (scaled(canvas.width), scaled(canvas.height))
}

/// A point in device pixels.
pub(super) fn device((x, y): (f64, f64)) -> (i32, i32) {
    let scaled = |pixels: f64| (pixels * SCALE as f64).round() as i32;
    (scaled(x), scaled(y))
}

fn device_length(pixels: f64) -> u32 {
    ((pixels * SCALE as f64).round() as u32).max(1)
}

/// The error of a backend.
pub(super) fn backend_error(error: impl std::fmt::Display) -> PlotError {
    PlotError::Backend(error.to_string())
}
