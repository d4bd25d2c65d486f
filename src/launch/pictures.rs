//! The figures of a run, from what its files hold.

use crate::data::known_modes;
use crate::diagnose::Diagnosis;
use crate::plot::RunTables;
use crate::record::{self, History, KeptSamples, RecordError, RunPaths};
use crate::report::{not_drawn, write_drawing};
use crate::spec::Run;

/// Draws a finished run again from its files.
///
/// # Errors
/// If a file is missing or damaged, or the pictures cannot be written.
pub fn draw_run(id: &str, run: &Run, paths: &RunPaths, diagnosis: &Diagnosis) -> Result<(), RecordError> {
    let recorded = record::read_complete(paths)?;
    draw(id, run, paths, &recorded.history, &recorded.samples, diagnosis)
}

pub(super) fn draw(
    id: &str,
    run: &Run,
    paths: &RunPaths,
    history: &History,
    samples: &[KeptSamples],
    diagnosis: &Diagnosis,
) -> Result<(), RecordError> {
    let modes = known_modes(&run.data);
    let (kind, loss) = (run.data.kind(), run.loss);
    let tables = RunTables { title: without_hash(id), history, samples, kind, modes, loss, diagnosis };
    for drawing in tables.draw().map_err(|error| not_drawn(&paths.plot("losses"), error))? {
        write_drawing(&paths.plot(&drawing.name), &drawing)?;
    }
    for kept in samples {
        let path = paths.samples(kept.step);
        record::write_derived(&path, &tables.snapshot(kept).map_err(|error| not_drawn(&path, error))?)?;
    }
    Ok(())
}

/// A run's id without the hash at its end, which tells a reader nothing.
fn without_hash(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(readable, _)| readable)
}
