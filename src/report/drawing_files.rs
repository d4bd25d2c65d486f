//! Drawings on disk.

use std::path::Path;

use crate::plot::{Drawing, PlotError};
use crate::record::{self, RecordError};

/// Writes a drawing as `<stem>.svg` and `<stem>.png`.
///
/// # Errors
/// If the disk refuses.
pub(crate) fn write_drawing(stem: &Path, drawing: &Drawing) -> Result<(), RecordError> {
    record::write_atomic_unsynced(&stem.with_extension("svg"), drawing.svg.as_bytes())?;
    record::write_atomic_unsynced(&stem.with_extension("png"), &drawing.png)
}

/// A drawing that could not be made, as an error of the file that it was meant for.
pub(crate) fn drawing_error(path: &Path, error: PlotError) -> RecordError {
    RecordError::Io {
        doing: "draw",
        path: path.to_path_buf(),
        error: std::io::Error::other(error),
    }
}
