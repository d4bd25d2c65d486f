//! What can be made again of a complete style transfer from its steps and its plan.

use crate::config::{PlannedRun, Transfer};
use crate::diagnose::{TransferDiagnosis, diagnose_transfer};
use crate::launch::repair::{intact, remove_what_a_kill_left};
use crate::record::{self, RecordError, RunFile, RunPaths, read_transfer_rows};

/// Writes `verdict.json` again when it is not the one that was written, and `run.yaml` when it is
/// another text, of a complete transfer whose other files are intact. Returns the names of the files
/// that were written.
///
/// # Errors
/// If the disk refuses, or the steps are damaged.
pub fn repair_transfer(
    run: &RunPaths,
    planned: &PlannedRun<Transfer>,
) -> Result<Vec<&'static str>, RecordError> {
    let yaml = planned.run.to_yaml();
    let mut written = Vec::new();
    if intact(record::read_text(&run.run_yaml()))?.flatten() != Some(yaml.clone()) {
        record::write_atomic(&run.run_yaml(), yaml.as_bytes())?;
        written.push("run.yaml");
    }
    let Some(mut file) = RunFile::read(run)? else {
        return Ok(written);
    };
    let verdict = run.verdict();
    let stored = intact(file.read_verified(run, &verdict))?;
    let is_read =
        stored.is_some_and(|text| serde_json::from_slice::<TransferDiagnosis>(&text).is_ok());
    if !is_read {
        let steps = run.steps();
        let rows = read_transfer_rows(&steps, &file.read_verified(run, &steps)?)?;
        record::write_json(&verdict, &diagnose_transfer(&rows))?;
        file.add_digest(run, &verdict)?;
        file.write(run)?;
        written.push("verdict.json");
    }
    remove_what_a_kill_left(run)?;
    Ok(written)
}
