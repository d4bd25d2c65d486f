//! Images side by side, as pixels and as a PNG file.

use super::bitmap::{encode_rgb, enlarge};
use super::error::PlotError;

/// Pixels of an image between two images of a sheet.
const GAP: usize = 1;

/// Images side by side, row by row, with a white gap between them, as the bytes of a PNG file.
///
/// `images` holds N images of S x S x C values in [-1, 1], channels last (S = `side`, C =
/// `channels`: 1 or 3). Values outside are clipped; what is not a number is drawn in magenta. The
/// sheet is (`columns` * (`side` + 1) - 1) * `scale` pixels wide and has as many rows as the images
/// need; what is left over is white.
///
/// # Errors
/// `images` does not hold whole images, or the sheet could not be packed.
pub(crate) fn image_sheet_png(
    images: &[f32],
    side: usize,
    channels: usize,
    columns: usize,
    scale: usize,
) -> Result<Vec<u8>, PlotError> {
    let sheet = ImageSheet::new(images, side, channels, columns, GAP)?;
    let scale = scale.max(1);
    let rgb = enlarge(&sheet.rgb, sheet.width, scale);
    encode_rgb(&rgb, sheet.width * scale, sheet.height * scale)
}

/// Images laid out on white, three bytes per pixel.
#[derive(Debug, Clone)]
pub(crate) struct ImageSheet {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Three bytes per pixel, row by row.
    pub rgb: Vec<u8>,
}

impl ImageSheet {
    /// `gap` white pixels are left between images.
    pub fn new(
        images: &[f32],
        side: usize,
        channels: usize,
        columns: usize,
        gap: usize,
    ) -> Result<Self, PlotError> {
        let values = channels * side * side;
        if !matches!(channels, 1 | 3) || values == 0 || !images.len().is_multiple_of(values) {
            let values = images.len();
            return Err(PlotError::SheetShape {
                values,
                channels,
                side,
            });
        }
        let columns = columns.max(1);
        let rows = (images.len() / values).div_ceil(columns).max(1);
        let extent = |count: usize| count * side + (count - 1) * gap;
        let (width, height) = (extent(columns), extent(rows));
        let mut rgb = vec![255; width * height * 3];
        for (index, image) in images.chunks_exact(values).enumerate() {
            let (left, top) = (
                index % columns * (side + gap),
                index / columns * (side + gap),
            );
            for pixel in 0..side * side {
                let at = ((top + pixel / side) * width + left + pixel % side) * 3;
                rgb[at..at + 3].copy_from_slice(&color(image, pixel, channels));
            }
        }
        Ok(Self { width, height, rgb })
    }
}

fn color(image: &[f32], pixel: usize, channels: usize) -> [u8; 3] {
    const NOT_A_NUMBER: [u8; 3] = [255, 0, 255];
    let value = |channel: usize| image[pixel * channels + channel.min(channels - 1)];
    let values = [value(0), value(1), value(2)];
    if values.iter().any(|value| value.is_nan()) {
        return NOT_A_NUMBER;
    }
    values.map(|value| (f32::midpoint(value.clamp(-1.0, 1.0), 1.0) * 255.0).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    #[test]
    fn a_sheet_has_the_promised_size_and_colors() {
        let images = [vec![-1.0; 16], vec![1.0; 16], vec![f32::NAN; 16]].concat();
        let (width, height, pixels) = decode(&image_sheet_png(&images, 4, 1, 2, 3).unwrap());
        assert_eq!((width, height), (27, 27));
        assert_eq!(pixels[..3], [0, 0, 0]);
        assert_eq!(pixels[12 * 3..][..3], [255, 255, 255], "a gap");
        assert_eq!(pixels[15 * 27 * 3..][..3], [255, 0, 255]);
    }

    #[test]
    fn channels_come_last() {
        let (_, _, pixels) = decode(&image_sheet_png(&[1.0, -1.0, 0.0], 1, 3, 1, 1).unwrap());
        assert_eq!(pixels, [255, 0, 128]);
    }

    #[test]
    fn half_an_image_is_refused_and_no_image_is_not() {
        assert!(matches!(
            image_sheet_png(&[0.0; 5], 2, 1, 1, 1),
            Err(PlotError::SheetShape { values: 5, .. })
        ));
        assert_eq!(decode(&image_sheet_png(&[], 2, 1, 3, 1).unwrap()).0, 8);
    }
}
