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

/// When an attempt began, and what the run had trained by then.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    at: Instant,
    /// Steps in all, with those that the run has given up since; `None` where that is not known.
    trained: Option<u64>,
}

impl Beginning {
    /// Of an attempt that began at this time, when `run.json` was this.
    pub fn new(at: Instant, file: &RunFile) -> Self {
        Self {
            at,
            trained: Some(file.trained_steps()),
        }
    }
}

/// Enters how the last attempt ended, after `steps` steps of the run.
pub(super) fn end_attempt(
    file: &mut RunFile,
    status: StoredStatus,
    reason: &str,
    steps: u64,
    beginning: Beginning,
) {
    let seconds = beginning.at.elapsed().as_secs_f64();
    let attempt = file.attempts.last_mut().expect("this attempt");
    attempt.ended = Some(now().to_string());
    (attempt.seconds, attempt.to_step) = (Some(seconds), Some(steps));
    attempt.exit_reason = Some(reason.to_string());
    file.seconds = Some(file.seconds.unwrap_or(0.0) + seconds);
    (file.ended, file.exit_reason) = (attempt.ended.clone(), Some(reason.to_string()));
    (file.status, file.steps) = (status, steps);
    let before = beginning.trained;
    let done = before.and_then(|before| file.trained_steps().checked_sub(before));
    let done = done.filter(|done| *done > 0);
    file.steps_per_second = done.map(|done| done as f64 / seconds);
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
    let attempt = file.attempts.last().expect("it was just asked for");
    // Of a run that has gone back it does not say when: before this attempt, or in it.
    let trained = file.healings.is_empty().then_some(attempt.from_step);
    let beginning = Beginning {
        at: started,
        trained,
    };
    end_attempt(&mut file, StoredStatus::Failed, reason, steps, beginning);
    drop(file.write(run.paths));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Failure;
    use crate::record::{Healing, Provenance, RunPaths};

    #[test]
    fn the_speed_counts_the_steps_that_were_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunIdentity {
            study: "s",
            id: "r",
            seed: 0,
            hash: "h",
            paths: &RunPaths::at(folder.path()),
            provenance: Provenance::here(1, None),
        };
        let speed = |from: u64, to: u64, back: Option<(u64, u64)>| {
            let mut file = new_run_file(&run, from).unwrap();
            let at = Instant::now() - std::time::Duration::from_secs(100);
            let beginning = Beginning::new(at, &file);
            file.healings.extend(back.map(|(step, back_to)| Healing {
                failure: Failure::Divergence,
                step,
                back_to,
                not_kept: None,
                afresh: Vec::new(),
                patch: String::new(),
                reason: String::new(),
            }));
            end_attempt(&mut file, StoredStatus::Stopped, "", to, beginning);
            file.steps_per_second.map(|speed| speed * 100.0)
        };
        let is_near = |found: Option<f64>, steps: f64| {
            assert!((found.unwrap() / steps - 1.0).abs() < 0.01, "{found:?}");
        };
        is_near(speed(36, 136, None), 100.0);
        // 97 steps until it went back to its start, and 7 after that.
        is_near(speed(36, 7, Some((133, 0))), 104.0);
        assert_eq!(speed(36, 36, None), None);
    }
}
