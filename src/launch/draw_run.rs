//! The figures of a run, from what its files hold.

use crate::config::Run;
use crate::data::{self, DataSet, known_modes};
use crate::diagnose::Finding;
use crate::metrics::ModeCounts;
use crate::plot::{RealSamples, RunTables};
use crate::record::{
    self, CheckpointHeader, Depth, Digests, Healing, RecordError, RunPaths, RunStatus, Snapshot,
    StoredTables, inspect,
};
use crate::report::{drawing_error, read_diagnosis_of, write_drawing};

/// Draws the figures of a run again from its files: all of a finished run, or those that the last
/// checkpoint of an unfinished run refers to. A table that is missing or damaged gives figures that
/// say so. Returns what is wrong with the files.
///
/// # Errors
/// If `run.json` or the checkpoint cannot be read, or the figures cannot be written.
pub fn draw_run(id: &str, run: &Run, paths: &RunPaths) -> Result<Vec<RecordError>, RecordError> {
    let (status, file) = inspect(paths, None, Depth::RunFile).usable()?;
    let finished = file.filter(|_| status.has_verdict());
    let mut wrong = Vec::new();
    let mut findings = Vec::new();
    let mut title = without_hash(id).to_string();
    let (digests, healings) = match finished {
        Some(file) => {
            match read_diagnosis_of(paths, &file) {
                Ok(diagnosis) => findings = diagnosis.findings,
                Err(error) => wrong.push(error),
            }
            if status == RunStatus::Pruned {
                title = format!("{title} (dropped at step {} of {})", file.steps, run.steps);
            }
            (file.digest, file.healings)
        }
        None => {
            let header = last_checkpoint(paths)?;
            let (step, steps) = (header.step, run.steps);
            title = format!("{title} (unfinished, {step} of {steps} steps)");
            (header.files, header.healings)
        }
    };
    let run = &record::healed_run(run, &healings)
        .map_err(|reason| RecordError::damaged(&paths.run_json(), reason))?;
    let judged = Judged {
        findings: &findings,
        healings: &healings,
    };
    let tables = record::read_tables(paths, &digests);
    // Without the data, as where only results were copied, there are no real samples to show.
    let data = data::open(&run.data).ok();
    draw(&title, run, paths, &tables, judged, data.as_deref())?;
    wrong.extend(tables.into_damages());
    Ok(wrong)
}

/// The samples of a run that were kept in the files with these digests, as PNG files with their steps.
///
/// # Errors
/// If they cannot be read or drawn.
pub fn snapshot_pictures(
    run: &Run,
    paths: &RunPaths,
    digests: &Digests,
) -> Result<Vec<(u64, Vec<u8>)>, RecordError> {
    let tables = record::read_tables(paths, digests);
    let samples = match &tables.samples {
        Ok(samples) => samples,
        Err(_) => return Err(tables.into_damages().last().expect("samples are damaged")),
    };
    let data = data::open(&run.data).ok();
    let real = data.map(|data| RealSamples::new(&*data, run.seed, samples));
    let modes = known_modes(&run.data);
    let drawn = RunTables {
        title: "Samples",
        run,
        tables: &tables,
        modes: modes.as_ref(),
        mode_counts: &[],
        real: real.as_ref(),
        findings: &[],
        healings: &[],
    };
    let picture = |kept: &Snapshot| {
        let png = drawn.snapshot(kept);
        let error = |error| drawing_error(&paths.samples(kept.step), error);
        Ok((kept.step, png.map_err(error)?))
    };
    samples.iter().map(picture).collect()
}

/// What the last checkpoint says of itself.
fn last_checkpoint(paths: &RunPaths) -> Result<CheckpointHeader, RecordError> {
    let path = paths.checkpoint();
    let checkpoint = record::read_checkpoint(&path)?.ok_or_else(|| RecordError::missing(&path))?;
    Ok(checkpoint.header)
}

/// What is marked in the figures of a run.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    /// What the rules found.
    pub findings: &'a [Finding],
    /// Where the run went back.
    pub healings: &'a [Healing],
}

/// Draws all figures of a run and its snapshots, beside rows of `data`.
pub(super) fn draw(
    title: &str,
    run: &Run,
    paths: &RunPaths,
    tables: &StoredTables,
    judged: Judged,
    data: Option<&dyn DataSet>,
) -> Result<(), RecordError> {
    let modes = known_modes(&run.data);
    let samples = tables.samples.as_deref().unwrap_or_default();
    let counted = modes.iter().flat_map(|modes| {
        samples
            .iter()
            .map(|kept| (kept.step, ModeCounts::new(&kept.rows, modes)))
    });
    let mode_counts: Vec<(u64, ModeCounts)> = counted.collect();
    let real = data.map(|data| RealSamples::new(data, run.seed, samples));
    let run_tables = RunTables {
        title,
        run,
        tables,
        modes: modes.as_ref(),
        mode_counts: &mode_counts,
        real: real.as_ref(),
        findings: judged.findings,
        healings: judged.healings,
    };
    for drawing in run_tables
        .draw()
        .map_err(|error| drawing_error(&paths.plot("losses"), error))?
    {
        write_drawing(&paths.plot(&drawing.name), &drawing)?;
    }
    for kept in samples {
        let path = paths.samples(kept.step);
        record::write_atomic_unsynced(
            &path,
            &run_tables
                .snapshot(kept)
                .map_err(|error| drawing_error(&path, error))?,
        )?;
    }
    Ok(())
}

/// A run's id without the hash at its end, which tells a reader nothing.
pub fn without_hash(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(readable, _)| readable)
}
