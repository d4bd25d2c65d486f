//! The figure of a style transfer.

use crate::launch::draw_run::without_hash;
use crate::plot::draw_transfer;
use crate::record::{RecordError, RunPaths};
use crate::report::{drawing_error, write_drawing};
use crate::train::transfer::TransferRow;

/// Draws the losses of the run with this id.
///
/// # Errors
/// If it cannot be drawn, or the disk refuses.
pub fn draw_transfer_run(
    id: &str,
    paths: &RunPaths,
    rows: &[TransferRow],
) -> Result<(), RecordError> {
    let stem = paths.plot("losses");
    let drawing =
        draw_transfer(without_hash(id), rows).map_err(|error| drawing_error(&stem, error))?;
    write_drawing(&stem, &drawing)
}
