//! A collection of images in an IDX file, with its labels in another.

use std::io::{BufReader, ErrorKind};
use std::path::Path;

use super::error::DataError;
use super::idx::{self, Idx, IdxError, MOST_BYTES};
use super::images::Images;
use super::labels::{Labels, keep_classes};
use crate::{config, files};

/// An IDX error that does not know its file yet, or a refusal that does.
enum Fault {
    Idx(IdxError),
    Refused(Box<DataError>),
}

impl From<IdxError> for Fault {
    fn from(error: IdxError) -> Self {
        Fault::Idx(error)
    }
}

/// Opens the images of the set's classes (all if there are none), which must have its `side` and
/// `channels`: (N, S, S), or (N, S, S, C) with channels last.
///
/// # Errors
/// When a file is missing or damaged, holds something else, or the labels do not fit.
pub fn open(set: &config::Idx) -> Result<Images, DataError> {
    let config::Idx { side, channels, .. } = *set;
    let images = set.images.as_path();
    let file = read(images, |dimensions| {
        accept_images(images, dimensions, side, channels)
    })?;
    let Some(path) = set.labels.as_deref() else {
        return Images::new(images, side, channels, file.values);
    };
    let labels = read(path, |dimensions| accept_labels(path, dimensions))?;
    let (values, labels) = keep_classes(
        path,
        file.values,
        side * side * channels,
        labels.values,
        &set.classes,
    )?;
    let labels = Labels::new(&labels, |label| label.to_string());
    Ok(Images::new(images, side, channels, values)?.with_labels(labels))
}

fn read(
    path: &Path,
    accept: impl FnOnce(&[usize]) -> Result<(), DataError>,
) -> Result<Idx, DataError> {
    let refused = |error| DataError::io(path, "IDX file", "", error);
    let file = files::open(path, MOST_BYTES).map_err(|error| match error.kind() {
        ErrorKind::IsADirectory => DataError::refused(
            path,
            "is a folder",
            "name the IDX file in it, or use data `folder`",
        ),
        ErrorKind::InvalidInput => {
            DataError::refused(path, "is no plain file", "write its content to one")
        }
        _ => refused(error),
    })?;
    let accept =
        |dimensions: &[usize]| accept(dimensions).map_err(|error| Fault::Refused(Box::new(error)));
    idx::read(BufReader::new(file), accept).map_err(|fault| match fault {
        Fault::Idx(source) => DataError::Idx {
            path: path.to_path_buf(),
            source,
        },
        Fault::Refused(error) => *error,
    })
}

fn accept_images(
    path: &Path,
    dimensions: &[usize],
    side: usize,
    channels: usize,
) -> Result<(), DataError> {
    let refuse = |problem: String, remedy: &str| Err(DataError::refused(path, problem, remedy));
    let (count, height, width, depth) = match *dimensions {
        [count, height, width] => (count, height, width, 1),
        [count, height, width, depth @ (1 | 3)] => (count, height, width, depth),
        [_] => {
            return refuse(
                "holds labels, not images".into(),
                "name it as `labels`, and the images as `images`",
            );
        }
        _ => {
            let problem = format!("has the dimensions {dimensions:?}, which are no images");
            return refuse(
                problem,
                "images are (N, side, side), or (N, side, side, channels) with 1 or 3 channels",
            );
        }
    };
    if count == 0 {
        return refuse("holds no images".into(), "is it the right file?");
    }
    if height != width {
        return refuse(
            format!("has images of {width}x{height} pixels"),
            "crop or resize them to squares",
        );
    }
    if (height, depth) != (side, channels) {
        let problem = format!(
            "has images of {width}x{height} pixels with {depth} channels, \
             but the study asks for {side}x{side} with {channels}"
        );
        return refuse(
            problem,
            &format!("write `side: {height}` and `channels: {depth}`"),
        );
    }
    Ok(())
}

fn accept_labels(path: &Path, dimensions: &[usize]) -> Result<(), DataError> {
    if dimensions.len() == 1 {
        return Ok(());
    }
    let problem = format!("has the dimensions {dimensions:?}, which are no labels");
    Err(DataError::refused(
        path,
        problem,
        "name it as `images` if it holds them; labels have one dimension",
    ))
}
