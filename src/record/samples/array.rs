//! Rows of an array, read one after the other: no more than one is held beside those that are kept.

use std::io::Read;
use std::path::Path;

use super::array_header::{ArrayHeader, Layout};
use super::error::SampleError;
use super::row_form::ValueScale;
use super::rows::SampleRows;
use crate::data::sample_picture::square_of_floats;

/// The most numbers of an array whose rows lie across the file: all of it is held.
const MOST_COLUMN_MAJOR: u64 = 256 << 20;
/// Luma of red, green and blue (Rec. 709), as pictures are made grey.
const LUMA: [f32; 3] = [0.2126, 0.7152, 0.0722];

/// Calls `each` with the numbers of the rows that `wanted` names, counted from 0, until it has seen the
/// last of them.
///
/// # Errors
/// If the array ends before.
pub(super) fn read_rows(
    path: &Path,
    header: &ArrayHeader,
    file: &mut dyn Read,
    wanted: impl Iterator<Item = usize>,
    mut each: impl FnMut(usize, &[f32]),
) -> Result<(), SampleError> {
    header.bytes(path)?;
    if header.is_column_major && header.shape.len() > 1 {
        return read_column_major(path, header, file, wanted, each);
    }
    // They grow as bytes come: a header may promise more than there is.
    let (mut bytes, mut numbers) = (Vec::new(), Vec::new());
    let length = header.row() * header.kind.size();
    let mut next = 0;
    for row in wanted {
        while next <= row {
            bytes.clear();
            let read = (&mut *file).take(length as u64).read_to_end(&mut bytes);
            let read = read.map_err(|error| cut_off(path, header, next, &error))?;
            if read < length {
                let error = std::io::ErrorKind::UnexpectedEof.into();
                return Err(cut_off(path, header, next, &error));
            }
            next += 1;
        }
        numbers.clear();
        header
            .kind
            .decode(&bytes, header.is_big_endian, &mut numbers);
        each(row, &numbers);
    }
    Ok(())
}

fn cut_off(path: &Path, header: &ArrayHeader, rows: usize, error: &std::io::Error) -> SampleError {
    let problem = format!(
        "says that it has {} rows, and ends after {rows} of them ({error})",
        header.rows()
    );
    SampleError::refused(path, problem, "save it again")
}

/// Of rows that lie across the file, all is read before the first.
fn read_column_major(
    path: &Path,
    header: &ArrayHeader,
    file: &mut dyn Read,
    wanted: impl Iterator<Item = usize>,
    mut each: impl FnMut(usize, &[f32]),
) -> Result<(), SampleError> {
    let bytes = header.bytes(path)?;
    if bytes / header.kind.size() as u64 > MOST_COLUMN_MAJOR {
        let problem = "is a large array in Fortran's order, whose rows lie across the file";
        let remedy = "save it in C's order: numpy.save(name, numpy.ascontiguousarray(samples))";
        return Err(SampleError::refused(path, problem, remedy));
    }
    let mut held = Vec::new();
    file.take(bytes)
        .read_to_end(&mut held)
        .map_err(SampleError::io(path))?;
    if (held.len() as u64) < bytes {
        let error = std::io::ErrorKind::UnexpectedEof.into();
        return Err(cut_off(path, header, 0, &error));
    }
    let mut all = Vec::with_capacity(held.len() / header.kind.size());
    header.kind.decode(&held, header.is_big_endian, &mut all);
    let axes = &header.shape[1..];
    for row in wanted {
        let numbers: Vec<f32> = (0..header.row())
            .map(|number| {
                // The last axis of a row is the fastest in C's order, and the slowest in the file.
                let (mut rest, mut place, mut stride) = (number, row, 0);
                let mut strides = vec![header.rows()];
                axes.iter()
                    .for_each(|axis| strides.push(strides[strides.len() - 1] * axis));
                for (at, axis) in axes.iter().enumerate().rev() {
                    stride += (rest % axis) * strides[at];
                    rest /= axis;
                }
                place += stride;
                all[place]
            })
            .collect();
        each(row, &numbers);
    }
    Ok(())
}

/// How a row becomes one of the form that is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conversion {
    pub layout: Layout,
    /// Where black and white are.
    pub scale: ValueScale,
    /// Pixels along a side, and channels, of what is compared.
    pub target: (usize, usize),
}

impl Conversion {
    /// Adds a row of an array; one that is not finite is counted and left out. Returns whether it was
    /// added.
    pub fn add(self, numbers: &[f32], rows: &mut SampleRows) -> bool {
        let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
        let mut is_finite = true;
        for number in numbers {
            is_finite &= number.is_finite();
            least = least.min(*number);
            most = most.max(*number);
        }
        if !is_finite {
            rows.not_finite += 1;
            return false;
        }
        rows.widen(least, most);
        match self.layout {
            Layout::Vector { .. } => rows.push_floats(numbers),
            Layout::Picture { .. } => rows.push_floats(&self.picture(numbers)),
        }
        true
    }

    /// A picture with black at 0 and white at 1, as large as those that it is compared with.
    fn picture(self, numbers: &[f32]) -> Vec<f32> {
        let Layout::Picture {
            height,
            width,
            channels,
            channels_first,
        } = self.layout
        else {
            return numbers.to_vec();
        };
        let (pixels, (side, wanted)) = (height * width, self.target);
        let value = |pixel: usize, channel: usize| {
            let place = match channels_first {
                true => channel * pixels + pixel,
                false => pixel * channels + channel,
            };
            self.scale.share(numbers[place])
        };
        let coloured = |pixel: usize| -> [f32; 3] {
            match channels {
                1 => [value(pixel, 0); 3],
                3 => [0, 1, 2].map(|channel| value(pixel, channel)),
                _ => {
                    // What is transparent lies on white.
                    let alpha = value(pixel, 3);
                    [0, 1, 2].map(|channel| alpha * value(pixel, channel) + 1.0 - alpha)
                }
            }
        };
        let mut picture = Vec::with_capacity(pixels * wanted);
        for pixel in 0..pixels {
            let rgb = coloured(pixel);
            match wanted {
                1 if channels == 1 => picture.push(rgb[0]),
                1 => picture.push(rgb.iter().zip(LUMA).map(|(value, luma)| value * luma).sum()),
                _ => picture.extend(rgb),
            }
        }
        square_of_floats(&picture, (height, width, wanted), side)
    }
}

#[cfg(test)]
mod tests {
    use super::super::number_kind::NumberKind;
    use super::super::row_form::RowForm;
    use super::*;

    fn header(shape: &[usize], is_column_major: bool) -> ArrayHeader {
        ArrayHeader {
            kind: NumberKind::U8,
            is_big_endian: false,
            is_column_major,
            shape: shape.to_vec(),
        }
    }

    fn rows_of(
        header: &ArrayHeader,
        bytes: &[u8],
        wanted: &[usize],
    ) -> Result<Vec<Vec<f32>>, String> {
        let mut found = Vec::new();
        let wanted = wanted.iter().copied();
        read_rows(
            Path::new("x.npy"),
            header,
            &mut &bytes[..],
            wanted,
            |_, row| {
                found.push(row.to_vec());
            },
        )
        .map(|()| found)
        .map_err(|error| error.to_string())
    }

    #[test]
    fn rows_are_the_same_in_both_orders_and_short_files_are_refused() {
        let plain = header(&[2, 3, 2], false);
        let bytes: Vec<u8> = (0..12).collect();
        let expected = vec![vec![6.0, 7.0, 8.0, 9.0, 10.0, 11.0]];
        assert_eq!(rows_of(&plain, &bytes, &[1]).unwrap(), expected);
        // numpy.asfortranarray(numpy.arange(12).reshape(2, 3, 2)).tobytes("A")
        let across = [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11];
        let fortran = header(&[2, 3, 2], true);
        assert_eq!(rows_of(&fortran, &across, &[1]).unwrap(), expected);
        for header in [plain, fortran] {
            let error = rows_of(&header, &bytes[..8], &[0, 1]).unwrap_err();
            assert!(error.contains("ends after"), "{error}");
        }
    }

    #[test]
    fn pictures_are_scaled_composed_and_put_in_order() {
        let layout = |channels, channels_first| Layout::Picture {
            height: 1,
            width: 1,
            channels,
            channels_first,
        };
        let one = |layout, scale, channels, numbers: &[f32]| {
            let form = RowForm::Image { side: 1, channels };
            let mut rows = SampleRows::empty(form, false);
            let target = (1, channels);
            let conversion = Conversion {
                layout,
                scale,
                target,
            };
            conversion.add(numbers, &mut rows).then(|| rows.rows(&[0]))
        };
        let signed = ValueScale::SIGNED;
        assert_eq!(one(layout(1, false), signed, 1, &[0.5]), Some(vec![0.5]));
        assert_eq!(
            one(layout(3, true), ValueScale::BYTES, 3, &[0.0, 127.5, 255.0]),
            Some(vec![-1.0, 0.0, 1.0])
        );
        let clear = one(layout(4, false), ValueScale::UNIT, 3, &[0.2, 0.3, 0.4, 0.0]);
        assert_eq!(clear, Some(vec![1.0; 3]), "transparent is white");
        let grey = one(layout(3, false), ValueScale::UNIT, 1, &[1.0, 1.0, 1.0]).unwrap();
        assert!((grey[0] - 1.0).abs() < 1e-6);
        assert_eq!(one(layout(1, false), signed, 1, &[f32::NAN]), None);
        let beyond = one(layout(1, false), signed, 1, &[3.0]);
        assert_eq!(
            beyond,
            Some(vec![3.0]),
            "what is beyond the range stays visible"
        );
    }
}
