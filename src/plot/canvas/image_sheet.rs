//! Images side by side, as pixels and as a PNG file.

use super::bitmap::{encode_grey, encode_rgb, resize};
use super::error::PlotError;
use super::palette::SEPARATOR;
use plotters::style::RGBColor;

/// Pixels of a sheet between two images.
const GAP: usize = 2;

/// Images side by side, row by row, with a grey gap of two pixels between them, as the bytes of a
/// PNG file.
///
/// `images` holds N images of S x S x C values in [-1, 1], channels last (S = `side`, C =
/// `channels`: 1 or 3). Values outside are clipped; what is not a number is drawn in magenta. Every
/// pixel of an image is a square of `scale` pixels. The sheet has `columns` images in a row and as
/// many rows as the images need; what is left over is grey.
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
    let column = ImageSheet::new(images, side, channels, 1, 0)?;
    let large = side * scale.max(1);
    let squares = column.rgb.chunks_exact(side * side * 3);
    let squares = squares.map(|square| resize(square, (side, side), (large, large)));
    let sheet = ImageSheet::of_squares(squares, large, columns, GAP);
    encode_rgb(&sheet.rgb, sheet.width, sheet.height)
}

/// One image of S x S x C values in [-1, 1] as the bytes of a PNG file of S x S pixels, grey where it
/// has one channel.
///
/// # Errors
/// As [`image_sheet_png`].
pub(crate) fn image_png(image: &[f32], side: usize, channels: usize) -> Result<Vec<u8>, PlotError> {
    if channels == 1 && image.len() == side * side {
        let grey: Vec<u8> = image.iter().map(|value| pixel_byte(*value)).collect();
        return encode_grey(&grey, side, side);
    }
    let sheet = ImageSheet::new(image, side, channels, 1, 0)?;
    encode_rgb(&sheet.rgb, sheet.width, sheet.height)
}

/// A value in [-1, 1] as a byte; values outside are clipped, and what is not a number is 0.
pub(crate) fn pixel_byte(value: f32) -> u8 {
    (f32::midpoint(value.clamp(-1.0, 1.0), 1.0) * 255.0).round() as u8
}

/// Images laid out on grey, three bytes per pixel.
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
    /// `gap` grey pixels are left between images.
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
        let pixels = |image: &[f32]| -> Vec<u8> {
            let colors = (0..side * side).map(|pixel| color(image, pixel, channels));
            colors.flatten().collect()
        };
        let squares = images.chunks_exact(values).map(pixels);
        Ok(Self::of_squares(squares, side, columns, gap))
    }

    /// Images of `side` x `side` RGB pixels.
    fn of_squares(
        squares: impl ExactSizeIterator<Item = Vec<u8>>,
        side: usize,
        columns: usize,
        gap: usize,
    ) -> Self {
        let columns = columns.max(1);
        let rows = squares.len().div_ceil(columns).max(1);
        let extent = |count: usize| count * side + (count - 1) * gap;
        let (width, height) = (extent(columns), extent(rows));
        let RGBColor(red, green, blue) = SEPARATOR;
        let mut rgb = [red, green, blue].repeat(width * height);
        for (index, square) in squares.enumerate() {
            let left = index % columns * (side + gap);
            let top = index / columns * (side + gap);
            for (row, line) in square.chunks_exact(side * 3).enumerate() {
                let at = ((top + row) * width + left) * 3;
                rgb[at..at + line.len()].copy_from_slice(line);
            }
        }
        Self { width, height, rgb }
    }
}

fn color(image: &[f32], pixel: usize, channels: usize) -> [u8; 3] {
    const NOT_A_NUMBER: [u8; 3] = [255, 0, 255];
    let value = |channel: usize| image[pixel * channels + channel.min(channels - 1)];
    let values = [value(0), value(1), value(2)];
    if values.iter().any(|value| value.is_nan()) {
        return NOT_A_NUMBER;
    }
    values.map(pixel_byte)
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
        assert_eq!((width, height), (26, 26));
        let at = |x: usize, y: usize| &pixels[(y * 26 + x) * 3..][..3];
        assert_eq!(at(11, 11), [0, 0, 0]);
        assert_eq!(at(12, 0), [126, 132, 142], "a gap");
        assert_eq!(at(14, 0), [255, 255, 255]);
        assert_eq!(at(0, 14), [255, 0, 255]);
        assert_eq!(at(25, 25), [126, 132, 142], "no image");
    }

    #[test]
    fn channels_come_last() {
        let (_, _, pixels) = decode(&image_sheet_png(&[1.0, -1.0, 0.0], 1, 3, 1, 1).unwrap());
        assert_eq!(pixels, [255, 0, 128]);
    }

    #[test]
    fn a_single_image_has_its_own_pixels_and_channels() {
        let grey = image_png(&[-1.0, 0.0, 1.0, 9.0], 2, 1).unwrap();
        assert_eq!(decode(&grey), (2, 2, vec![0, 128, 255, 255]));
        let colour = image_png(&[1.0, -1.0, 0.0], 1, 3).unwrap();
        assert_eq!(decode(&colour), (1, 1, vec![255, 0, 128]));
        assert!(image_png(&[0.0; 5], 2, 1).is_err());
        assert_eq!(pixel_byte(f32::NAN), 0);
    }

    #[test]
    fn half_an_image_is_refused_and_no_image_is_not() {
        assert!(matches!(
            image_sheet_png(&[0.0; 5], 2, 1, 1, 1),
            Err(PlotError::SheetShape { values: 5, .. })
        ));
        assert_eq!(decode(&image_sheet_png(&[], 2, 1, 3, 1).unwrap()).0, 10);
    }
}
