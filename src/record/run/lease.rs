//! A lease for machines that do not see the locks of each other: whoever takes over a run from another
//! machine first looks whether its heartbeat still changes.

use std::time::{Duration, Instant};

use super::{Heartbeat, RunFile, RunPaths, StoredStatus, host_name};
use crate::record::RecordError;

/// A heartbeat comes about every second, on a slow disk every few seconds. A machine whose heartbeat has
/// not changed for so long has lost the run.
pub(crate) const LEASE: Duration = Duration::from_secs(15);
/// Time between two looks.
const INTERVAL: Duration = Duration::from_millis(200);

/// Whether a process on another machine trains a run although we could take its lock. Neither clocks
/// nor modification times are compared: only that what is written changes within `lease`. Where the
/// last attempt was on this machine, or has ended, this takes no time.
///
/// # Errors
/// If the heartbeat cannot be read.
pub(crate) fn is_trained_elsewhere(paths: &RunPaths, lease: Duration) -> Result<bool, RecordError> {
    let file = RunFile::read(paths).ok().flatten();
    let is_of_another = |file: &RunFile| {
        let host = file.attempts.last().map(|attempt| attempt.host.as_str());
        file.status == StoredStatus::Running && host.is_some_and(|host| host != host_name())
    };
    if !file.is_some_and(|file| is_of_another(&file)) {
        return Ok(false);
    }
    let Some(before) = Heartbeat::read(paths)? else {
        return Ok(false);
    };
    let begun = Instant::now();
    while begun.elapsed() < lease {
        std::thread::sleep(INTERVAL);
        match Heartbeat::read(paths)? {
            Some(now) if now.written == before.written => {}
            Some(_) => return Ok(true),
            // It has ended, or was set aside.
            None => return Ok(false),
        }
    }
    Ok(false)
}
