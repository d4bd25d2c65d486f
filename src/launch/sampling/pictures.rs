//! Samples as pictures: one file each, a sheet, an animation.

use std::path::Path;

use super::nearest::NearestImages;
use super::{Sampling, SamplingError};
use crate::config::Kind;
use crate::data::{self, known_modes};
use crate::plot::{self, PlotError};
use crate::record::{RecordError, write_atomic_unsynced};
use crate::report::drawing_error;
use crate::rng::Seed;

/// Samples of a sheet or an animation, at most: it is drawn in memory.
pub const MAX_IN_SHEET: u64 = 4096;
/// Real points that a sheet of points shows.
const REAL_POINTS: usize = 2000;
/// Images in a row of a sheet, unless there are many.
const COLUMNS: u64 = 8;

/// Writes each image as `000000.png`, `000001.png` and so on into a folder, which must be new or empty.
/// Returns whether it came to the end.
///
/// # Errors
/// If samples are no images, the folder has anything in it, or the disk refuses.
pub fn write_pictures(sampling: &mut Sampling, folder: &Path) -> Result<bool, SamplingError> {
    let shape = image_shape(sampling, "a folder of pictures")?;
    let refused = |doing, path: &Path, error| RecordError::Io {
        doing,
        path: path.to_path_buf(),
        error,
    };
    std::fs::create_dir_all(folder).map_err(|error| refused("create", folder, error))?;
    let mut entries = std::fs::read_dir(folder).map_err(|error| refused("read", folder, error))?;
    if entries.next().is_some() {
        return Err(SamplingError::Asked(format!(
            "{} is not empty: pictures of earlier samples would be among these; name a new folder",
            folder.display()
        )));
    }
    for rows in sampling.draw().batches() {
        let Some(samples) = sampling.next(rows.clone()) else {
            return Ok(false);
        };
        let images = samples.chunks_exact(shape.0 * shape.0 * shape.1);
        for (number, image) in rows.zip(images) {
            let path = folder.join(format!("{number:06}.png"));
            let png = plot::picture(image, shape).map_err(|error| drawing_error(&path, error))?;
            std::fs::write(&path, png).map_err(|error| refused("write", &path, error))?;
        }
    }
    Ok(true)
}

/// Writes all samples as one picture: images side by side, each beside the real one that it is nearest to
/// if `nearest`; points beside real ones. Returns whether it came to the end, and what a reader should
/// know.
///
/// # Errors
/// If there are too many samples, the data cannot be opened, or the disk refuses.
pub fn write_sheet(
    sampling: &mut Sampling,
    path: &Path,
    nearest: bool,
) -> Result<(bool, Option<String>), SamplingError> {
    check_count(sampling)?;
    let run = &sampling.generator().run;
    let (kind, seed, data) = (run.data.kind(), Seed(run.seed), run.data.clone());
    if nearest {
        image_shape(sampling, "a search for the nearest images")?;
    }
    if kind == Kind::Numbers {
        let why = "samples of this run are single numbers: take `--to npz` or `safetensors`";
        return Err(SamplingError::Asked(why.to_string()));
    }
    let Some(samples) = sampling.all() else {
        return Ok((false, None));
    };
    let (png, note) = match kind {
        Kind::Numbers | Kind::Points => {
            let reals = data::open(&data)?.reference(seed, REAL_POINTS);
            let title = format!("Samples of {}", sampling.generator().words());
            let modes = known_modes(&data);
            let drawn = plot::point_sheet(&title, &reals, &samples, modes.as_ref());
            (drawn, None)
        }
        Kind::Images { side, channels } => {
            let columns = columns(sampling.draw().count);
            if nearest {
                let found = NearestImages::of(sampling.generator(), &samples)?;
                let row = kind.row();
                let pairs = samples
                    .chunks_exact(row)
                    .zip(found.images.chunks_exact(row));
                let images: Vec<f32> = pairs
                    .flat_map(|(one, other)| [one, other])
                    .flatten()
                    .copied()
                    .collect();
                let columns = 2 * columns;
                (
                    plot::sheet(&images, (side, channels), columns),
                    Some(found.note),
                )
            } else {
                (plot::sheet(&samples, (side, channels), columns), None)
            }
        }
    };
    write(path, png)?;
    Ok((true, note))
}

/// Writes all images one after the other as an animated picture, and side by side as a sheet. Returns
/// whether it came to the end.
///
/// # Errors
/// If samples are no images, there are too many, or the disk refuses.
pub fn write_animation(
    sampling: &mut Sampling,
    path: &Path,
    sheet: &Path,
) -> Result<bool, SamplingError> {
    let shape = image_shape(sampling, "an animation")?;
    check_count(sampling)?;
    let Some(samples) = sampling.all() else {
        return Ok(false);
    };
    write(path, plot::animation(&samples, shape))?;
    let columns = columns(sampling.draw().count);
    write(sheet, plot::sheet(&samples, shape, columns))?;
    Ok(true)
}

fn write(path: &Path, png: Result<Vec<u8>, PlotError>) -> Result<(), SamplingError> {
    let png = png.map_err(|error| drawing_error(path, error))?;
    Ok(write_atomic_unsynced(path, &png)?)
}

/// As many images in a row as make a sheet about square, once it has more than eight rows.
fn columns(count: u64) -> usize {
    let square = (count as f64).sqrt().ceil() as u64;
    square.max(COLUMNS).min(count).max(1) as usize
}

fn check_count(sampling: &Sampling) -> Result<(), SamplingError> {
    match sampling.draw().count {
        count if count > MAX_IN_SHEET => Err(SamplingError::Asked(format!(
            "a sheet holds at most {MAX_IN_SHEET} samples, not {count}; \
             `--to png`, `npz` and `safetensors` take any number"
        ))),
        _ => Ok(()),
    }
}

/// Side and channels of the samples.
fn image_shape(sampling: &Sampling, what: &str) -> Result<(usize, usize), SamplingError> {
    match sampling.generator().run.data.kind() {
        Kind::Images { side, channels } => Ok((side, channels)),
        Kind::Numbers => Err(SamplingError::Asked(format!(
            "{what} is for images; samples of this run are single numbers: take `--to npz` or `safetensors`"
        ))),
        Kind::Points => Err(SamplingError::Asked(format!(
            "{what} is for images; samples of this run are points: \
             take `--to sheet`, `npz` or `safetensors`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_rows_of_eight_until_they_would_be_long() {
        assert_eq!([1, 5, 8, 60, 64].map(columns), [1, 5, 8, 8, 8]);
        assert_eq!([65, 1000, 4096].map(columns), [9, 32, 64]);
    }
}
