//! What a run directory holds already.

use std::path::PathBuf;

use crate::diagnose::{Case, diagnose};
use crate::record::{self, RecordError, RunFile, RunLock, RunPaths, Status, StudyPaths};
use crate::report::read_diagnosis;
use crate::spec::PlannedRun;

/// Where a planned run stands on disk.
#[derive(Debug)]
pub enum State {
    /// Nothing is there.
    Missing,
    /// Trained to its end, tables whole.
    Complete,
    /// Begun, not finished: it is trained again from its start.
    Unfinished,
    /// Something is there that cannot be trusted.
    Damaged(RecordError),
    /// Another version of seesaw has written it.
    Foreign(RecordError),
}

/// Looks at a run's directory and checks its tables against their digests.
pub fn state_of(paths: &RunPaths, planned: &PlannedRun) -> State {
    match RunFile::read(paths) {
        Ok(None) => State::Missing,
        Err(error @ RecordError::Format { .. }) => State::Foreign(error),
        Err(error) => State::Damaged(error),
        Ok(Some(file)) if file.status != Status::Complete => State::Unfinished,
        Ok(Some(file)) if file.spec_hash != planned.hash => State::Damaged(RecordError::Damaged {
            path: paths.run_json(),
            reason: "it belongs to another spec than its directory's name says".to_string(),
        }),
        Ok(Some(file)) => match file.check_tables(paths) {
            Ok(()) => State::Complete,
            Err(error) => State::Damaged(error),
        },
    }
}

/// Moves a damaged run into the study's `damaged/`, so that nothing is lost and the run can be trained again. Returns where
/// it is now; `None` when another process is at the run.
///
/// # Errors
/// If the directory cannot be moved.
pub fn set_aside(study: &StudyPaths, id: &str) -> Result<Option<PathBuf>, RecordError> {
    let run = study.run(id);
    if RunLock::is_held(&run) {
        return Ok(None);
    }
    let place = |number: u32| study.root().join("damaged").join(format!("{id}-{number}"));
    let aside = (1..).map(place).find(|place| !place.exists()).expect("some number is free");
    record::create_directory(aside.parent().expect("a folder of its own"))?;
    std::fs::rename(run.root(), &aside).map_err(|error| RecordError::Io {
        doing: "set aside",
        path: run.root().to_path_buf(),
        error,
    })?;
    Ok(Some(aside))
}

/// Writes again what can be made from a complete run's tables and its plan: `verdict.json` when it cannot be read, and
/// `run.yaml` when it is another text. Returns whether something was mended.
///
/// # Errors
/// If the disk refuses.
pub fn mend(run: &RunPaths, planned: &PlannedRun) -> Result<bool, RecordError> {
    let yaml = planned.run.to_yaml();
    let same = record::read_text(&run.run_yaml()).is_ok_and(|text| text.as_deref() == Some(yaml.as_str()));
    if !same {
        record::write(&run.run_yaml(), yaml.as_bytes())?;
    }
    let judged = read_diagnosis(run).is_ok();
    if !judged {
        let history = record::read_history(run)?;
        let case = Case { run: &planned.run, steps: &history.steps, evals: &history.evals };
        record::write_json(&run.verdict(), &diagnose(&case))?;
    }
    Ok(!same || !judged)
}
