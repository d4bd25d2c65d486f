//! The page of samples from anywhere: verdict, evidence, fakes beside reals, nearest reals, counts,
//! metrics over steps, and what could not be judged.

mod judged;
mod page;
mod pictures;

pub use judged::{Counts, Gallery, JudgedSamples, JudgedSet, Pair};

use std::path::Path;

use super::drawing_files::drawing_error;
use crate::record::{self, RecordError};

/// Writes the page of judged samples, one file that needs no other.
///
/// # Errors
/// If a picture cannot be made, or the disk refuses.
pub fn write_samples_report(
    path: &Path,
    title: &str,
    judged: &JudgedSamples,
) -> Result<(), RecordError> {
    let pictures = pictures::pictures(judged).map_err(|error| drawing_error(path, error))?;
    let page = page::render(title, judged, &pictures);
    record::write_atomic(path, page.as_bytes())
}
