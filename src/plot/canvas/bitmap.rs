//! Pixels as the bytes of a PNG file.

use super::error::PlotError;

/// RGB pixels of this width and height at another size: the nearest pixel each, so nothing is
/// smoothed.
pub(crate) fn resize(rgb: &[u8], from: (usize, usize), to: (usize, usize)) -> Vec<u8> {
    let source = |at: usize, from: usize, to: usize| (2 * at + 1) * from / (2 * to);
    let mut resized = Vec::with_capacity(to.0 * to.1 * 3);
    for row in 0..to.1 {
        let top = source(row, from.1, to.1) * from.0;
        for column in 0..to.0 {
            let at = (top + source(column, from.0, to.0)) * 3;
            resized.extend_from_slice(&rgb[at..at + 3]);
        }
    }
    resized
}

/// Packs RGB pixels, three bytes each, as PNG.
pub(crate) fn encode_rgb(rgb: &[u8], width: usize, height: usize) -> Result<Vec<u8>, PlotError> {
    encode(width, height, rgb, |encoder| {
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
    })
}

/// Packs grey pixels, one byte each, as PNG.
pub(crate) fn encode_grey(grey: &[u8], width: usize, height: usize) -> Result<Vec<u8>, PlotError> {
    encode(width, height, grey, |encoder| {
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
    })
}

/// Packs RGB pixels, three bytes each, in the fewest bytes that lose nothing: by their places in a
/// palette where they have at most 256 colours, as grey images have.
pub(crate) fn encode_small(rgb: &[u8], width: usize, height: usize) -> Result<Vec<u8>, PlotError> {
    let colors: Vec<[u8; 3]> = rgb
        .chunks_exact(3)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let mut palette = colors.clone();
    palette.sort_unstable();
    palette.dedup();
    if palette.len() > 256 {
        return encode(width, height, rgb, |encoder| {
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_depth(png::BitDepth::Eight);
            encoder.set_compression(png::Compression::High);
        });
    }
    let place = |color: &[u8; 3]| {
        palette
            .binary_search(color)
            .expect("every colour is in its palette") as u8
    };
    let places: Vec<u8> = colors.iter().map(place).collect();
    encode_indexed(&places, width, &palette, &[])
}

/// Packs pixels that are places in a palette, with as few bits per pixel as the palette needs.
/// `opacity` is that of the first colours, from 0 to 255; the others cover all.
pub(crate) fn encode_indexed(
    pixels: &[u8],
    width: usize,
    palette: &[[u8; 3]],
    opacity: &[u8],
) -> Result<Vec<u8>, PlotError> {
    let (bits, depth) = match palette.len() {
        0..=2 => (1, png::BitDepth::One),
        3..=4 => (2, png::BitDepth::Two),
        5..=16 => (4, png::BitDepth::Four),
        _ => (8, png::BitDepth::Eight),
    };
    let height = pixels.len() / width.max(1);
    let rows = pixels.chunks(width.max(1));
    let packed: Vec<u8> = rows.flat_map(|row| pack(row, bits)).collect();
    encode(width, height, &packed, |encoder| {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(depth);
        encoder.set_palette(palette.concat());
        if !opacity.is_empty() {
            encoder.set_trns(opacity.to_vec());
        }
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
    })
}

/// A row of places in as few bytes as it fills.
fn pack(row: &[u8], bits: usize) -> Vec<u8> {
    let byte = |places: &[u8]| {
        places.iter().enumerate().fold(0, |byte, (index, place)| {
            byte | place << (8 - bits * (index + 1))
        })
    };
    row.chunks(8 / bits).map(byte).collect()
}

fn encode(
    width: usize,
    height: usize,
    data: &[u8],
    configure: impl Fn(&mut png::Encoder<&mut Vec<u8>>),
) -> Result<Vec<u8>, PlotError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    configure(&mut encoder);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(data)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Vec<u8> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let used = reader.next_frame(&mut pixels).unwrap().buffer_size();
        pixels.truncate(used);
        pixels
    }

    #[test]
    fn a_small_file_loses_nothing_and_grey_pixels_take_a_byte_each() {
        let value = |index: u32| (index.wrapping_mul(2_654_435_761) >> 24) as u8;
        let grey: Vec<u8> = (0..64 * 64).flat_map(|index| [value(index); 3]).collect();
        let bytes = encode_small(&grey, 64, 64).unwrap();
        assert!(bytes.len() < 64 * 64 + 1500, "{} bytes", bytes.len());
        assert!(decoded(&bytes) == grey);
        let colors: Vec<u8> = (0..64 * 64 * 3).map(value).collect();
        assert!(decoded(&encode_small(&colors, 64, 64).unwrap()) == colors);
        assert_eq!(decoded(&encode_small(&[9, 8, 7], 1, 1).unwrap()), [9, 8, 7]);
    }

    #[test]
    fn every_pixel_of_a_larger_picture_is_the_nearest_one() {
        let rgb = [[0; 3], [9; 3]].concat();
        assert_eq!(resize(&rgb, (2, 1), (2, 1)), rgb);
        let row = [[0; 3], [0; 3], [9; 3], [9; 3], [9; 3]].concat();
        assert_eq!(resize(&rgb, (2, 1), (5, 2)), row.repeat(2));
    }
}
