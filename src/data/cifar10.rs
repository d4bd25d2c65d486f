//! CIFAR-10 in its binary version (Krizhevsky 2009): records of a label and 32x32 pixels, red,
//! green and blue apart.

use std::path::{Path, PathBuf};

use super::error::DataError;
use super::idx::MOST_BYTES;
use super::images::Images;
use super::labels::{Labels, keep_classes};
use crate::config::CIFAR10_CLASSES;
use crate::files;

const SIDE: usize = 32;
const PIXELS: usize = SIDE * SIDE;
const RECORD: usize = 1 + 3 * PIXELS;

const HINT: &str = "; unpack cifar-10-binary.tar.gz and name its folder cifar-10-batches-bin";

/// Opens the images of `wanted` classes (names out of [`CIFAR10_CLASSES`]; all if there are none)
/// in the five training files of a folder, or in one file.
///
/// # Errors
/// When a file is missing or is not a whole number of records, or a label is no class.
pub fn open(path: &Path, wanted: &[String]) -> Result<Images, DataError> {
    let (mut labels, mut values) = (Vec::new(), Vec::new());
    for file in files(path)? {
        parse(&file, &read(&file)?, &mut labels, &mut values)?;
    }
    let number = |name: &String| {
        CIFAR10_CLASSES
            .iter()
            .position(|class| class == name)
            .map(|number| number as u8)
    };
    let numbers: Vec<u8> = wanted.iter().filter_map(number).collect();
    let (values, labels) = keep_classes(path, values, 3 * PIXELS, labels, &numbers)?;
    let labels = Labels::new(&labels, |label| {
        CIFAR10_CLASSES[usize::from(label)].to_string()
    });
    Ok(Images::new(path, SIDE, 3, values)?.with_labels(labels))
}

fn files(path: &Path) -> Result<Vec<PathBuf>, DataError> {
    let kind = std::fs::metadata(path)
        .map_err(|error| DataError::io(path, "folder or file", HINT, error))?;
    if !kind.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    Ok((1..=5)
        .map(|number| path.join(format!("data_batch_{number}.bin")))
        .collect())
}

fn read(path: &Path) -> Result<Vec<u8>, DataError> {
    let refused = |error| DataError::io(path, "CIFAR-10 file", HINT, error);
    files::read(path, MOST_BYTES).map_err(refused)
}

/// Adds the records of one file, channels last.
pub(super) fn parse(
    path: &Path,
    bytes: &[u8],
    labels: &mut Vec<u8>,
    values: &mut Vec<u8>,
) -> Result<(), DataError> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(RECORD) {
        let problem = format!(
            "has {} bytes, which is no whole number of records of {RECORD} bytes",
            bytes.len()
        );
        return Err(DataError::refused(
            path,
            problem,
            "fetch the binary version of CIFAR-10 again (not CIFAR-100)",
        ));
    }
    for record in bytes.chunks_exact(RECORD) {
        let (label, planes) = (record[0], &record[1..]);
        if usize::from(label) >= CIFAR10_CLASSES.len() {
            let problem = format!("has the label {label}, but the classes are 0 to 9");
            return Err(DataError::refused(
                path,
                problem,
                "is it the binary version of CIFAR-10?",
            ));
        }
        labels.push(label);
        values.extend(
            (0..PIXELS).flat_map(|at| [planes[at], planes[PIXELS + at], planes[2 * PIXELS + at]]),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn planes_become_pixels() {
        let mut record = vec![3];
        record.extend((0..3 * PIXELS).map(|at| (at / PIXELS * 100) as u8));
        let (mut labels, mut values) = (Vec::new(), Vec::new());
        parse(
            Path::new("x"),
            &[&record[..], &record].concat(),
            &mut labels,
            &mut values,
        )
        .unwrap();
        assert_eq!(labels, [3, 3]);
        assert!(
            values.len() == 2 * 3 * PIXELS
                && values.chunks_exact(3).all(|pixel| *pixel == [0, 100, 200])
        );
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), records in 0..3_usize) {
            let filled = vec![5; records * RECORD];
            let _ = parse(Path::new("x"), &[&filled[..], &bytes].concat(), &mut Vec::new(), &mut Vec::new());
        }
    }
}
