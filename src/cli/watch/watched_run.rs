//! A run as its files show it: its status, and its heartbeats.

use std::path::Path;
use std::time::{Instant, SystemTime};

use jiff::Timestamp;

use crate::config::PlannedRun;
use crate::diagnose::Verdict;
use crate::record::{
    Depth, Heartbeat, RecordError, RunFile, RunPaths, RunStatus, StoredStatus, inspect, is_alive,
};
use crate::report::read_diagnosis_of;

/// A run is silent if its last heartbeat is older than this many seconds, and than five of its
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
    pub(super) status: RunStatus,
    /// Why it is damaged or incompatible, or has failed.
    pub(super) problem: Option<String>,
    pub(super) summary: Option<RunSummary>,
    /// Of a complete run, with the onset.
    pub(super) verdict: Option<(Verdict, Option<u64>)>,
    /// The verdict with all that is said with it.
    pub(super) label: String,
    /// The last one of a running run.
    pub(super) heartbeat: Option<Heartbeat>,
    file_stamp: Option<FileStamp>,
    heartbeat_stamp: Option<FileStamp>,
    /// When a new heartbeat was seen to come.
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
    /// The job of a cluster that it was part of.
    pub(super) job: Option<String>,
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
            job: last.and_then(|attempt| attempt.job.clone()),
        }
    }
}

impl WatchedRun {
    /// A run of which nothing has been read.
    pub(super) fn new(paths: RunPaths) -> Self {
        Self {
            paths,
            status: RunStatus::Queued,
            problem: None,
            summary: None,
            verdict: None,
            label: String::new(),
            heartbeat: None,
            file_stamp: None,
            heartbeat_stamp: None,
            last_seen: None,
        }
    }

    /// Reads what has changed.
    pub(super) fn refresh(&mut self, planned: &PlannedRun) {
        self.read_if_changed(planned);
        let summary = self.summary.as_ref();
        if summary.is_some_and(|summary| summary.status == StoredStatus::Running)
            && let Err(error) = self.check_for_life(planned)
        {
            self.mark_unusable(&error);
        }
    }

    fn mark_unusable(&mut self, error: &RecordError) {
        self.status = RunStatus::unusable_by(error);
        self.problem = Some(error.within(self.paths.root()));
    }

    /// Returns whether `run.json` had changed.
    fn read_if_changed(&mut self, planned: &PlannedRun) -> bool {
        let file_stamp = stamp(&self.paths.run_json());
        // What could not be read may be readable now, without having changed.
        let is_same = file_stamp.is_some() && file_stamp == self.file_stamp;
        if is_same && self.status != RunStatus::Unreadable {
            return false;
        }
        let inspection = inspect(&self.paths, Some(&planned.hash), Depth::AllFiles);
        *self = Self {
            file_stamp,
            status: inspection.status,
            problem: inspection.explanation(&self.paths),
            ..Self::new(self.paths.clone())
        };
        if let Some(Err(error)) = inspection.file.map(|file| self.read(&file)) {
            self.mark_unusable(&error);
        }
        true
    }

    /// Reads what a usable `run.json` says, and the verdict of a complete run.
    fn read(&mut self, file: &RunFile) -> Result<(), RecordError> {
        if self.status.has_verdict() {
            let diagnosis = read_diagnosis_of(&self.paths, file)?;
            self.label = diagnosis.label();
            self.verdict = Some((diagnosis.verdict, diagnosis.onset));
        }
        self.summary = Some(RunSummary::of(file));
        Ok(())
    }

    /// A run that says it is running has died if nobody holds its lock, unless it has ended since
    /// its file was read.
    fn check_for_life(&mut self, planned: &PlannedRun) -> Result<(), RecordError> {
        let heartbeat_stamp = stamp(&self.paths.heartbeat());
        if heartbeat_stamp != self.heartbeat_stamp {
            self.last_seen = self.heartbeat_stamp.and(Some(Instant::now()));
            self.heartbeat_stamp = heartbeat_stamp;
            self.heartbeat = Heartbeat::read(&self.paths)?;
        }
        let host = self.summary.as_ref().map(|last| last.process.0.as_str());
        let is_alive = is_alive(&self.paths, host, || Ok(self.age()))?;
        if !is_alive && !self.read_if_changed(planned) {
            // What was not saved is lost with its process.
            (self.status, self.heartbeat) = (RunStatus::Interrupted, None);
        } else if is_alive {
            self.status = RunStatus::Running;
        }
        Ok(())
    }

    /// Seconds since the last heartbeat. Once one was seen to come, our own clock measures them,
    /// because the clocks of two machines differ.
    fn age(&self) -> Option<f64> {
        let heartbeat = self.heartbeat.as_ref()?;
        let by_clock = || heartbeat.age();
        let by_last_seen = |seen: Instant| seen.elapsed().as_secs_f64();
        Some(self.last_seen.map_or_else(by_clock, by_last_seen))
    }

    /// Whether a sweep would leave the run as it is.
    pub(super) fn is_settled(&self) -> bool {
        matches!(
            self.status,
            RunStatus::Complete
                | RunStatus::Pruned
                | RunStatus::Failed
                | RunStatus::Incompatible
                | RunStatus::Unreadable
        )
    }

    /// Seconds since the last heartbeat of a running run, where that is longer than expected.
    pub(super) fn silence(&self) -> Option<f64> {
        let speed = self.heartbeat.as_ref()?.steps_per_second;
        let expected = speed.map_or(0.0, |speed| SILENCE_STEPS / speed);
        self.age()
            .filter(|age| *age > expected.max(SILENCE_SECONDS))
    }

    /// Steps that are done, or those that are saved where no process is at the run.
    pub(super) fn steps(&self) -> u64 {
        let saved = self.summary.as_ref().map_or(0, |summary| summary.steps);
        self.heartbeat
            .as_ref()
            .map_or(saved, |heartbeat| heartbeat.step)
    }
}
