//! What a set of samples is like, from a look at some of it: how large, in colour or grey, with black
//! and white at which values.

use std::fmt;
use std::path::{Path, PathBuf};

use super::array::read_rows;
use super::array_file::Arrays;
use super::array_header::{ArrayHeader, Layout};
use super::error::SampleError;
use super::number_kind::NumberKind;
use super::picture_file::PictureFile;
use super::row_form::ValueScale;
use super::selection::Selection;
use super::tiles::{Tiles, sheet};
use crate::data::sample_picture;
use crate::parallel::{cores, parallel_map};

/// Pictures or rows of an array that are looked at.
const LOOKED_AT: usize = 64;

/// What a set is like.
#[derive(Clone, Debug)]
pub struct SetFacts {
    /// Samples that there are.
    pub rows: usize,
    /// What they are.
    pub form: SetForm,
}

/// What samples are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SetForm {
    /// No pictures.
    Vectors {
        /// Values of each.
        width: usize,
    },
    /// Pictures.
    Pictures(PictureFacts),
}

/// What pictures are like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureFacts {
    /// Pixels of the shorter side, of the smallest.
    pub smallest: usize,
    /// The same of the one in the middle.
    pub side: usize,
    /// The same of the largest.
    pub largest: usize,
    /// Whether they have colours, and not only channels for them.
    pub has_colour: bool,
    /// Whether they have a channel of transparency.
    pub has_alpha: bool,
    /// Where black and white are.
    pub scale: ValueScale,
    /// Whether values are whole numbers from 0 to 255.
    pub is_bytes: bool,
}

impl SetFacts {
    /// What its pictures are like.
    pub fn pictures(&self) -> Option<&PictureFacts> {
        match &self.form {
            SetForm::Pictures(facts) => Some(facts),
            SetForm::Vectors { .. } => None,
        }
    }

    pub(super) fn is_bytes(&self) -> bool {
        self.pictures().is_some_and(|facts| facts.is_bytes)
    }

    pub(super) fn of_pictures(path: &Path, files: &[PictureFile]) -> Result<Self, SampleError> {
        let chosen: Vec<&Path> = Selection::new(files.len(), LOOKED_AT)
            .rows()
            .map(|row| files[row].path.as_path())
            .collect();
        let looked = parallel_map(&chosen, cores(), |path| sample_picture::look(path));
        let found: Vec<_> = looked.iter().flatten().collect();
        if found.is_empty() {
            let reason = looked.first().and_then(|it| it.as_ref().err());
            let problem = format!(
                "holds no picture that can be read: {}",
                reason.cloned().unwrap_or_default()
            );
            return Err(SampleError::refused(
                path,
                problem,
                "is it the right folder?",
            ));
        }
        let sides = found.iter().map(|it| it.width.min(it.height)).collect();
        let share = |is: fn(&sample_picture::PictureFacts) -> bool| {
            2 * found.iter().filter(|it| is(it)).count() > found.len()
        };
        let facts = PictureFacts {
            has_colour: found.iter().filter(|it| it.has_colour).count() * 10 > found.len(),
            has_alpha: share(|it| it.has_alpha),
            ..PictureFacts::of_bytes(sides)
        };
        Ok(Self {
            rows: files.len(),
            form: SetForm::Pictures(facts),
        })
    }

    pub(super) fn of_sheets(sheets: &[PathBuf], tiles: Tiles) -> Result<Self, SampleError> {
        let look = |path: &PathBuf| {
            let sheet = sheet(path)?;
            Ok((tiles.sides(path, &sheet)?, sheet))
        };
        let ((width, height), first) = first_readable(sheets, look)?;
        let facts = PictureFacts {
            has_colour: sample_picture::has_colour(first.as_raw()),
            ..PictureFacts::of_bytes(vec![width.min(height) as usize])
        };
        Ok(Self {
            rows: sheets.len() * tiles.count(),
            form: SetForm::Pictures(facts),
        })
    }

    pub(super) fn of_arrays(files: &[PathBuf], name: Option<&str>) -> Result<Self, SampleError> {
        let (mut rows, mut form) = (0, None);
        let open = |path: &PathBuf| {
            let file = Arrays::open(path)?;
            file.has_samples(name).map(|()| file)
        };
        first_readable(files, open)?;
        let mut unread = None;
        for path in files {
            let Ok(file) = open(path) else { continue };
            let (array, header) = file.samples(name)?;
            rows += header.rows();
            if form.is_none() {
                match form_of_array(path, &file, array, header) {
                    Ok(found) => form = Some(found),
                    Err(error) => unread = unread.or(Some(error)),
                }
            }
        }
        if let (None, Some(error)) = (form, unread) {
            return Err(error);
        }
        let form = form.unwrap_or(SetForm::Vectors { width: 1 });
        if rows == 0 {
            let problem = "holds no samples";
            return Err(SampleError::refused(&files[0], problem, "save some"));
        }
        Ok(Self { rows, form })
    }
}

/// What is seen of the first file that can be read.
fn first_readable<T>(
    files: &[PathBuf],
    look: impl Fn(&PathBuf) -> Result<T, SampleError>,
) -> Result<T, SampleError> {
    let first = look(&files[0]);
    match first {
        Ok(found) => Ok(found),
        Err(error) => {
            let mut others = files[1..].iter().map(look);
            others.find_map(Result::ok).ok_or(error)
        }
    }
}

impl SetForm {
    /// Pictures that the program draws, in their own range.
    pub fn drawn(side: usize, channels: usize) -> Self {
        Self::Pictures(PictureFacts {
            has_colour: channels > 1,
            ..PictureFacts::of_bytes(vec![side])
        })
    }
}

impl PictureFacts {
    /// 8-bit pictures with these shorter sides.
    fn of_bytes(mut sides: Vec<usize>) -> Self {
        sides.sort_unstable();
        Self {
            smallest: sides[0],
            side: sides[sides.len() / 2],
            largest: sides[sides.len() - 1],
            has_colour: false,
            has_alpha: false,
            scale: ValueScale::BYTES,
            is_bytes: true,
        }
    }
}

fn form_of_array(
    path: &Path,
    file: &Arrays,
    name: &str,
    header: &ArrayHeader,
) -> Result<SetForm, SampleError> {
    let (height, width, channels, channels_first) = match header.layout(path)? {
        Layout::Vector { width } => return Ok(SetForm::Vectors { width }),
        Layout::Picture {
            height,
            width,
            channels,
            channels_first,
        } => (height, width, channels, channels_first),
    };
    let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
    let mut pictures = Vec::new();
    let wanted = Selection::new(header.rows(), LOOKED_AT);
    file.with(name, |header, numbers| {
        read_rows(path, header, numbers, wanted.rows(), |_, row| {
            for value in row.iter().filter(|value| value.is_finite()) {
                (least, most) = (least.min(*value), most.max(*value));
            }
            pictures.push(row.to_vec());
        })
    })?;
    let scale = match header.kind {
        NumberKind::U8 if most > 1.0 => ValueScale::BYTES,
        kind if least <= most && kind.is_whole() => ValueScale::guess_whole(least, most),
        _ if least <= most => ValueScale::guess(least, most),
        _ => ValueScale::SIGNED,
    };
    let pixels = height * width;
    let is_coloured = |row: &Vec<f32>| {
        let byte = |place: usize| (scale.share(row[place]) * 255.0).round().clamp(0.0, 255.0) as u8;
        let places = (0..pixels).flat_map(|pixel| {
            [0, 1, 2].map(|channel| match channels_first {
                true => channel * pixels + pixel,
                false => pixel * channels + channel,
            })
        });
        let rgb: Vec<u8> = places.map(byte).collect();
        sample_picture::has_colour(&rgb)
    };
    Ok(SetForm::Pictures(PictureFacts {
        has_colour: channels > 1 && pictures.iter().any(is_coloured),
        has_alpha: channels == 4,
        scale,
        is_bytes: header.kind == NumberKind::U8 && scale == ValueScale::BYTES,
        ..PictureFacts::of_bytes(vec![height.min(width)])
    }))
}

impl fmt::Display for SetFacts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            SetForm::Vectors { width: 2 } => out.write_str("points of the plane"),
            SetForm::Vectors { width } => write!(out, "vectors of {width} values"),
            SetForm::Pictures(facts) => {
                let colour = if facts.has_colour { "colour" } else { "grey" };
                let alpha = if facts.has_alpha {
                    ", transparent parts on white"
                } else {
                    ""
                };
                match facts.smallest == facts.largest {
                    true => write!(out, "{colour} images of {0}x{0} pixels{alpha}", facts.side)?,
                    false => write!(
                        out,
                        "{colour} images whose shorter sides have {} to {} pixels{alpha}",
                        facts.smallest, facts.largest
                    )?,
                }
                match facts.is_bytes {
                    true => Ok(()),
                    false => write!(out, ", values from {}", facts.scale),
                }
            }
        }
    }
}
