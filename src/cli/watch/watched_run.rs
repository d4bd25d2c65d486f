//! A run as its files show it: its status, and its signs of life.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use crate::config::PlannedRun;
use crate::diagnose::Verdict;
use crate::record::{Heartbeat, RecordError, RunFile, RunLock, RunPaths, StoredStatus, host_name};
use crate::report::read_diagnosis;

/// The status of a run whose process has died.
const INTERRUPTED: &str = "interrupted";
/// A sign of life from another machine, whose locks may not be seen here, means life for this long.
const REMOTE_LIFETIME: Duration = Duration::from_secs(15);
/// A run is silent if its last sign of life is older than this many seconds, and than five of its
/// steps.
const SILENCE_SECONDS: f64 = 10.0;
const SILENCE_STEPS: f64 = 5.0;

/// When a file was written, and its length. Another stamp means another content.
pub(super) type FileStamp = (SystemTime, u64);

/// The stamp of a file that is there.
pub(super) fn stamp(path: &Path) -> Option<FileStamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// One run of a study that is watched.
pub(super) struct WatchedRun {
    paths: RunPaths,
    /// As `seesaw list` names it.
    pub(super) status: &'static str,
    /// Why it is damaged or foreign, or has failed.
    pub(super) problem: Option<String>,
    pub(super) summary: Option<RunSummary>,
    /// Of a complete run, with the onset.
    pub(super) verdict: Option<(Verdict, Option<u64>)>,
    /// The last sign of life of a running one.
    pub(super) live: Option<Heartbeat>,
    file_stamp: Option<FileStamp>,
    live_stamp: Option<FileStamp>,
    /// When a new sign of life was seen to come.
    last_seen: Option<Instant>,
}

/// What `run.json` says.
pub(super) struct RunSummary {
    status: StoredStatus,
    /// Steps that are saved.
    pub(super) steps: u64,
    /// Of all attempts that have ended.
    pub(super) seconds: Option<f64>,
    /// Start and end of the last attempt.
    pub(super) started: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    /// Machine and process of the last attempt.
    pub(super) process: (String, u32),
}

impl RunSummary {
    fn of(file: &RunFile) -> Self {
        let last = file.attempts.last();
        Self {
            status: file.status,
            steps: file.steps,
            seconds: file.seconds,
            started: last.and_then(|attempt| attempt.started.parse().ok()),
            ended: last.and_then(|attempt| attempt.ended.as_ref()?.parse().ok()),
            process: last.map_or_else(Default::default, |attempt| {
                (attempt.host.clone(), attempt.process)
            }),
        }
    }
}

impl WatchedRun {
    /// A run of which nothing has been read.
    pub(super) fn new(paths: RunPaths) -> Self {
        Self {
            paths,
            status: "missing",
            problem: None,
            summary: None,
            verdict: None,
            live: None,
            file_stamp: None,
            live_stamp: None,
            last_seen: None,
        }
    }

    /// Reads what has changed.
    pub(super) fn refresh(&mut self, planned: &PlannedRun) {
        self.read_if_changed(planned);
        let summary = self.summary.as_ref();
        if summary.is_some_and(|summary| summary.status == StoredStatus::Running) {
            self.check_for_life(planned);
        }
    }

    /// Returns whether `run.json` had changed.
    fn read_if_changed(&mut self, planned: &PlannedRun) -> bool {
        let file_stamp = stamp(&self.paths.run_json());
        if file_stamp == self.file_stamp {
            return false;
        }
        *self = Self {
            file_stamp,
            ..Self::new(self.paths.clone())
        };
        if let Err(error) = self.read(planned) {
            let is_foreign = matches!(
                error,
                RecordError::Format { .. } | RecordError::Incompatible { .. }
            );
            self.status = if is_foreign { "foreign" } else { "damaged" };
            self.problem = Some(error.to_string());
        }
        true
    }

    fn read(&mut self, planned: &PlannedRun) -> Result<(), RecordError> {
        let Some(file) = RunFile::read(&self.paths)? else {
            return Ok(());
        };
        file.check_spec(&self.paths, &planned.hash)?;
        self.status = file.status.name();
        if file.status == StoredStatus::Complete {
            let diagnosis = read_diagnosis(&self.paths)?;
            self.verdict = Some((diagnosis.verdict, diagnosis.onset));
        }
        self.summary = Some(RunSummary::of(&file));
        self.problem = file
            .exit_reason
            .filter(|_| file.status == StoredStatus::Failed);
        Ok(())
    }

    /// A run that says it is running has died if nobody holds its lock, unless it has ended since
    /// its file was read.
    fn check_for_life(&mut self, planned: &PlannedRun) {
        let live_stamp = stamp(&self.paths.heartbeat());
        if live_stamp != self.live_stamp {
            self.last_seen = self.live_stamp.and(Some(Instant::now()));
            (self.live_stamp, self.live) = (live_stamp, Heartbeat::read(&self.paths));
        }
        let is_alive = RunLock::is_held(&self.paths) || self.is_alive_elsewhere();
        if !is_alive && !self.read_if_changed(planned) {
            // What was not saved is lost with its process.
            (self.status, self.live) = (INTERRUPTED, None);
        } else if is_alive {
            self.status = StoredStatus::Running.name();
        }
    }

    fn is_alive_elsewhere(&self) -> bool {
        let summary = self.summary.as_ref();
        let is_elsewhere = summary.is_some_and(|summary| summary.process.0 != host_name());
        is_elsewhere
            && self
                .age()
                .is_some_and(|age| age < REMOTE_LIFETIME.as_secs_f64())
    }

    /// Seconds since the last sign of life. Once one was seen to come, our own clock measures them,
    /// because the clocks of two machines differ.
    fn age(&self) -> Option<f64> {
        let written = self.live.as_ref()?.written;
        let by_clock = || {
            let age = Timestamp::now().duration_since(written);
            age.as_secs_f64().max(0.0)
        };
        let by_last_seen = |seen: Instant| seen.elapsed().as_secs_f64();
        Some(self.last_seen.map_or_else(by_clock, by_last_seen))
    }

    /// Seconds since the last sign of life of a running run, where that is longer than expected.
    pub(super) fn silence(&self) -> Option<f64> {
        let speed = self.live.as_ref()?.steps_per_second;
        let expected = speed.map_or(0.0, |speed| SILENCE_STEPS / speed);
        self.age()
            .filter(|age| *age > expected.max(SILENCE_SECONDS))
    }

    /// Steps that are done, or those that are saved where no process is at the run.
    pub(super) fn steps(&self) -> u64 {
        let saved = self.summary.as_ref().map_or(0, |summary| summary.steps);
        self.live.as_ref().map_or(saved, |live| live.step)
    }
}
