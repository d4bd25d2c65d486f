//! A photograph or painting of any shape, for style transfer.

use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, RgbImage};

use super::error::DataError;
use super::image_file;

/// An RGB picture: height x width x 3 values, channels last, 0 black and 1 white.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its values.
    pub values: Vec<f32>,
    /// Its height in pixels.
    pub height: usize,
    /// Its width in pixels.
    pub width: usize,
}

impl Picture {
    /// Opens a picture of any format of photographs, whatever its name says, turned as its EXIF orientation asks, its longer
    /// side shrunk to `side` pixels where it has more. Transparent parts are on white, grey is
    /// repeated.
    ///
    /// # Errors
    /// If it cannot be read, is no such image, is damaged, or is larger than 16,384 pixels or 512
    /// MiB.
    pub fn open(path: &Path, side: usize) -> Result<Self, DataError> {
        let refuse = |problem: String| {
            let problem = format!("cannot be used as a picture: {problem}");
            DataError::refused(path, problem, "name a PNG, JPEG, WebP, BMP or GIF file")
        };
        if let Err(error) = std::fs::metadata(path) {
            return Err(DataError::io(path, "picture", "", error));
        }
        let image = image_file::open_whole(path, side as u32).map_err(refuse)?;
        let (width, height) = (image.width() as usize, image.height() as usize);
        let values = image.into_raw();
        Ok(Self {
            values: values
                .iter()
                .map(|value| f32::from(*value) / 255.0)
                .collect(),
            height,
            width,
        })
    }

    /// The picture as a PNG file; what is darker than black is black, what is brighter than white is
    /// white.
    pub fn to_png(&self) -> Vec<u8> {
        let bytes = self.values.iter().map(|value| {
            // NaN becomes 0.
            (value * 255.0).round().clamp(0.0, 255.0) as u8
        });
        let (width, height) = (self.width as u32, self.height as u32);
        let image = RgbImage::from_raw(width, height, bytes.collect());
        let image = image.expect("three values per pixel");
        let mut file = Cursor::new(Vec::new());
        let written = image.write_to(&mut file, ImageFormat::Png);
        written.expect("memory takes any image");
        file.into_inner()
    }

    /// The picture continued by `margin` pixels beyond each edge, mirrored at the outermost pixels.
    pub fn with_margin(&self, margin: usize) -> Picture {
        let (height, width) = (self.height + 2 * margin, self.width + 2 * margin);
        let rows = (0..height).map(|y| mirrored(y, margin, self.height));
        let pixels = rows.flat_map(|y| (0..width).map(move |x| (y, x)));
        let values = pixels.flat_map(|(y, x)| {
            let place = (y * self.width + mirrored(x, margin, self.width)) * 3;
            [0, 1, 2].map(|channel| self.values[place + channel])
        });
        Picture {
            values: values.collect(),
            height,
            width,
        }
    }

    /// The picture without `margin` pixels at each edge.
    ///
    /// # Panics
    /// If it has no more than these: a defect of the caller.
    pub fn without_margin(&self, margin: usize) -> Picture {
        let (height, width) = (self.height - 2 * margin, self.width - 2 * margin);
        let row = |y: usize| {
            let start = ((margin + y) * self.width + margin) * 3;
            &self.values[start..][..width * 3]
        };
        Picture {
            values: (0..height).flat_map(|y| row(y).to_vec()).collect(),
            height,
            width,
        }
    }

    /// The same picture in the colours of another one of its size: only its brightness is kept
    /// (luma and chroma of YIQ; Gatys et al. 2017).
    ///
    /// # Panics
    /// If the other one has another size: a defect of the caller.
    pub fn in_colours_of(&self, other: &Picture) -> Picture {
        assert_eq!((self.height, self.width), (other.height, other.width));
        let pixels = self
            .values
            .chunks_exact(3)
            .zip(other.values.chunks_exact(3));
        let values = pixels.flat_map(|(own, other)| {
            let shift = luma(own) - luma(other);
            [0, 1, 2].map(|channel| other[channel] + shift)
        });
        Picture {
            values: values.collect(),
            ..*self
        }
    }
}

/// The index, in `length` of them, that index `at` behind a margin mirrors.
fn mirrored(at: usize, margin: usize, length: usize) -> usize {
    let period = 2 * (length - 1).max(1);
    let from_start = (at as isize - margin as isize).rem_euclid(period as isize) as usize;
    match from_start < length {
        true => from_start,
        false => period - from_start,
    }
    .min(length - 1)
}

fn luma(pixel: &[f32]) -> f32 {
    0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(values: &[f32]) -> Picture {
        Picture {
            values: values.to_vec(),
            height: 1,
            width: values.len() / 3,
        }
    }

    #[test]
    fn colours_of_another_picture_keep_the_brightness() {
        let own = picture(&[0.2, 0.4, 0.6, 0.5, 0.5, 0.5]);
        let other = picture(&[0.9, 0.1, 0.1, 0.3, 0.3, 0.3]);
        let mixed = own.in_colours_of(&other);
        for (mixed, own) in mixed.values.chunks_exact(3).zip(own.values.chunks_exact(3)) {
            assert!((luma(mixed) - luma(own)).abs() < 1e-6);
        }
        assert!((mixed.values[0] - mixed.values[1] - 0.8).abs() < 1e-6);
        assert_eq!(mixed.values[3..], [0.5; 3]);
    }

    #[test]
    fn a_margin_mirrors_the_picture_and_can_be_cut_off() {
        let grey =
            |values: &[f32]| -> Vec<f32> { values.iter().flat_map(|value| [*value; 3]).collect() };
        let row = picture(&grey(&[0.1, 0.2, 0.3]));
        let wide = row.with_margin(2);
        assert_eq!((wide.height, wide.width), (5, 7));
        let expected = grey(&[0.3, 0.2, 0.1, 0.2, 0.3, 0.2, 0.1]);
        assert!(wide.values.chunks_exact(21).all(|row| row == expected));
        assert_eq!(wide.without_margin(2), row);
        let dot = picture(&[0.5; 3]);
        assert_eq!(dot.with_margin(9).without_margin(9), dot);
    }

    #[test]
    fn a_picture_keeps_its_shape_and_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture.png");
        let values: Vec<f32> = (0..40 * 10 * 3)
            .map(|at| (at % 256) as f32 / 255.0)
            .collect();
        let wide = Picture {
            values,
            height: 10,
            width: 40,
        };
        std::fs::write(&path, wide.to_png()).unwrap();
        assert_eq!(Picture::open(&path, 64).unwrap(), wide);
        let small = Picture::open(&path, 20).unwrap();
        assert_eq!((small.height, small.width), (5, 20));
        let strange = Picture {
            values: vec![f32::NAN, -1.0, 2.0],
            height: 1,
            width: 1,
        };
        std::fs::write(&path, strange.to_png()).unwrap();
        assert_eq!(Picture::open(&path, 64).unwrap().values, [0.0, 0.0, 1.0]);
    }
}
