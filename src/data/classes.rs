//! Keeps the images of some classes.

use std::path::Path;

use super::DataError;

/// Keeps the rows whose label is in `classes`, in their order; all if there are no classes. `path`
/// is where the labels come from. Returns the values and the labels of these rows.
///
/// # Errors
/// When there is not one label a row, or a class has no row.
pub fn keep(
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
