//! One drawing, two files: the shapes of a canvas replayed on plotters' SVG and bitmap backends.

use super::canvas::{Anchor, Area, Canvas, Pixels, Shape, Text};
use super::{Figure, PlotError, font, palette, sheet};
use base64::{Engine, engine::general_purpose::STANDARD};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform, IntoFont, ShapeStyle, TextStyle};
use std::fmt::Write;

/// Backends take whole pixels. Drawing at twice the size gives half-pixel positions in SVG and
/// smooth edges in PNG.
const SCALE: usize = 2;

/// How the two backends differ in what they make of the same request.
struct Device {
    /// What the backend calls the size of a font of one pixel per em.
    font_size_per_em: f64,
    /// From the top of a text to its baseline, in em.
    baseline: f64,
    /// The bitmap backend joins thick segments with long spikes, so there each is drawn alone.
    lines_by_segment: bool,
}

const VECTOR: Device = Device {
    font_size_per_em: 1.24,
    baseline: 0.76,
    lines_by_segment: false,
};

const BITMAP: Device = Device {
    font_size_per_em: font::LINE_HEIGHT,
    baseline: font::LINE_HEIGHT / 2.0,
    lines_by_segment: true,
};

/// The figure as a complete SVG document.
///
/// # Errors
/// The font could not be read.
pub fn to_svg(figure: &dyn Figure) -> Result<String, PlotError> {
    font::register()?;
    let canvas = figure.draw();
    let mut svg = String::new();
    replay(
        &canvas,
        &mut SVGBackend::with_string(&mut svg, device_size(&canvas)),
        &VECTOR,
    )?;
    finish_svg(&canvas, &svg)
}

/// The figure as the bytes of a PNG file, one pixel per canvas pixel.
///
/// # Errors
/// The font could not be read or the image could not be packed.
pub fn to_png(figure: &dyn Figure) -> Result<Vec<u8>, PlotError> {
    font::register()?;
    let canvas = figure.draw();
    let (width, height) = device_size(&canvas);
    let mut rgb = vec![255; width as usize * height as usize * 3];
    let mut backend = BitMapBackend::with_buffer(&mut rgb, (width, height));
    replay(&canvas, &mut backend, &BITMAP)?;
    for pixels in images(&canvas) {
        let size = (
            (pixels.width * pixels.zoom) as u32,
            (pixels.height * pixels.zoom) as u32,
        );
        let enlarged = sheet::enlarge(&pixels.rgb, pixels.width, pixels.zoom);
        backend
            .blit_bitmap(device((pixels.x, pixels.y)), size, &enlarged)
            .map_err(refused)?;
    }
    drop(backend);
    let (width, height) = (width as usize / SCALE, height as usize / SCALE);
    sheet::encode(&average(&rgb, width, height), width, height)
}

fn replay<Backend: DrawingBackend>(
    canvas: &Canvas,
    backend: &mut Backend,
    traits: &Device,
) -> Result<(), PlotError> {
    let paper = Area {
        left: 0.0,
        top: 0.0,
        right: canvas.width,
        bottom: canvas.height,
    };
    let background = Shape::Rectangle {
        area: paper,
        fill: palette::WHITE.to_rgba(),
    };
    for shape in std::iter::once(&background).chain(&canvas.shapes) {
        replay_shape(shape, backend, traits)?;
    }
    backend.present().map_err(refused)
}

fn replay_shape<Backend: DrawingBackend>(
    shape: &Shape,
    backend: &mut Backend,
    traits: &Device,
) -> Result<(), PlotError> {
    match shape {
        Shape::Rectangle { area, fill } => {
            let (from, to) = (
                device((area.left, area.top)),
                device((area.right, area.bottom)),
            );
            backend.draw_rect(from, to, &ShapeStyle::from(fill).filled(), true)
        }
        Shape::Line {
            points,
            color,
            thickness,
        } => {
            let style = ShapeStyle::from(color).stroke_width(device_length(*thickness));
            if traits.lines_by_segment {
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
        Shape::Text(text) => return draw_text(text, backend, traits),
        // Pixels are no business of `replay`: each file format has its own way to hold them.
        Shape::Pixels(_) => Ok(()),
    }
    .map_err(refused)
}

fn draw_text<Backend: DrawingBackend>(
    text: &Text,
    backend: &mut Backend,
    traits: &Device,
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
    let font = (font::FAMILY, em * traits.font_size_per_em, style).into_font();
    let (x, y) = device((text.x, text.y));
    let rise = (em * traits.baseline).round() as i32;
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
        .map_err(refused)
}

/// Gives the document its real size and a title, adds the images, and leaves out what is the
/// default anyway.
fn finish_svg(canvas: &Canvas, svg: &str) -> Result<String, PlotError> {
    let (width, height) = device_size(canvas);
    let ink = palette::css(palette::INK);
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    let body = body.trim_end().trim_end_matches("</svg>");
    let mut document = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{}\" fill=\"{ink}\">\n<title>{}</title>",
        canvas.width.round(),
        canvas.height.round(),
        font::FAMILY,
        canvas.title.replace('&', "&amp;").replace('<', "&lt;"),
    );
    let (family, fill) = (
        format!(" font-family=\"{}\"", font::FAMILY),
        format!(" fill=\"{ink}\""),
    );
    let plain = [
        " opacity=\"1\"",
        " stroke=\"none\"",
        " stroke-width=\"1\"",
        " text-anchor=\"start\"",
    ];
    let defaults = plain.into_iter().chain([family.as_str(), &fill]);
    document += &defaults.fold(body.to_owned(), |body, default| body.replace(default, ""));
    for pixels in images(canvas) {
        document += &svg_image(pixels)?;
    }
    document += "</svg>\n";
    Ok(document)
}

fn svg_image(pixels: &Pixels) -> Result<String, PlotError> {
    let (x, y) = device((pixels.x, pixels.y));
    let mut element = String::new();
    let _ = writeln!(
        element,
        "<image x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>",
        pixels.width * pixels.zoom,
        pixels.height * pixels.zoom,
        STANDARD.encode(sheet::encode(&pixels.rgb, pixels.width, pixels.height)?),
    );
    Ok(element)
}

fn images(canvas: &Canvas) -> impl Iterator<Item = &Pixels> {
    canvas.shapes.iter().filter_map(|shape| match shape {
        Shape::Pixels(pixels) => Some(pixels),
        _ => None,
    })
}

/// The mean of every square of `SCALE` x `SCALE` device pixels. `width` and `height` count the
/// squares.
fn average(rgb: &[u8], width: usize, height: usize) -> Vec<u8> {
    let stride = width * SCALE * 3;
    let mut small = Vec::with_capacity(width * height * 3);
    for rows in rgb.chunks_exact(stride * SCALE) {
        let (upper, lower) = rows.split_at(stride);
        for (above, below) in upper
            .chunks_exact(3 * SCALE)
            .zip(lower.chunks_exact(3 * SCALE))
        {
            let sum = |channel: usize| {
                [
                    above[channel],
                    above[channel + 3],
                    below[channel],
                    below[channel + 3],
                ]
                .map(u16::from)
                .iter()
                .sum::<u16>()
            };
            small.extend([sum(0), sum(1), sum(2)].map(|sum| ((sum + 2) / 4) as u8));
        }
    }
    small
}

fn device_size(canvas: &Canvas) -> (u32, u32) {
    let scaled = |pixels: f64| pixels.round() as u32 * SCALE as u32;
    (scaled(canvas.width), scaled(canvas.height))
}

fn device((x, y): (f64, f64)) -> (i32, i32) {
    let scaled = |pixels: f64| (pixels * SCALE as f64).round() as i32;
    (scaled(x), scaled(y))
}

fn device_length(pixels: f64) -> u32 {
    ((pixels * SCALE as f64).round() as u32).max(1)
}

fn refused(error: impl std::fmt::Display) -> PlotError {
    PlotError::Backend(error.to_string())
}
