//! What `run.json` says of an attempt: its beginning, its end, its failure.

use std::time::Instant;

use super::identity::RunIdentity;
use crate::record::{Attempt, FORMAT_VERSION, RecordError, RunFile, StoredStatus, now};

/// `run.json` at the beginning of an attempt, after the attempts that it already holds.
///
/// # Errors
/// If `run.json` is there and cannot be read. What a damaged one holds is not asked for.
pub(super) fn new_run_file(run: &RunIdentity, from: u64) -> Result<RunFile, RecordError> {
    let before = match RunFile::read(run.paths) {
        Err(error) if error.is_refused_by_system() => return Err(error),
        read => read.ok().flatten(),
    };
    let before = before.filter(|file| file.spec_hash == run.hash);
    let attempt = Attempt::begin(from);
    let mut file = RunFile {
        format_version: FORMAT_VERSION,
        study: run.study.to_string(),
        run: run.id.to_string(),
        seed: run.seed,
        spec_hash: run.hash.to_string(),
        status: StoredStatus::Running,
        exit_reason: None,
        steps: from,
        started: attempt.started.clone(),
        ended: None,
        seconds: None,
        steps_per_second: None,
        attempts: Vec::new(),
        healings: Vec::new(),
        digest: Default::default(),
        provenance: run.provenance.clone(),
        checksum: String::new(),
    };
    if let Some(before) = before {
        (file.started, file.attempts, file.seconds) =
            (before.started, before.attempts, before.seconds);
    }
    for earlier in file
        .attempts
        .iter_mut()
        .filter(|attempt| attempt.exit_reason.is_none())
    {
        earlier.exit_reason = Some("its process died".to_string());
    }
    file.attempts.push(attempt);
    Ok(file)
}

/// Enters how the last attempt ended, which began at `started`, after `steps` steps.
pub(super) fn end_attempt(
    file: &mut RunFile,
    status: StoredStatus,
    reason: &str,
    steps: u64,
    started: Instant,
) {
    let seconds = started.elapsed().as_secs_f64();
    let attempt = file.attempts.last_mut().expect("this attempt");
    attempt.ended = Some(now().to_string());
    (attempt.seconds, attempt.to_step) = (Some(seconds), Some(steps));
    attempt.exit_reason = Some(reason.to_string());
    let done = steps - attempt.from_step;
    file.steps_per_second = (done > 0).then(|| done as f64 / seconds);
    file.seconds = Some(file.seconds.unwrap_or(0.0) + seconds);
    (file.ended, file.exit_reason) = (attempt.ended.clone(), Some(reason.to_string()));
    (file.status, file.steps) = (status, steps);
}

/// Marks a run as failed, as far as the disk allows; the caller reports the reason anyway. A
/// complete, damaged or incompatible run stays as it is.
pub(super) fn mark_failed(run: &RunIdentity, reason: &str, started: Instant) {
    let mut file = match RunFile::read(run.paths) {
        Ok(None) => match new_run_file(run, 0) {
            Ok(file) => file,
            Err(_) => return,
        },
        Ok(Some(file)) if file.spec_hash == run.hash && file.status != StoredStatus::Complete => {
            file
        }
        Ok(Some(_)) | Err(_) => return,
    };
    let here = |attempt: &Attempt| attempt.process == std::process::id() && attempt.ended.is_none();
    if !file.attempts.last().is_some_and(here) {
        file.attempts.push(Attempt::begin(file.steps));
    }
    let steps = file.steps;
    end_attempt(&mut file, StoredStatus::Failed, reason, steps, started);
    drop(file.write(run.paths));
}
