//! The page of a study of style transfers: every result, its way there, and its losses.

mod page;
mod run_on_disk;

pub use run_on_disk::{TransferOnDisk, read_transfers};

use crate::config::{Study, Transfer};
use crate::record::{self, RecordError, StudyLock, StudyPaths, TransferRunRow};

/// Writes `runs.parquet` and `report.html` of a study of style transfers from what is on disk, and returns its runs.
///
/// # Errors
/// If the disk refuses, or `study.yaml` has become another study's.
pub fn write_transfers_report<'a>(
    study: &'a Study<Transfer>,
    paths: &StudyPaths,
) -> Result<Vec<TransferOnDisk<'a>>, RecordError> {
    // Who writes last has looked last.
    let _lock = StudyLock::acquire(paths)?;
    let path = paths.study_yaml();
    let other = record::read_text(&path)?.filter(|text| !study.plans_the_runs_of(text));
    if other.is_some() {
        return Err(RecordError::Incompatible {
            path,
            reason: "another sweep has planned another study under this name".to_string(),
        });
    }
    record::remove_temporary_files(paths.root())?;
    let runs = read_transfers(study, paths);
    let rows: Vec<TransferRunRow> = runs.iter().map(TransferOnDisk::row).collect();
    record::write_transfer_runs(paths, &study.axes, &rows)?;
    let page = page::render(study, &runs);
    record::write_atomic(&paths.report(), page.as_bytes())?;
    Ok(runs)
}
