//! Where the tasks of a sweep run. A task pulls runs ([`super::pull`]) until nothing is left for it or its
//! time ends; a launcher only begins tasks. One more scheduler is one more file.
//!
//! | launcher | its tasks | begun |
//! |--|--|--|
//! | [`Threads`] | worker threads of this process | all at once |
//! | [`SlurmLauncher`](super::SlurmLauncher) | tasks of an array, each a process on some node | when the cluster has room |
//! | `MockScheduler`, in tests | a model of tasks that are killed and queued again at random | in an order drawn at random |

use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;

use super::cluster_task::ClusterTask;
use super::job::Job;
use super::race::Race;
use super::worker_pool::{WorkerEvent, run_jobs_in};
use crate::record::RecordError;

/// Begins the tasks of a sweep.
pub trait Launcher {
    /// Begins them, and returns when they have ended or a scheduler has them.
    ///
    /// # Errors
    /// If the scheduler refuses them.
    fn launch(&mut self) -> Result<Launched, LaunchError>;
}

/// What came of launching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Launched {
    /// All tasks have ended.
    Ended,
    /// A scheduler has them.
    Submitted {
        /// The job whose tasks train.
        array: String,
        /// The job that comes after it, and publishes.
        last: String,
    },
}

/// Why tasks could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// A program of the scheduler cannot be started.
    #[error("cannot start `{program}`: {error}; is this a login node of a Slurm cluster?")]
    NotHere {
        /// Its name.
        program: &'static str,
        /// The system's answer.
        error: std::io::Error,
    },
    /// The scheduler does not answer.
    #[error(
        "`{command}` has not answered within {seconds} seconds; is the cluster's controller up?"
    )]
    Silent {
        /// The command.
        command: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The scheduler has refused.
    #[error("`{command}` failed: {message}")]
    Refused {
        /// The command.
        command: String,
        /// What it has printed.
        message: String,
    },
    /// A path that the scheduler cannot be told.
    #[error("{} cannot be written into a batch script: its name is not plain text", path.display())]
    Path {
        /// The path.
        path: PathBuf,
    },
    /// A file of the submission.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Worker threads of this process.
pub struct Threads<'a> {
    /// The runs that are missing.
    pub jobs: &'a [Job<'a>],
    /// The task of a cluster that this process is, if it is one.
    pub task: Option<&'a ClusterTask>,
    /// The race of the study, if its settings race.
    pub race: Option<&'a Race<'a>>,
    /// How many threads train at the same time.
    pub workers: usize,
    /// Once it is not 0, runs are saved and no further one begins.
    pub stop: &'a AtomicUsize,
    /// Is given every report, on the calling thread.
    pub on_event: &'a mut dyn FnMut(WorkerEvent),
}

impl Launcher for Threads<'_> {
    fn launch(&mut self) -> Result<Launched, LaunchError> {
        run_jobs_in(
            self.jobs,
            self.task,
            self.race,
            self.workers,
            self.stop,
            self.on_event,
        );
        Ok(Launched::Ended)
    }
}
