//! One drawing, two files: a canvas as an SVG document and as the bytes of a PNG file.

use super::bitmap::{encode_rgb, encode_small, enlarge};
use super::error::PlotError;
use super::replay::{BITMAP, SCALE, VECTOR, backend_error, device, device_size, replay};
use super::shapes::{Canvas, Figure, Pixels, Shape};
use super::{font, palette};
use crate::text::visible;
use base64::{Engine, engine::general_purpose::STANDARD};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use std::fmt::Write;

/// A finished drawing.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// File name without its extension.
    pub name: String,
    /// A complete SVG document.
    pub svg: String,
    /// The bytes of a PNG file.
    pub png: Vec<u8>,
}

impl Drawing {
    /// Draws a figure in both formats.
    ///
    /// # Errors
    /// If a backend refuses.
    pub(crate) fn new(name: &str, figure: &dyn Figure) -> Result<Self, PlotError> {
        Ok(Self {
            name: name.to_string(),
            svg: to_svg(figure)?,
            png: to_png(figure)?,
        })
    }
}

/// The figure as a complete SVG document.
///
/// # Errors
/// The font could not be read.
pub(crate) fn to_svg(figure: &dyn Figure) -> Result<String, PlotError> {
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
pub(crate) fn to_png(figure: &dyn Figure) -> Result<Vec<u8>, PlotError> {
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
        let enlarged = enlarge(&pixels.rgb, pixels.width, pixels.zoom);
        backend
            .blit_bitmap(device((pixels.x, pixels.y)), size, &enlarged)
            .map_err(backend_error)?;
    }
    drop(backend);
    let (width, height) = (width as usize / SCALE, height as usize / SCALE);
    encode_rgb(&average(&rgb, width, height), width, height)
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
        visible(&canvas.title)
            .replace('&', "&amp;")
            .replace('<', "&lt;"),
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
        STANDARD.encode(encode_small(&pixels.rgb, pixels.width, pixels.height)?),
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
