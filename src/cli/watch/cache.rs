//! What the files of a study say of its runs, read again only where they have changed.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use super::super::exit::Failure;
use crate::config::{self, PlannedRun, Study};
use crate::diagnose::Verdict;
use crate::record::{
    Heartbeat, RecordError, RunFile, RunLock, RunPaths, StoredStatus, StudyPaths, host_name,
};
use crate::report::read_diagnosis;

/// The status of a run whose process has died.
const INTERRUPTED: &str = "interrupted";
/// A sign of life of another machine, whose locks may not be seen here, counts as life for so long.
const FRESH: Duration = Duration::from_secs(15);
/// A run is silent when its last sign is older than this, and than five of its steps.
const SILENT: f64 = 10.0;

/// Time of writing and length of a file; another one tells of another text.
type Stamp = (SystemTime, u64);

/// A study that is watched.
pub struct Watched {
    pub study: Study,
    pub paths: StudyPaths,
    /// The results folder, for the command that goes on.
    pub results: PathBuf,
    pub runs: Vec<WatchedRun>,
    plan: Option<Stamp>,
}

/// One of its runs.
pub struct WatchedRun {
    paths: RunPaths,
    /// As `seesaw list` names it.
    pub status: &'static str,
    /// Why it is damaged or foreign, or has failed.
    pub problem: Option<String>,
    pub told: Option<Told>,
    /// Of a complete run, with the onset.
    pub verdict: Option<(Verdict, Option<u64>)>,
    /// The last sign of a running one.
    pub live: Option<Heartbeat>,
    file: Option<Stamp>,
    sign: Option<Stamp>,
    /// When a new sign was seen to come.
    heard: Option<Instant>,
}

/// What `run.json` says.
pub struct Told {
    pub status: StoredStatus,
    /// Steps that are saved.
    pub steps: u64,
    /// Of all attempts that have ended.
    pub seconds: Option<f64>,
    /// Of the last attempt.
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    /// Machine and process of the last attempt.
    pub process: (String, u32),
}

impl Watched {
    /// Reads the plan; the first look reads the runs.
    ///
    /// # Errors
    /// If the plan cannot be read.
    pub fn open(paths: StudyPaths, results: &Path) -> Result<Self, Failure> {
        let plan = stamp(&paths.study_yaml());
        let study = config::load(&paths.study_yaml(), &[])?;
        let runs = study
            .runs
            .iter()
            .map(|planned| WatchedRun::new(paths.run(&planned.id)))
            .collect();
        Ok(Self {
            study,
            paths,
            results: results.to_path_buf(),
            runs,
            plan,
        })
    }

    /// Reads what has changed. Another sweep may have planned another study here; one that cannot
    /// be read is not taken over.
    pub fn look(&mut self) {
        let plan = stamp(&self.paths.study_yaml());
        if std::mem::replace(&mut self.plan, plan) != plan
            && let Ok(changed) = Self::open(self.paths.clone(), &self.results)
        {
            *self = changed;
        }
        self.study
            .runs
            .iter()
            .zip(&mut self.runs)
            .for_each(|(planned, run)| run.look(planned));
    }

    /// The runs with their plans.
    pub fn pairs(&self) -> impl Iterator<Item = (&PlannedRun, &WatchedRun)> {
        self.study.runs.iter().zip(&self.runs)
    }

    pub fn count(&self, status: &str) -> usize {
        self.runs.iter().filter(|run| run.status == status).count()
    }

    /// Whether no process is at any of the runs.
    pub fn is_idle(&self) -> bool {
        self.count(StoredStatus::Running.name()) == 0
    }

    pub fn is_complete(&self) -> bool {
        self.count(StoredStatus::Complete.name()) == self.runs.len()
    }

    /// Whether a sweep would train something that is not failed or refused already.
    pub fn has_more_to_come(&self) -> bool {
        let settled = ["complete", "failed", "foreign"];
        self.runs.iter().any(|run| !settled.contains(&run.status))
    }
}

impl WatchedRun {
    fn new(paths: RunPaths) -> Self {
        let (problem, told, verdict, live) = (None, None, None, None);
        Self {
            paths,
            status: "missing",
            problem,
            told,
            verdict,
            live,
            file: None,
            sign: None,
            heard: None,
        }
    }

    fn look(&mut self, planned: &PlannedRun) {
        self.read_if_changed(planned);
        if self
            .told
            .as_ref()
            .is_some_and(|told| told.status == StoredStatus::Running)
        {
            self.look_for_life(planned);
        }
    }

    /// Whether it had changed.
    fn read_if_changed(&mut self, planned: &PlannedRun) -> bool {
        let file = stamp(&self.paths.run_json());
        if file == self.file {
            return false;
        }
        *self = Self {
            file,
            ..Self::new(self.paths.clone())
        };
        if let Err(error) = self.read(planned) {
            let foreign = matches!(
                error,
                RecordError::Format { .. } | RecordError::Incompatible { .. }
            );
            self.status = if foreign { "foreign" } else { "damaged" };
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
        let last = file.attempts.last();
        self.told = Some(Told {
            status: file.status,
            steps: file.steps,
            seconds: file.seconds,
            started: last.and_then(|attempt| attempt.started.parse().ok()),
            ended: last.and_then(|attempt| attempt.ended.as_ref()?.parse().ok()),
            process: last.map_or_else(Default::default, |attempt| {
                (attempt.host.clone(), attempt.process)
            }),
        });
        self.problem = file
            .exit_reason
            .filter(|_| file.status == StoredStatus::Failed);
        Ok(())
    }

    /// A run that says it is running has died if nobody holds its lock, or has come to its end
    /// since we read.
    fn look_for_life(&mut self, planned: &PlannedRun) {
        let sign = stamp(&self.paths.heartbeat());
        if sign != self.sign {
            self.heard = self.sign.and(Some(Instant::now()));
            (self.sign, self.live) = (sign, Heartbeat::read(&self.paths));
        }
        let alive = RunLock::is_held(&self.paths) || self.is_heard_from_elsewhere();
        if !alive && !self.read_if_changed(planned) {
            // What was not saved is lost with its process.
            (self.status, self.live) = (INTERRUPTED, None);
        } else if alive {
            self.status = StoredStatus::Running.name();
        }
    }

    fn is_heard_from_elsewhere(&self) -> bool {
        let elsewhere = self
            .told
            .as_ref()
            .is_some_and(|told| told.process.0 != host_name());
        elsewhere && self.age().is_some_and(|age| age < FRESH.as_secs_f64())
    }

    /// Seconds since the last sign: by our own clock once we have seen one come, for the clocks of
    /// two machines differ.
    fn age(&self) -> Option<f64> {
        let written = self.live.as_ref()?.written;
        let by_clock = || {
            Timestamp::now()
                .duration_since(written)
                .as_secs_f64()
                .max(0.0)
        };
        Some(
            self.heard
                .map_or_else(by_clock, |heard| heard.elapsed().as_secs_f64()),
        )
    }

    /// Seconds since the last sign of a running run, where that is longer than is to be expected.
    pub fn silence(&self) -> Option<f64> {
        let speed = self.live.as_ref()?.steps_per_second;
        let expected = speed.map_or(0.0, |speed| 5.0 / speed).max(SILENT);
        self.age().filter(|age| *age > expected)
    }

    /// Steps that are done, or those that are saved where no process is at the run.
    pub fn steps(&self) -> u64 {
        let told = self.told.as_ref().map_or(0, |told| told.steps);
        self.live.as_ref().map_or(told, |live| live.step)
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
