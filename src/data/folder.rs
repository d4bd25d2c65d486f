//! Image files below a folder.

use std::path::{Path, PathBuf};

use super::error::DataError;
use super::idx::MOST_BYTES;
use super::image_file::{self, LoadedImage};
use super::images::Images;
use super::labels::{Labels, MOST_CLASSES};
use super::left_out::formats_left_out;
use crate::config::{Folder, Smaller, Unreadable, nearest};
use crate::parallel::{cores, parallel_map};

/// Files that are named in a message; of the rest only the number is said.
const NAMED: usize = 5;

/// Opens all images below the folder, or below its subfolders `classes`, in the order of their
/// paths. Hidden files, links to folders, and what is no file at all are passed over.
///
/// # Errors
/// When a folder is missing, no images are found or none is left, or files cannot be read and
/// `unreadable` refuses that.
pub fn open(folder: &Folder) -> Result<Images, DataError> {
    let (path, classes) = (folder.path.as_path(), folder.classes.as_slice());
    let files = files(path, classes)?;
    if files.is_empty() {
        return Err(no_images(path, classes));
    }
    let row = folder.side * folder.side * folder.channels;
    if (files.len() * row) as u64 > MOST_BYTES {
        let problem = format!(
            "holds {} images, which would take more than 4 GiB",
            files.len()
        );
        return Err(DataError::refused(
            path,
            problem,
            "lower `side`, or name fewer `classes`",
        ));
    }
    let (mut values, mut kept, mut unreadable, mut small) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (file, image) in files.iter().zip(loaded_images(&files, folder)) {
        match image {
            Ok(LoadedImage::Pixels(bytes)) => {
                values.extend(bytes);
                kept.push(file);
            }
            Ok(LoadedImage::TooSmall(pixels)) => {
                small.push(format!("{} ({pixels})", file.display()))
            }
            Err(reason) => unreadable.push(format!("{} ({reason})", file.display())),
        }
    }
    if !unreadable.is_empty() && folder.unreadable == Unreadable::Refuse {
        return Err(DataError::UnreadableImages {
            path: path.to_path_buf(),
            count: unreadable.len(),
            all: files.len(),
            files: listed(&unreadable),
            remedy: "remove or replace them, or write `unreadable: skip`",
        });
    }
    if values.is_empty() {
        unreadable.extend(small);
        let problem = format!(
            "holds no image that can be used with side {}: {}",
            folder.side,
            listed(&unreadable)
        );
        return Err(DataError::refused(
            path,
            problem,
            "lower `side`, write `smaller: enlarge`, or replace the images",
        ));
    }
    let mut notes = notes(&unreadable, &small, files.len(), folder.side);
    notes.extend(formats_left_out(path, classes).map(|others| {
        format!(
            "{}: left out images of other formats than {}: {others}",
            path.display(),
            image_file::FORMATS
        )
    }));
    if folder.channels == 3 && values.as_chunks().0.iter().all(is_grey) {
        notes.push(format!(
            "{}: all images are grey; `channels: 1` has a third of the values",
            path.display()
        ));
    }
    let images = Images::new(path, folder.side, folder.channels, values)?.with_notes(notes);
    Ok(match labels(path, &kept) {
        Some(labels) => images.with_labels(labels),
        None => images,
    })
}

fn is_grey([red, green, blue]: &[u8; 3]) -> bool {
    red == green && green == blue
}

/// The error of a folder without an image that is read.
fn no_images(path: &Path, classes: &[String]) -> DataError {
    match formats_left_out(path, classes) {
        Some(others) => DataError::refused(
            path,
            format!(
                "holds no {} files, only images of other formats ({others})",
                image_file::FORMATS
            ),
            "convert them to PNG or JPEG",
        ),
        None => DataError::refused(
            path,
            format!("holds no {} files", image_file::FORMATS),
            "is it the right folder?",
        ),
    }
}

/// The subfolders of `path` as classes, in the order of their names, where every file is in one and
/// there are at least two.
fn labels(path: &Path, files: &[&PathBuf]) -> Option<Labels> {
    let class = |file: &&PathBuf| {
        let mut below = file.strip_prefix(path).ok()?.components();
        let first = below.next()?.as_os_str().to_string_lossy().into_owned();
        below.next().map(|_| first)
    };
    let classes: Vec<String> = files.iter().map(class).collect::<Option<_>>()?;
    let mut names = classes.clone();
    names.sort_unstable();
    names.dedup();
    if !(2..=MOST_CLASSES).contains(&names.len()) {
        return None;
    }
    let number = |class: &String| names.binary_search(class).unwrap_or(0) as u8;
    Some(Labels::new(
        &classes.iter().map(number).collect::<Vec<_>>(),
        |label| names[usize::from(label)].clone(),
    ))
}

/// Reads the files on all cores, in their order.
fn loaded_images(files: &[PathBuf], folder: &Folder) -> Vec<Result<LoadedImage, String>> {
    let open = |file: &PathBuf| {
        image_file::open(
            file,
            folder.side,
            folder.channels,
            folder.smaller == Smaller::Enlarge,
        )
    };
    parallel_map(files, cores(), open)
}

fn notes(unreadable: &[String], small: &[String], all: usize, side: usize) -> Vec<String> {
    let skipped = |files: &[String], why: &str| {
        (!files.is_empty()).then(|| {
            format!(
                "left out {} of {all} images {why}: {}",
                files.len(),
                listed(files)
            )
        })
    };
    let small = skipped(small, &format!("whose shorter side is below {side} pixels"));
    skipped(unreadable, "that cannot be read")
        .into_iter()
        .chain(small)
        .collect()
}

fn listed(files: &[String]) -> String {
    let first = files[..files.len().min(NAMED)].join(", ");
    match files.len() - files.len().min(NAMED) {
        0 => first,
        more => format!("{first}, and {more} more"),
    }
}

/// The image files below a folder, or below some of its subfolders.
fn files(path: &Path, classes: &[String]) -> Result<Vec<PathBuf>, DataError> {
    let (folders, _) = entries(path)?;
    let mut found = Vec::new();
    if classes.is_empty() {
        collect(path, &mut found)?;
    }
    for class in classes {
        let folder = path.join(class);
        if !folders.contains(&folder) {
            return Err(unknown(path, class, &folders));
        }
        let before = found.len();
        collect(&folder, &mut found)?;
        if found.len() == before {
            return Err(no_images(&folder, &[]));
        }
    }
    found.sort();
    Ok(found)
}

fn unknown(path: &Path, class: &str, folders: &[PathBuf]) -> DataError {
    let names = folders.iter().filter_map(|folder| folder.file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    if names.is_empty() {
        return DataError::refused(
            path,
            format!("has no subfolders, so no class `{class}`"),
            "remove `classes`",
        );
    }
    let suggestion = nearest(class, names.iter().map(String::as_str));
    DataError::UnknownClass {
        path: path.to_path_buf(),
        class: class.to_string(),
        allowed: names,
        suggestion,
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), DataError> {
    let (folders, files) = entries(folder)?;
    found.extend(files.into_iter().filter(|file| is_image(file)));
    folders.iter().try_for_each(|folder| collect(folder, found))
}

/// Folders and files of a folder; without hidden ones, and without links to folders, which may lead
/// in circles.
fn entries(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), DataError> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotADirectory => {
            DataError::refused(folder, "is a file", "name the folder that holds it")
        }
        _ => DataError::io(folder, "folder", "", error),
    };
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // A link is followed to a file only. One that leads nowhere is kept: it is an image that
        // cannot be read.
        let is_file = || std::fs::metadata(&path).map_or(true, |target| target.is_file());
        match entry.file_type().map_err(refused)?.is_dir() {
            true => folders.push(path),
            false if is_file() => files.push(path),
            false => {}
        }
    }
    Ok((folders, files))
}

fn is_image(path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| image_file::ENDINGS.contains(&extension.as_str()))
}
