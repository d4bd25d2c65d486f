//! Images one after the other, as an animated PNG file.

use super::bitmap::resize;
use super::error::PlotError;
use super::image_sheet::ImageSheet;

/// Frames per second.
const RATE: u16 = 20;

/// Shows N images of S x S x C values as [`super::image_sheet_png`] has them, one after the other and
/// back again, without end. Every pixel of an image is a square of `scale` pixels.
///
/// # Errors
/// `images` does not hold whole images, or they could not be packed.
pub(crate) fn animation_png(
    images: &[f32],
    side: usize,
    channels: usize,
    scale: usize,
) -> Result<Vec<u8>, PlotError> {
    let column = ImageSheet::new(images, side, channels, 1, 0)?;
    let large = side * scale.max(1);
    let forth: Vec<&[u8]> = column.rgb.chunks_exact(side * side * 3).collect();
    // Neither end is shown twice.
    let back = forth.iter().rev().skip(1);
    let back = back.take(forth.len().saturating_sub(2));
    let frames: Vec<&[u8]> = forth.iter().chain(back).copied().collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, large as u32, large as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_animated(frames.len() as u32, 0)?;
    encoder.set_frame_delay(1, RATE)?;
    let mut writer = encoder.write_header()?;
    for frame in frames {
        writer.write_image_data(&resize(frame, (side, side), (large, large)))?;
    }
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_lead_forth_and_back() {
        let images = [[-1.0; 4], [0.0; 4], [1.0; 4]].concat();
        let bytes = animation_png(&images, 2, 1, 3).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
        let mut reader = decoder.read_info().unwrap();
        let control = reader.info().animation_control.unwrap();
        assert_eq!((control.num_frames, control.num_plays), (4, 0));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let shown = (0..4).map(|_| {
            let frame = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((frame.width, frame.height), (6, 6));
            pixels[0]
        });
        assert_eq!(shown.collect::<Vec<_>>(), [0, 128, 255, 128]);
    }
}
