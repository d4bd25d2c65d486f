//! Pictures as samples to be judged: what they are like, and as squares of one size.

use std::path::Path;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GenericImageView, ImageBuffer, Luma, Rgb, RgbImage};

use super::image_file::{self, LoadedImage};
use crate::files;

/// How the names of pictures end.
pub(crate) const PICTURE_ENDINGS: [&str; 6] = image_file::ENDINGS;
/// Difference of channels from which a pixel has a colour: JPEG leaves a little in grey ones.
const COLOUR: u8 = 12;
/// Share of coloured pixels from which a picture has colours.
const COLOURED: f64 = 0.01;
/// The longer side at which a picture is looked at.
const LOOKED_AT: u32 = 64;

/// What a picture is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PictureFacts {
    pub width: usize,
    pub height: usize,
    /// Whether it has colours, and not only channels for them.
    pub has_colour: bool,
    /// Whether it has a channel of transparency.
    pub has_alpha: bool,
}

/// Looks at a picture.
///
/// # Errors
/// If it cannot be read or is no such picture: why.
pub(crate) fn look(path: &Path) -> Result<PictureFacts, String> {
    image_file::decoded(bytes(path)?, |image| PictureFacts {
        width: image.width() as usize,
        height: image.height() as usize,
        has_colour: has_colour(image_file::whole(&image, LOOKED_AT).as_raw()),
        has_alpha: image.color().has_alpha(),
    })
}

/// Whether RGB values are colours rather than grey in three channels.
pub(crate) fn has_colour(rgb: &[u8]) -> bool {
    let is_coloured = |pixel: &&[u8]| {
        let most = pixel.iter().max().zip(pixel.iter().min());
        most.is_some_and(|(most, least)| most - least > COLOUR)
    };
    let coloured = rgb.chunks_exact(3).filter(is_coloured).count();
    coloured as f64 >= COLOURED * (rgb.len() / 3).max(1) as f64
}

/// The largest centred square of a picture with `side` pixels a side, enlarged where it has fewer, as
/// bytes with the channels last.
///
/// # Errors
/// As [`look`].
pub(crate) fn picture(path: &Path, side: usize, channels: usize) -> Result<Vec<u8>, String> {
    match image_file::parse(bytes(path)?, side, channels, true)? {
        LoadedImage::Pixels(pixels) => Ok(pixels),
        LoadedImage::TooSmall(pixels) => Err(format!("only {pixels} pixels a side")),
    }
}

/// A sheet of samples, whole.
///
/// # Errors
/// As [`look`].
pub(crate) fn sheet(path: &Path) -> Result<RgbImage, String> {
    sheet_of(bytes(path)?)
}

/// As [`sheet`], of the bytes of a file.
///
/// # Errors
/// As [`look`].
pub(crate) fn sheet_of(bytes: impl AsRef<[u8]>) -> Result<RgbImage, String> {
    image_file::decoded(bytes, |image| image_file::opaque(&image))
}

/// A part of a sheet as a square.
pub(crate) fn tile(
    sheet: &RgbImage,
    (left, top): (u32, u32),
    (width, height): (u32, u32),
    (side, channels): (usize, usize),
) -> Vec<u8> {
    let part = sheet.view(left, top, width, height).to_image();
    image_file::square(&DynamicImage::from(part), side as u32, channels)
}

/// The largest centred square of an image of floats, 0 black and 1 white, with the channels last, as
/// `side` pixels a side. What is outside that range is cut off where the size changes.
pub(crate) fn square_of_floats(
    values: &[f32],
    (height, width, channels): (usize, usize, usize),
    side: usize,
) -> Vec<f32> {
    let length = height.min(width);
    let (top, left) = ((height - length) / 2, (width - length) / 2);
    let lines = (top..top + length).map(|y| (y * width + left) * channels);
    let cropped: Vec<f32> = lines
        .flat_map(|start| &values[start..][..length * channels])
        .copied()
        .collect();
    if length == side {
        return cropped;
    }
    let (length, side) = (length as u32, side as u32);
    let filter = FilterType::CatmullRom;
    let resized = match channels {
        1 => ImageBuffer::<Luma<f32>, _>::from_raw(length, length, cropped)
            .map(|image| imageops::resize(&image, side, side, filter).into_raw()),
        _ => ImageBuffer::<Rgb<f32>, _>::from_raw(length, length, cropped)
            .map(|image| imageops::resize(&image, side, side, filter).into_raw()),
    };
    resized.expect("as many values as the image has")
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    files::read(path, image_file::LONGEST_FILE).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_in_three_channels_has_no_colour() {
        assert!(!has_colour(&[7, 7, 7, 90, 95, 88, 255, 255, 255]));
        assert!(has_colour(&[7, 7, 7, 90, 40, 88]));
    }

    #[test]
    fn floats_are_cropped_to_the_centre_and_resized() {
        let image: Vec<f32> = (0..4 * 2).map(|at| (at % 4) as f32 / 4.0).collect();
        assert_eq!(
            square_of_floats(&image, (2, 4, 1), 2),
            [0.25, 0.5, 0.25, 0.5]
        );
        let grey = square_of_floats(&[0.5; 4 * 4 * 3], (4, 4, 3), 2);
        assert_eq!(grey.len(), 12);
        assert!(grey.iter().all(|value| (value - 0.5).abs() < 1e-6));
    }
}
