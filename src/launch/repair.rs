//! What can be made again of a complete run from its tables and its plan.

use crate::config::PlannedRun;
use crate::diagnose::{RunHistory, diagnose};
use crate::record::{self, RecordError, RunFile, RunLock, RunPaths};
use crate::report::read_diagnosis;

/// Writes `verdict.json` again when it is not the one that was written, and `run.yaml` when it is
/// another text, of a complete run whose other files are intact. Returns the names of the files
/// that were written.
///
/// # Errors
/// If the disk refuses.
pub fn repair(run: &RunPaths, planned: &PlannedRun) -> Result<Vec<&'static str>, RecordError> {
    let yaml = planned.run.to_yaml();
    let same_spec = intact(record::read_text(&run.run_yaml()))?.flatten() == Some(yaml.clone());
    if !same_spec {
        record::write_atomic(&run.run_yaml(), yaml.as_bytes())?;
    }
    let has_verdict = intact(read_diagnosis(run))?.is_some();
    if !has_verdict {
        let history = record::read_complete_run(run)?.history;
        let history = RunHistory::new(&planned.run, &history.steps, &history.evals);
        record::write_json(&run.verdict(), &diagnose(&history))?;
        if let Some(mut file) = RunFile::read(run)? {
            file.add_digest(run, &run.verdict())?;
            file.write(run)?;
        }
    }
    // A process that died after it had written `run.json` has left its parts, or a half-drawn
    // figure.
    if let Some(_lock) = RunLock::try_acquire(run)? {
        record::remove_leftovers(run, &Default::default())?;
        if let Some(file) = RunFile::read(run)? {
            record::remove_unlisted_states(run, &file.digest)?;
        }
    }
    let written = [
        (!same_spec).then_some("run.yaml"),
        (!has_verdict).then_some("verdict.json"),
    ];
    Ok(written.into_iter().flatten().collect())
}

/// What was read; `None` where it is damaged.
///
/// # Errors
/// If the system refused to read it.
pub(super) fn intact<T>(read: Result<T, RecordError>) -> Result<Option<T>, RecordError> {
    match read {
        Err(error) if error.is_refused_by_system() => Err(error),
        read => Ok(read.ok()),
    }
}
