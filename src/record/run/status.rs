//! What state a run is in: one answer for every verb.

use super::{Heartbeat, RunFile, RunLock, RunPaths, StoredStatus, host_name};
use crate::record::RecordError;

/// The state of a planned run, as its directory shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStatus {
    /// It was not begun: nothing is there.
    Queued,
    /// A process is training it.
    Running,
    /// Stopped gently, by a signal; it resumes from its checkpoint.
    Stopped,
    /// Dropped by a search of its study; it has a verdict, and resumes from its checkpoint if it is taken back.
    Pruned,
    /// Its process died; it resumes from its checkpoint. No file says so, for nobody was left to
    /// write it.
    Interrupted,
    /// It ended in an error that is not the experiment's.
    Failed,
    /// Trained to its end, which may be a divergence.
    Complete,
    /// A file is missing or holds other bytes than were written.
    Damaged,
    /// Its files are intact and of another spec or format version.
    Incompatible,
    /// The system refused to read a file, which says nothing about what the file holds.
    Unreadable,
}

impl RunStatus {
    /// Every status, in the order in which they are counted on the screen.
    pub const ALL: [RunStatus; 10] = [
        RunStatus::Complete,
        RunStatus::Pruned,
        RunStatus::Running,
        RunStatus::Stopped,
        RunStatus::Interrupted,
        RunStatus::Failed,
        RunStatus::Damaged,
        RunStatus::Incompatible,
        RunStatus::Unreadable,
        RunStatus::Queued,
    ];

    /// The name in `runs.parquet`, on the screen and in reports.
    pub fn name(self) -> &'static str {
        match self {
            RunStatus::Queued => "queued",
            RunStatus::Running => "running",
            RunStatus::Stopped => "stopped",
            RunStatus::Pruned => "pruned",
            RunStatus::Interrupted => "interrupted",
            RunStatus::Failed => "failed",
            RunStatus::Complete => "complete",
            RunStatus::Damaged => "damaged",
            RunStatus::Incompatible => "incompatible",
            RunStatus::Unreadable => "unreadable",
        }
    }

    /// The state of a run one of whose files cannot be used.
    pub fn unusable_by(error: &RecordError) -> Self {
        match error {
            RecordError::Io { .. } => RunStatus::Unreadable,
            RecordError::Damaged { .. } => RunStatus::Damaged,
            RecordError::Incompatible { .. } | RecordError::Format { .. } => {
                RunStatus::Incompatible
            }
        }
    }

    /// Whether it has tables and a verdict: it has come to its end, or was dropped.
    pub fn has_verdict(self) -> bool {
        matches!(self, RunStatus::Complete | RunStatus::Pruned)
    }

    /// Whether its files cannot be used.
    pub fn is_unusable(self) -> bool {
        matches!(
            self,
            RunStatus::Damaged | RunStatus::Incompatible | RunStatus::Unreadable
        )
    }
}

/// How much of a run's directory [`inspect`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// `run.json` alone.
    RunFile,
    /// Of a complete or pruned run also every file whose digest is listed, except the verdict and `run.yaml`,
    /// which can be made again from the tables and the plan.
    Originals,
    /// Of such a run also every file whose digest is listed, and `run.yaml`.
    AllFiles,
}

/// What [`inspect`] has found.
#[derive(Debug)]
pub struct Inspection {
    /// The state of the run.
    pub status: RunStatus,
    /// `run.json`, unless it is missing or the run is unusable.
    pub file: Option<RunFile>,
    /// Why the run is unusable, exactly where its status says so.
    pub problem: Option<RecordError>,
}

impl Inspection {
    /// Why the run in `paths` is unusable or has failed, in words that go beside its name.
    pub fn explanation(&self, paths: &RunPaths) -> Option<String> {
        let failed = || {
            let file = self.file.as_ref()?;
            file.exit_reason
                .clone()
                .filter(|_| self.status == RunStatus::Failed)
        };
        self.problem
            .as_ref()
            .map(|problem| problem.within(paths.root()))
            .or_else(failed)
    }

    /// The status and `run.json`, which is there unless the run is [`RunStatus::Queued`].
    ///
    /// # Errors
    /// If the run is unusable.
    pub fn usable(self) -> Result<(RunStatus, Option<RunFile>), RecordError> {
        match self.problem {
            Some(problem) => Err(problem),
            None => Ok((self.status, self.file)),
        }
    }
}

/// Finds out the state of a run. Where `spec_hash` is given, a run of another spec is
/// [`RunStatus::Incompatible`].
pub fn inspect(paths: &RunPaths, spec_hash: Option<&str>, depth: Depth) -> Inspection {
    match read(paths, spec_hash, depth) {
        Ok((status, file)) => Inspection {
            status,
            file,
            problem: None,
        },
        Err(error) => Inspection {
            status: RunStatus::unusable_by(&error),
            file: None,
            problem: Some(error),
        },
    }
}

fn read(
    paths: &RunPaths,
    spec_hash: Option<&str>,
    depth: Depth,
) -> Result<(RunStatus, Option<RunFile>), RecordError> {
    let Some(mut file) = RunFile::read(paths)? else {
        return Ok((RunStatus::Queued, None));
    };
    spec_hash.map_or(Ok(()), |hash| file.check_spec(paths, hash))?;
    let host = file.attempts.last().map(|attempt| attempt.host.as_str());
    let age = || Ok(Heartbeat::read(paths)?.map(|heartbeat| heartbeat.age()));
    let mut is_dead = file.status == StoredStatus::Running && !is_alive(paths, host, age)?;
    // It may also have come to its end since we read.
    if is_dead && let Some(later) = RunFile::read(paths)? {
        is_dead = later.status == StoredStatus::Running;
        file = later;
    }
    let status = match file.status {
        StoredStatus::Running if is_dead => RunStatus::Interrupted,
        StoredStatus::Running => RunStatus::Running,
        StoredStatus::Stopped => RunStatus::Stopped,
        StoredStatus::Pruned => RunStatus::Pruned,
        StoredStatus::Failed => RunStatus::Failed,
        StoredStatus::Complete => RunStatus::Complete,
    };
    if status.has_verdict() {
        match depth {
            Depth::RunFile => {}
            Depth::Originals => file.check_files(paths, Some(&paths.verdict()))?,
            Depth::AllFiles => {
                file.check_files(paths, None)?;
                file.check_spec_text(paths)?;
            }
        }
    }
    Ok((status, Some(file)))
}

/// A heartbeat of another machine, whose locks may not be seen here, counts as life for so many
/// seconds.
const FRESH: f64 = 15.0;

/// Whether a process is training a run whose file says that one is: it holds the lock, or it runs
/// on another machine, `host`, and its last heartbeat is less than 15 seconds old. `age` is the
/// heartbeat's, in seconds.
///
/// # Errors
/// If the lock or the heartbeat cannot be read.
pub fn is_alive(
    paths: &RunPaths,
    host: Option<&str>,
    age: impl FnOnce() -> Result<Option<f64>, RecordError>,
) -> Result<bool, RecordError> {
    if RunLock::is_held(paths)? {
        return Ok(true);
    }
    let is_elsewhere = host.is_none_or(|host| host != host_name());
    Ok(is_elsewhere && age()?.is_some_and(|age| age < FRESH))
}
