//! One image file becomes a small square of bytes.

use std::io::Cursor;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use image::imageops::{self, FilterType};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
};

use crate::files;
use crate::guard::guarded;

/// Pixels along a side, and bytes when unpacked, beyond which a file is taken for a decompression
/// bomb.
const LONGEST: u32 = 16_384;
const LARGEST: u64 = 512 << 20;

/// The longest file that is read, in bytes.
pub(super) const LONGEST_FILE: u64 = 256 << 20;

/// How the names of files that are read end.
pub(super) const ENDINGS: [&str; 6] = ["bmp", "gif", "jpeg", "jpg", "png", "webp"];
/// Their formats, in words.
pub(super) const FORMATS: &str = "PNG, JPEG, WebP, BMP or GIF";

/// What became of a file.
#[derive(Debug, PartialEq)]
pub enum LoadedImage {
    /// side x side x channels bytes, channels last.
    Pixels(Vec<u8>),
    /// Its shorter side has fewer pixels than asked for, namely so many.
    TooSmall(u32),
}

/// Reads a PNG, JPEG, WebP, BMP or GIF, whatever its name says, of an animation the first picture: turned as its EXIF orientation asks, its largest
/// centred square, resized by a bicubic filter that is widened when it shrinks (without that,
/// shrinking leaves artefacts: Parmar et al. 2022), transparent parts on white, 16 bits scaled to
/// 8, grey by luma or repeated to RGB. It is never padded: a constant border is something that D
/// sees at once and G can hardly make.
///
/// # Errors
/// In words: cannot be opened, is no image, is damaged, or is larger than 16,384 pixels or 512 MiB.
pub fn open(
    path: &Path,
    side: usize,
    channels: usize,
    enlarge: bool,
) -> Result<LoadedImage, String> {
    let bytes = files::read(path, LONGEST_FILE).map_err(|error| error.to_string())?;
    parse(bytes, side, channels, enlarge)
}

/// As [`open`], of the bytes of a file.
///
/// # Errors
/// As [`open`].
pub(super) fn parse(
    bytes: impl AsRef<[u8]>,
    side: usize,
    channels: usize,
    enlarge: bool,
) -> Result<LoadedImage, String> {
    decoded(bytes, |image| {
        let shorter = image.width().min(image.height());
        match !enlarge && (shorter as usize) < side {
            true => LoadedImage::TooSmall(shorter),
            false => LoadedImage::Pixels(square(&image, side as u32, channels)),
        }
    })
}

/// Decodes the bytes of a file and hands the image to `work`.
pub(super) fn decoded<T>(
    bytes: impl AsRef<[u8]>,
    work: impl FnOnce(DynamicImage) -> T,
) -> Result<T, String> {
    // The decoders are other people's, and the bytes may come from anywhere.
    let _alone =
        is_large(bytes.as_ref()).then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    let image = guarded(|| decode(bytes.as_ref()))
        .unwrap_or_else(|panic| Err(format!("damaged: its decoder gave up ({})", panic.message)))?;
    Ok(work(image))
}

/// Reads a picture as [`open`], whole: its longer side is shrunk to `side` pixels where it has
/// more. RGB, what is transparent on white. The first picture of an animation.
///
/// # Errors
/// As [`open`].
pub(super) fn open_whole(path: &Path, side: u32) -> Result<RgbImage, String> {
    let bytes = files::read(path, LONGEST_FILE).map_err(|error| error.to_string())?;
    decoded(bytes, |image| whole(&image, side))
}

/// The image in RGB, its longer side shrunk to `side` where it has more.
pub(super) fn whole(image: &DynamicImage, side: u32) -> RgbImage {
    let longer = image.width().max(image.height());
    let opaque = opaque(image);
    if longer <= side {
        return opaque;
    }
    let shrunk = |length: u32| {
        let exact = f64::from(length) * f64::from(side) / f64::from(longer);
        (exact.round() as u32).max(1)
    };
    let (width, height) = (shrunk(image.width()), shrunk(image.height()));
    imageops::resize(&opaque, width, height, FilterType::CatmullRom)
}

/// RGB, what is transparent on white.
pub(super) fn opaque(image: &DynamicImage) -> RgbImage {
    match image.color().has_alpha() {
        true => on_white(&image.to_rgba8()),
        false => image.to_rgb8(),
    }
}

/// Held while a large image is unpacked and made smaller: on many cores at once they would fill the
/// memory.
static ONE_LARGE: Mutex<()> = Mutex::new(());

/// Whether an image may take more than 64 MiB when it is unpacked, at 8 bytes per pixel.
fn is_large(bytes: &[u8]) -> bool {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let size = guarded(|| reader.ok()?.into_dimensions().ok()).unwrap_or_default();
    size.is_some_and(|(width, height)| u64::from(width) * u64::from(height) > 8 << 20)
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let source = Cursor::new(bytes);
    let mut reader = ImageReader::new(source)
        .with_guessed_format()
        .map_err(|error| error.to_string())?;
    if !reader.format().is_some_and(is_read) {
        return Err(format!("no {FORMATS} inside"));
    }
    if reader.format() == Some(ImageFormat::Jpeg) && !has_end_of_jpeg(bytes) {
        return Err("damaged: it ends in the middle of the image".to_string());
    }
    let mut limits = Limits::default();
    (
        limits.max_image_width,
        limits.max_image_height,
        limits.max_alloc,
    ) = (Some(LONGEST), Some(LONGEST), Some(LARGEST));
    reader.limits(limits.clone());
    let unpack = || -> Result<DynamicImage, ImageError> {
        let mut decoder = reader.into_decoder()?;
        limits.reserve(decoder.total_bytes())?;
        decoder.set_limits(limits)?;
        let orientation = decoder.orientation()?;
        let mut image = DynamicImage::from_decoder(decoder)?;
        image.apply_orientation(orientation);
        Ok(image)
    };
    unpack().map_err(|error| match error {
        ImageError::Limits(_) => {
            format!(
                "larger than {LONGEST} pixels along a side or 512 MiB unpacked; make it smaller"
            )
        }
        error => error.to_string().replace('\n', " "),
    })
}

fn is_read(format: ImageFormat) -> bool {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
    matches!(format, Bmp | Gif | Jpeg | Png | WebP)
}

/// Whether a JPEG comes to its marker of the end, FF D9. The decoder takes half a file and fills up the
/// rest. What follows the end, such as the film of a motion photo, is ignored.
fn has_end_of_jpeg(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(&[first, marker]) = bytes.get(at..at + 2) {
        at += match marker {
            // Decoders pass over stray bytes between segments.
            _ if first != 0xff => 1,
            0xd9 => return true,
            // Without a length: start of the image, restarts, a reserved marker, and padding.
            0xd8 | 0xd0..=0xd7 | 0x01 => 2,
            0xff => 1,
            _ => match bytes.get(at + 2..at + 4) {
                Some(&[high, low]) => 2 + usize::from(u16::from_be_bytes([high, low])),
                _ => return false,
            },
        };
        if (first, marker) == (0xff, 0xda) {
            // Within a scan FF is followed by 00, or by a restart.
            let rest = bytes.get(at..).unwrap_or_default();
            let is_marker = |two: &[u8]| two[0] == 0xff && !matches!(two[1], 0 | 0xd0..=0xd7);
            let Some(scanned) = rest.windows(2).position(is_marker) else {
                return false;
            };
            at += scanned;
        }
    }
    false
}

pub(super) fn square(image: &DynamicImage, side: u32, channels: usize) -> Vec<u8> {
    let length = image.width().min(image.height());
    let (x, y) = ((image.width() - length) / 2, (image.height() - length) / 2);
    let cropped = image.crop_imm(x, y, length, length);
    let opaque = opaque(&cropped);
    let resized = match length == side {
        true => opaque,
        false => imageops::resize(&opaque, side, side, FilterType::CatmullRom),
    };
    match channels {
        1 => DynamicImage::from(resized).to_luma8().into_raw(),
        _ => resized.into_raw(),
    }
}

fn on_white(image: &RgbaImage) -> RgbImage {
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let mut opaque = RgbImage::new(image.width(), image.height());
    for (out, pixel) in opaque.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = pixel.0;
        out.0 = [over(red, alpha), over(green, alpha), over(blue, alpha)];
    }
    opaque
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{GrayImage, ImageBuffer, Luma, Rgb, Rgba};
    use proptest::prelude::*;

    use super::*;

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn the_square_is_centred_and_keeps_its_colours() {
        let image = RgbImage::from_fn(12, 4, |x, _| {
            if (4..8).contains(&x) {
                Rgb([200, 10, 60])
            } else {
                Rgb([0; 3])
            }
        });
        let read = decode(&png(&image.into())).unwrap();
        assert!(
            square(&read, 2, 3)
                .chunks_exact(3)
                .all(|pixel| *pixel == [200, 10, 60])
        );
        let luma = square(&read, 4, 1);
        assert!(
            luma.iter().all(|value| value.abs_diff(54) < 2),
            "0.2126 R + 0.7152 G + 0.0722 B: {luma:?}"
        );
    }

    #[test]
    fn transparent_is_white_grey_is_repeated_and_16_bits_are_scaled() {
        let clear = RgbaImage::from_pixel(4, 4, Rgba([9, 9, 9, 0]));
        assert!(
            square(&clear.into(), 4, 3)
                .iter()
                .all(|value| *value == 255)
        );
        let half = RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 128]));
        assert!(square(&half.into(), 4, 3).iter().all(|value| *value == 127));
        let grey = GrayImage::from_pixel(4, 4, Luma([77]));
        assert!(square(&grey.into(), 4, 3).iter().all(|value| *value == 77));
        let deep: ImageBuffer<Luma<u16>, _> = ImageBuffer::from_pixel(4, 4, Luma([0x4d4d]));
        assert!(
            square(&decode(&png(&deep.into())).unwrap(), 4, 1)
                .iter()
                .all(|value| *value == 0x4d)
        );
    }

    #[test]
    fn shrinking_averages_and_does_not_drop_pixels() {
        let stripes = GrayImage::from_fn(64, 64, |x, _| Luma([if x % 2 == 0 { 0 } else { 255 }]));
        let small = square(&stripes.into(), 8, 1);
        assert!(
            small.iter().all(|value| value.abs_diff(128) < 12),
            "{small:?}"
        );
    }

    #[test]
    fn a_jpeg_is_turned_as_its_exif_says() {
        let image = RgbImage::from_fn(
            16,
            16,
            |_, y| if y < 8 { Rgb([255; 3]) } else { Rgb([0; 3]) },
        );
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(image)
            .write_to(&mut bytes, ImageFormat::Jpeg)
            .unwrap();
        let mut bytes = bytes.into_inner();
        // Orientation 3 (tag 0112): upside down.
        let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0";
        bytes.splice(2..2, exif.iter().copied());
        let turned = square(&decode(&bytes).unwrap(), 16, 1);
        assert!(
            turned[0] < 20 && turned[255] > 235,
            "{} {}",
            turned[0],
            turned[255]
        );
    }

    #[test]
    fn every_format_gives_its_picture_and_half_a_file_gives_none() {
        let image = RgbImage::from_fn(16, 16, |x, y| {
            if x < 8 {
                Rgb([250, 10, 60])
            } else {
                Rgb([10, y as u8, 200])
            }
        });
        let expected = square(&image.clone().into(), 16, 3);
        for format in [
            ImageFormat::Bmp,
            ImageFormat::Gif,
            ImageFormat::Png,
            ImageFormat::WebP,
        ] {
            let mut bytes = Cursor::new(Vec::new());
            let written = DynamicImage::from(image.clone()).write_to(&mut bytes, format);
            written.unwrap_or_else(|error| panic!("{format:?}: {error}"));
            let bytes = bytes.into_inner();
            let read = square(&decode(&bytes).unwrap(), 16, 3);
            let off = read
                .iter()
                .zip(&expected)
                .map(|(a, b)| a.abs_diff(*b))
                .max();
            assert!(off < Some(8), "{format:?} is off by {off:?}");
            let half = decode(&bytes[..bytes.len() / 2]);
            assert!(half.is_err(), "half of a {format:?}");
        }
    }

    #[test]
    fn half_a_jpeg_is_damaged() {
        let image = RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 4, y as u8 * 4, 90]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(image)
            .write_to(&mut bytes, ImageFormat::Jpeg)
            .unwrap();
        let bytes = bytes.into_inner();
        // What cameras leave behind the end does no harm.
        assert!(decode(&[&bytes[..], b"more\xff\xda"].concat()).is_ok());
        let reason = decode(&bytes[..bytes.len() / 2 + 300]).unwrap_err();
        assert!(reason.contains("in the middle of the image"), "{reason}");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut bytes = png(&GrayImage::from_pixel(4, 4, Luma([77])).into());
        // The header's width and height, and the checksum that belongs to them.
        bytes[16..24].copy_from_slice(&[0, 0, 0x80, 0, 0, 0, 0x80, 0]);
        let mut checksum = flate2::Crc::new();
        checksum.update(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
        let reason = decode(&bytes).unwrap_err();
        assert!(reason.contains("larger than 16384 pixels"), "{reason}");
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64), at in 8..60_usize) {
            let _ = decode(&bytes);
            let mut damaged = png(&GrayImage::from_pixel(4, 4, Luma([77])).into());
            let at = at.min(damaged.len());
            damaged.splice(at.., bytes.iter().copied());
            let _ = decode(&damaged);
            for beginning in [&b"\xff\xd8\xff\xe0"[..], b"GIF89a", b"BM", b"RIFF\x40\0\0\0WEBPVP8 "] {
                let _ = decode(&[beginning, &bytes].concat());
            }
        }
    }

    #[test]
    fn stray_bytes_between_segments_of_a_jpeg_do_not_cut_it_off() {
        let whole = b"\xff\xd8\0\0\xff\xdb\0\x03!\xff\xda\0\x02!\xff\0\xff\xd9";
        assert!(has_end_of_jpeg(whole));
        assert!(!has_end_of_jpeg(&whole[..whole.len() - 2]));
    }
}
