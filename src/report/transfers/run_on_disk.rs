//! A style transfer as its directory shows it.

use std::path::Path;

use crate::config::{PlannedRun, Study, Transfer};
use crate::diagnose::TransferDiagnosis;
use crate::record::{
    Depth, RecordError, RunFile, RunPaths, RunStatus, StudyPaths, TransferRunRow, inspect,
    read_transfer_rows,
};
use crate::train::transfer::TransferRow;

/// A planned style transfer, and what its directory holds.
#[derive(Debug)]
pub struct TransferOnDisk<'a> {
    /// Its spec and id.
    pub planned: &'a PlannedRun<Transfer>,
    /// Where it stands.
    pub status: RunStatus,
    /// Why its files cannot be used, or why it failed.
    pub problem: Option<String>,
    /// What it has come to, where it is complete.
    pub finished: Option<FinishedTransfer>,
}

impl TransferOnDisk<'_> {
    /// Its row of `runs.parquet`.
    pub(super) fn row(&self) -> TransferRunRow<'_> {
        let finished = self.finished.as_ref();
        let last = finished.and_then(|finished| finished.rows.last());
        TransferRunRow {
            run: &self.planned.id,
            cell: &self.planned.cell,
            seed: self.planned.seed,
            status: self.status,
            verdict: finished.map(|finished| finished.diagnosis.verdict.name()),
            steps: last.map(|row| row.step),
            last: last.map(|row| row.losses),
        }
    }
}

/// The files of a finished transfer.
#[derive(Debug)]
pub struct FinishedTransfer {
    /// Its verdict.
    pub diagnosis: TransferDiagnosis,
    /// Its steps.
    pub rows: Vec<TransferRow>,
    /// The kept pictures as PNG files, each with its step, in their order.
    pub pictures: Vec<(u64, Vec<u8>)>,
    /// The figure of its losses as SVG, where it was drawn.
    pub losses: Option<String>,
}

/// Every planned run of a study, in its order.
pub fn read_transfers<'a>(
    study: &'a Study<Transfer>,
    paths: &StudyPaths,
) -> Vec<TransferOnDisk<'a>> {
    let read = |planned: &'a PlannedRun<Transfer>| {
        let run = paths.run(&planned.id);
        let inspection = inspect(&run, Some(&planned.hash), Depth::AllFiles);
        let mut on_disk = TransferOnDisk {
            planned,
            status: inspection.status,
            problem: inspection.explanation(&run),
            finished: None,
        };
        let complete = inspection
            .file
            .filter(|_| inspection.status == RunStatus::Complete);
        match complete.map(|file| finished(&run, &file)).transpose() {
            Ok(finished) => on_disk.finished = finished,
            Err(error) => {
                on_disk.status = RunStatus::unusable_by(&error);
                on_disk.problem = Some(error.within(run.root()));
            }
        }
        on_disk
    };
    study.runs.iter().map(read).collect()
}

fn finished(paths: &RunPaths, file: &RunFile) -> Result<FinishedTransfer, RecordError> {
    let verdict = paths.verdict();
    let text = file.read_verified(paths, &verdict)?;
    let diagnosis = serde_json::from_slice(&text);
    let diagnosis = diagnosis.map_err(|error| RecordError::damaged(&verdict, error))?;
    let steps = paths.steps();
    let rows = read_transfer_rows(&steps, &file.read_verified(paths, &steps)?)?;
    let mut pictures = Vec::new();
    for name in file.digest.keys() {
        let step = Path::new(name)
            .file_stem()
            .and_then(|stem| stem.to_str()?.parse().ok());
        if let (Some(step), true) = (step, name.ends_with(".png")) {
            pictures.push((step, file.read_verified(paths, &paths.root().join(name))?));
        }
    }
    pictures.sort_by_key(|(step, _)| *step);
    let figure = paths.plot("losses").with_extension("svg");
    Ok(FinishedTransfer {
        diagnosis,
        rows,
        pictures,
        losses: crate::record::read_text(&figure).ok().flatten(),
    })
}
