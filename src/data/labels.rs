//! Which class each image is of, and collections cut down to some classes.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::DataError;

/// Classes that a set may have: what one byte tells apart.
pub const MOST_CLASSES: usize = 256;

/// The class of each row of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    names: Vec<String>,
    of: Vec<u8>,
}

impl Labels {
    /// Rows with these labels, of which `name` gives the names. Classes are numbered from 0 in the
    /// order of their labels; a label without a row is no class.
    pub fn new(labels: &[u8], name: impl Fn(u8) -> String) -> Self {
        let mut present = labels.to_vec();
        present.sort_unstable();
        present.dedup();
        let mut numbers = [0; MOST_CLASSES];
        present
            .iter()
            .enumerate()
            .for_each(|(number, label)| numbers[usize::from(*label)] = number as u8);
        let of = labels
            .iter()
            .map(|label| numbers[usize::from(*label)])
            .collect();
        Self {
            names: present.into_iter().map(name).collect(),
            of,
        }
    }

    /// Number of classes.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The names of the classes, in the order of their numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The class of each row, a number below [`Labels::count`].
    pub fn of_rows(&self) -> &[u8] {
        &self.of
    }

    /// Share of the rows that is of each class.
    pub fn shares(&self) -> Vec<f64> {
        let mut counts = vec![0_usize; self.count()];
        self.of
            .iter()
            .for_each(|class| counts[usize::from(*class)] += 1);
        counts
            .into_iter()
            .map(|count| count as f64 / self.of.len() as f64)
            .collect()
    }

    /// Adds names and classes to the digest of a set.
    pub(super) fn add_to(&self, hash: &mut Sha256) {
        hash.update(b"labels\0");
        self.names
            .iter()
            .for_each(|name| hash.update(format!("{name}\0")));
        hash.update(&self.of);
    }
}

/// Keeps the rows whose label is in `classes`, in their order; all if there are no classes. `path`
/// is where the labels come from. Returns the values and the labels of these rows.
///
/// # Errors
/// When there is not one label a row, or a class has no row.
pub(super) fn keep_classes(
    path: &Path,
    values: Vec<u8>,
    row: usize,
    labels: Vec<u8>,
    classes: &[u8],
) -> Result<(Vec<u8>, Vec<u8>), DataError> {
    let count = values.len() / row;
    if labels.len() != count {
        let problem = format!("has {} labels, but there are {count} images", labels.len());
        return Err(DataError::refused(
            path,
            problem,
            "name the labels that belong to these images",
        ));
    }
    if let Some(absent) = classes.iter().find(|class| !labels.contains(class)) {
        let mut present = labels;
        present.sort_unstable();
        present.dedup();
        let present: Vec<String> = present.iter().map(u8::to_string).collect();
        let problem = format!(
            "has no image of class {absent}, only of {}",
            present.join(", ")
        );
        return Err(DataError::refused(path, problem, "change `classes`"));
    }
    if classes.is_empty() {
        return Ok((values, labels));
    }
    let rows = values
        .chunks_exact(row)
        .zip(&labels)
        .filter(|(_, label)| classes.contains(label));
    let kept = rows.flat_map(|(row, _)| row).copied().collect();
    Ok((
        kept,
        labels
            .into_iter()
            .filter(|label| classes.contains(label))
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_classes_with_rows_count() {
        let labels = Labels::new(&[7, 3, 7, 255], |label| format!("no. {label}"));
        assert_eq!((labels.count(), labels.of_rows()), (3, &[1, 0, 1, 2][..]));
        assert_eq!(labels.names(), ["no. 3", "no. 7", "no. 255"]);
        assert_eq!(labels.shares(), [0.25, 0.5, 0.25]);
    }
}
