//! What a run directory holds already.

use crate::record::{RecordError, RunFile, RunPaths, Status};
use crate::spec::PlannedRun;

/// Where a planned run stands on disk.
#[derive(Debug)]
pub enum State {
    /// Nothing is there.
    Missing,
    /// Trained to its end, tables whole.
    Complete(Box<RunFile>),
    /// Begun, not finished: it is trained again from its start.
    Unfinished(Status),
    /// Something is there that cannot be trusted.
    Damaged(RecordError),
}

/// Looks at a run's directory and checks its tables against their digests.
pub fn state_of(paths: &RunPaths, planned: &PlannedRun) -> State {
    match RunFile::read(paths) {
        Ok(None) => State::Missing,
        Err(error) => State::Damaged(error),
        Ok(Some(file)) if file.status != Status::Complete => State::Unfinished(file.status),
        Ok(Some(file)) if file.spec_hash != planned.hash => State::Damaged(RecordError::Damaged {
            path: paths.run_json(),
            reason: "it belongs to another spec than its directory's name says".to_string(),
        }),
        Ok(Some(file)) => match file.check_tables(paths) {
            Ok(()) => State::Complete(Box::new(file)),
            Err(error) => State::Damaged(error),
        },
    }
}

/// Moves a damaged run out of the way, so that nothing is lost and the run can be trained again. Returns its new name.
///
/// # Errors
/// If the directory cannot be renamed.
pub fn set_aside(paths: &RunPaths) -> Result<String, RecordError> {
    let root = paths.root();
    let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let free = |number: &u32| !root.with_file_name(format!("{name}.damaged-{number}")).exists();
    let number = (1..).find(free).expect("some number is free");
    let aside = root.with_file_name(format!("{name}.damaged-{number}"));
    std::fs::rename(root, &aside).map_err(|error| RecordError::Io {
        doing: "set aside",
        path: root.to_path_buf(),
        error,
    })?;
    Ok(aside.file_name().unwrap_or_default().to_string_lossy().into_owned())
}
