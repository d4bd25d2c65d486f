//! The figures of a comparison: those of a study, with the sides as its arms.

use std::path::{Path, PathBuf};

use super::super::exit::CliError;
use super::comparison::Comparison;
use crate::plot::StudyTables;
use crate::record::sha256;
use crate::report::{drawing_error, write_drawing};
use crate::statistics::ShownAxes;

/// Longest name of a comparison's folder, in characters, before a hash that makes it unique.
const MAX_NAME_LENGTH: usize = 120;
/// Digits of that hash.
const HASH_LENGTH: usize = 8;

/// Draws the figures into a folder.
///
/// # Errors
/// If a figure cannot be drawn or written.
pub(super) fn draw(comparison: &Comparison, folder: &Path) -> Result<(), CliError> {
    let Comparison { axes, runs, .. } = comparison;
    let tables = StudyTables {
        study: &comparison.names().join(" vs "),
        text: "",
        axes,
        runs,
        cut: &[],
        race: None,
        metrics: comparison.key_metrics(),
        shown_axes: ShownAxes {
            compared: Some(0),
            ..ShownAxes::usual(runs, axes)
        },
    };
    let drawings = tables
        .draw()
        .map_err(|error| drawing_error(folder, error))?;
    for (drawing, _) in drawings {
        write_drawing(&folder.join(&drawing.name), &drawing)?;
    }
    Ok(())
}

/// `results/compared/a-vs-b`, in characters that any file system takes.
pub(super) fn default_folder(results: &Path, comparison: &Comparison) -> PathBuf {
    let portable = |letter: char| match letter {
        '-' | '_' | '.' | '=' => letter,
        letter if letter.is_ascii_alphanumeric() => letter,
        _ => '-',
    };
    let names = comparison.names().join("-vs-");
    let mut name: String = names.chars().map(portable).take(MAX_NAME_LENGTH).collect();
    if names.chars().count() > MAX_NAME_LENGTH {
        let hash = &sha256(names.as_bytes())[..HASH_LENGTH];
        name.push_str(&format!("-{hash}"));
    }
    results.join("compared").join(name)
}
