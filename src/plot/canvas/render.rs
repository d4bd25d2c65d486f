//! One drawing, two files: a canvas as an SVG document and as the bytes of a PNG file.

use super::bitmap::{encode_rgb, encode_small, resize};
use super::error::PlotError;
use super::replay::{
    BITMAP, SCALE, VECTOR, backend_error, device, device_size, replay, replay_paper,
};
use super::shapes::{Area, Canvas, Figure, Pixels, Shape};
use super::{font, palette};
use crate::text::visible;
use base64::{Engine, engine::general_purpose::STANDARD};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::RGBColor;
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
    let (mut paper, mut shapes) = (String::new(), String::new());
    let size = device_size(&canvas);
    let backend = |text| SVGBackend::with_string(text, size);
    replay_paper(&canvas, &mut backend(&mut paper))?;
    replay(&canvas, &mut backend(&mut shapes), &VECTOR)?;
    finish_svg(&canvas, [&paper, &shapes])
}

/// The figure as the bytes of a PNG file, one pixel per canvas pixel.
///
/// # Errors
/// The font could not be read or the image could not be packed.
pub(crate) fn to_png(figure: &dyn Figure) -> Result<Vec<u8>, PlotError> {
    font::register()?;
    let canvas = figure.draw();
    let (width, height) = device_size(&canvas);
    let RGBColor(paper, ..) = palette::WHITE;
    let mut rgb = vec![paper; width as usize * height as usize * 3];
    let mut backend = BitMapBackend::with_buffer(&mut rgb, (width, height));
    for pixels in images(&canvas) {
        let (corner, size) = device_area(&pixels.area);
        let resized = resize(&pixels.rgb, (pixels.width, pixels.height), size);
        backend
            .blit_bitmap(corner, (size.0 as u32, size.1 as u32), &resized)
            .map_err(backend_error)?;
    }
    replay(&canvas, &mut backend, &BITMAP)?;
    drop(backend);
    let (width, height) = (width as usize / SCALE, height as usize / SCALE);
    encode_rgb(&average(&rgb, width, height), width, height)
}

/// Gives the document its real size, a title and the colours of dark paper, puts the images between
/// the paper and the shapes, and leaves out what is the default anyway.
fn finish_svg(canvas: &Canvas, [paper, shapes]: [&str; 2]) -> Result<String, PlotError> {
    let (width, height) = device_size(canvas);
    let ink = palette::css(palette::INK);
    let head = format!(
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
    let defaults = || plain.into_iter().chain([family.as_str(), &fill]);
    let lean =
        |body: &str| defaults().fold(body.to_owned(), |body, default| body.replace(default, ""));
    let mut body = lean(elements(paper));
    for pixels in images(canvas) {
        body += &svg_image(pixels)?;
    }
    body += &lean(elements(shapes));
    let rules = palette::dark_rules(&format!("{head}{body}"));
    Ok(format!("{head}\n{rules}{}</svg>\n", body.trim_start()))
}

/// What a document of the backend holds, without its root.
fn elements(svg: &str) -> &str {
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    body.trim_end().trim_end_matches("</svg>")
}

fn svg_image(pixels: &Pixels) -> Result<String, PlotError> {
    let ((x, y), (width, height)) = device_area(&pixels.area);
    let mut element = String::new();
    let _ = writeln!(
        element,
        "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>",
        STANDARD.encode(encode_small(&pixels.rgb, pixels.width, pixels.height)?),
    );
    Ok(element)
}

/// The upper left corner and the size of an area, in device pixels.
fn device_area(area: &Area) -> ((i32, i32), (usize, usize)) {
    let (corner, end) = (
        device((area.left, area.top)),
        device((area.right, area.bottom)),
    );
    let size = |from: i32, to: i32| (to - from).max(1) as usize;
    (corner, (size(corner.0, end.0), size(corner.1, end.1)))
}

fn images(canvas: &Canvas) -> impl Iterator<Item = &Pixels> {
    canvas.shapes.iter().filter_map(|shape| match shape {
        Shape::Pixels(pixels) => Some(pixels),
        _ => None,
    })
}

/// The mean of every square of `SCALE` x `SCALE` device pixels. `width` and `height` count the
/// squares. Plain loops over whole rows: every pixel of every figure comes by here.
fn average(rgb: &[u8], width: usize, height: usize) -> Vec<u8> {
    const SQUARE: usize = 3 * SCALE;
    let mut small = vec![0; width * height * 3];
    let mut sums = vec![0u16; width * SQUARE];
    let rows = rgb.chunks_exact(width * SQUARE * SCALE);
    for (rows, means) in rows.zip(small.chunks_exact_mut(width * 3)) {
        let (upper, lower) = rows.split_at(width * SQUARE);
        for ((sum, above), below) in sums.iter_mut().zip(upper).zip(lower) {
            *sum = u16::from(*above) + u16::from(*below);
        }
        let (pairs, _) = sums.as_chunks::<SQUARE>();
        let (means, _) = means.as_chunks_mut::<3>();
        for (pair, mean) in pairs.iter().zip(means) {
            for channel in 0..3 {
                mean[channel] = ((pair[channel] + pair[channel + 3] + 2) / 4) as u8;
            }
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::style::Color;

    #[test]
    fn rectangles_are_one_element_and_filled_where_they_are() {
        let area = |top: f64, bottom: f64| Area {
            left: 2.0,
            top,
            right: 14.0,
            bottom,
        };
        let mut canvas = Canvas::new("two stripes", 16.0, 12.0);
        let color = RGBColor(255, 155, 55);
        canvas.rectangles(vec![area(1.0, 4.0), area(7.0, 10.0)], color.mix(0.5));
        assert_eq!(to_svg(&canvas).unwrap().matches("<polygon").count(), 1);
        let png = to_png(&canvas).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png))
            .read_info()
            .unwrap();
        let mut rgb = vec![0; 16 * 12 * 3];
        reader.next_frame(&mut rgb).unwrap();
        for (at, pixel) in rgb.chunks_exact(3).enumerate() {
            let (x, y) = (at % 16, at / 16);
            let filled = (2..14).contains(&x) && ((1..4).contains(&y) || (7..10).contains(&y));
            let expected = if filled { [255, 205, 155] } else { [255; 3] };
            let near = |(one, other): (&u8, &u8)| one.abs_diff(*other) <= 1;
            assert!(pixel.iter().zip(&expected).all(near), "{x}, {y}: {pixel:?}");
        }
    }

    #[test]
    fn a_pixel_is_the_rounded_mean_of_its_square() {
        // Two squares beside each other, two rows of four pixels.
        let upper = [[0, 10, 255], [1, 20, 255], [7, 0, 0], [0, 0, 1]];
        let lower = [[1, 30, 255], [0, 41, 255], [0, 0, 0], [0, 1, 0]];
        let rgb = [upper, lower].concat().concat();
        assert_eq!(average(&rgb, 2, 1), [1, 25, 255, 2, 0, 0]);
    }
}
