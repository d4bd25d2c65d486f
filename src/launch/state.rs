//! What a run directory holds already, as `run.json` and the tables tell.

use crate::config::PlannedRun;
use crate::diagnose::{RunHistory, diagnose};
use crate::record::{self, RecordError, RunFile, RunLock, RunPaths, StoredStatus};
use crate::report::read_diagnosis;

/// Where a planned run stands on disk.
#[derive(Debug)]
pub enum State {
    /// Nothing is there.
    Missing,
    /// Trained to its end, files whole.
    Complete,
    /// Begun, not finished, with so many steps saved: it goes on from its checkpoint, where it has
    /// one.
    Unfinished { steps: u64 },
    /// Something is there that cannot be trusted.
    Damaged(RecordError),
    /// What is there is whole and of another spec or version of seesaw.
    Foreign(RecordError),
}

/// Looks at a run's directory and checks its files against their digests, but for the verdict,
/// which [`repair`] writes again.
pub fn state_of(paths: &RunPaths, planned: &PlannedRun) -> State {
    let mut file = match RunFile::read(paths) {
        Ok(Some(file)) => file,
        Ok(None) => return State::Missing,
        Err(error @ RecordError::Format { .. }) => return State::Foreign(error),
        Err(error) => return State::Damaged(error),
    };
    if let Err(error) = file.check_spec(paths, &planned.hash) {
        return State::Foreign(error);
    }
    if file.status != StoredStatus::Complete {
        return State::Unfinished { steps: file.steps };
    }
    file.digest
        .retain(|name, _| paths.root().join(name) != paths.verdict());
    match file.check_all(paths) {
        Ok(()) => State::Complete,
        Err(error) => State::Damaged(error),
    }
}

/// Writes again what can be made from a complete run's tables and its plan: `verdict.json` when it
/// is not the one that was written, and `run.yaml` when it is another text. Returns whether
/// something was mended.
///
/// # Errors
/// If the disk refuses.
pub fn repair(run: &RunPaths, planned: &PlannedRun) -> Result<bool, RecordError> {
    let yaml = planned.run.to_yaml();
    let same =
        record::read_text(&run.run_yaml()).is_ok_and(|text| text.as_deref() == Some(yaml.as_str()));
    if !same {
        record::write_atomic(&run.run_yaml(), yaml.as_bytes())?;
    }
    let judged = read_diagnosis(run).is_ok();
    if !judged {
        let history = record::read_complete_run(run)?.history;
        let case = RunHistory::new(&planned.run, &history.steps, &history.evals);
        record::write_json(&run.verdict(), &diagnose(&case))?;
        if let Some(mut file) = RunFile::read(run)? {
            file.add_digest(run, &run.verdict())?;
            file.write(run)?;
        }
    }
    // A process that died after a run's last word has left its parts, or a figure half drawn.
    if let Some(_lock) = RunLock::try_acquire(run)? {
        record::remove_leftovers(run, &Default::default())?;
    }
    Ok(!same || !judged)
}
