//! Pixels as the bytes of a PNG file.

use super::error::PlotError;

/// Every pixel repeated `zoom` times in both directions.
pub(crate) fn enlarge(rgb: &[u8], width: usize, zoom: usize) -> Vec<u8> {
    let mut large = Vec::with_capacity(rgb.len() * zoom * zoom);
    for row in rgb.chunks_exact((width * 3).max(1)) {
        let line: Vec<u8> = row
            .chunks_exact(3)
            .flat_map(|pixel| pixel.repeat(zoom))
            .collect();
        large.extend(line.repeat(zoom));
    }
    large
}

/// Packs RGB pixels, three bytes each, as PNG.
pub(crate) fn encode_rgb(rgb: &[u8], width: usize, height: usize) -> Result<Vec<u8>, PlotError> {
    encode(width, height, rgb, |encoder| {
        encoder.set_color(png::ColorType::Rgb);
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
    encode_indexed(&places, width, &palette)
}

/// Packs pixels that are places in a palette, with as few bits per pixel as the palette needs.
pub(crate) fn encode_indexed(
    pixels: &[u8],
    width: usize,
    palette: &[[u8; 3]],
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
}
