//! What can be made again of a complete run from its tables and its plan.

use crate::config::{PlannedRun, Run};
use crate::diagnose::{Diagnosis, RunHistory, diagnose};
use crate::record::{self, History, RecordError, RunFile, RunLock, RunPaths};
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
        if let Some(mut file) = RunFile::read(run)? {
            let diagnosis = diagnose_stored(run, &planned.run, &file, &history)?;
            record::write_json(&run.verdict(), &diagnosis)?;
            file.add_digest(run, &run.verdict())?;
            file.write(run)?;
        }
    }
    remove_what_a_kill_left(run)?;
    let written = [
        (!same_spec).then_some("run.yaml"),
        (!has_verdict).then_some("verdict.json"),
    ];
    Ok(written.into_iter().flatten().collect())
}

/// Removes what a process has left of a complete run that died after it had written `run.json`: parts, its last
/// state, a half-drawn figure.
///
/// # Errors
/// If the disk refuses.
pub(super) fn remove_what_a_kill_left(run: &RunPaths) -> Result<(), RecordError> {
    if let Some(_lock) = RunLock::try_acquire(run)? {
        record::remove_leftovers(run, &Default::default())?;
        if let Some(file) = RunFile::read(run)? {
            record::remove_unlisted_states(run, &file.digest)?;
        }
    }
    Ok(())
}

/// What the rules say of the history of a finished run, which may have gone back and tried remedies.
///
/// # Errors
/// If its remedies are none of this run.
pub fn diagnose_stored(
    paths: &RunPaths,
    run: &Run,
    file: &RunFile,
    history: &History,
) -> Result<Diagnosis, RecordError> {
    let healed = record::healed_run(run, &file.healings)
        .map_err(|reason| RecordError::damaged(&paths.run_json(), reason))?;
    Ok(Diagnosis {
        healings: file.healings.clone(),
        ..diagnose(&RunHistory::new(&healed, &history.steps, &history.evals))
    })
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
