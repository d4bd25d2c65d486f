//! A study as its files show it, read again only where they have changed.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::exit::CliError;
use super::super::lookup::queue::queue_of;
use super::watched_run::{FileStamp, WatchedRun, stamp};
use crate::config::{self, PlannedRun, Study};
use crate::launch::QueuedJob;
use crate::record::{RunStatus, StudyPaths};

/// Time between two questions to a cluster, whose controller serves everybody.
const QUEUE_INTERVAL: Duration = Duration::from_secs(10);

/// A study that is watched.
pub(super) struct WatchedStudy {
    pub(super) study: Study,
    pub(super) paths: StudyPaths,
    /// The results folder, for the command that goes on.
    pub(super) results: PathBuf,
    /// In the order of the study's planned runs.
    pub(super) runs: Vec<WatchedRun>,
    /// The jobs of a cluster that has not done with them, as they were when it was asked last.
    pub(super) queue: Vec<QueuedJob>,
    asked: Option<Instant>,
    plan_stamp: Option<FileStamp>,
}

impl WatchedStudy {
    /// Reads the plan. The runs are read by [`WatchedStudy::refresh`].
    ///
    /// # Errors
    /// If the plan cannot be read.
    pub(super) fn open(paths: StudyPaths, results: &Path) -> Result<Self, CliError> {
        let plan_stamp = stamp(&paths.study_yaml());
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
            queue: Vec::new(),
            asked: None,
            plan_stamp,
        })
    }

    /// Reads what has changed. Another sweep may have planned another study here; a plan that
    /// cannot be read is not taken over.
    pub(super) fn refresh(&mut self) {
        let plan_stamp = stamp(&self.paths.study_yaml());
        if std::mem::replace(&mut self.plan_stamp, plan_stamp) != plan_stamp
            && let Ok(changed) = Self::open(self.paths.clone(), &self.results)
        {
            *self = changed;
        }
        for (planned, run) in self.study.runs.iter().zip(&mut self.runs) {
            run.refresh(planned);
        }
        self.ask_the_cluster();
    }

    /// A cluster that does not answer, or a machine from which it cannot be asked, is no reason to
    /// stop: files say what runs do.
    fn ask_the_cluster(&mut self) {
        if self
            .asked
            .is_none_or(|asked| asked.elapsed() >= QUEUE_INTERVAL)
        {
            // One that is busy for a moment has not lost its jobs.
            if let Ok(queue) = queue_of(&self.study.name, &self.paths) {
                self.queue = queue;
            }
            self.asked = Some(Instant::now());
        }
    }

    /// The runs with their plans.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&PlannedRun, &WatchedRun)> {
        self.study.runs.iter().zip(&self.runs)
    }

    /// The runs that a process trains, with their plans.
    pub(super) fn running_runs(&self) -> impl Iterator<Item = (&PlannedRun, &WatchedRun)> {
        self.pairs()
            .filter(|(_, run)| run.status == RunStatus::Running)
    }

    /// How many runs have this status.
    pub(super) fn count(&self, status: RunStatus) -> usize {
        self.runs.iter().filter(|run| run.status == status).count()
    }

    /// Whether no process trains any of the runs.
    pub(super) fn is_idle(&self) -> bool {
        self.running_runs().next().is_none()
    }

    /// Whether all runs are complete, or were dropped by the search of the study.
    pub(super) fn is_complete(&self) -> bool {
        self.runs.iter().all(|run| run.status.has_verdict())
    }

    /// Whether a sweep would train something that has not failed or been refused already.
    pub(super) fn has_more_to_come(&self) -> bool {
        self.runs.iter().any(|run| !run.is_settled())
    }

    /// Steps that are done, and all steps. A run that has diverged is done before its last step.
    pub(super) fn steps(&self) -> (u64, u64) {
        let planned_steps = |planned: &PlannedRun| planned.run.steps as u64;
        let done = |(planned, run): (&PlannedRun, &WatchedRun)| match run.verdict {
            Some(_) => planned_steps(planned),
            None => run.steps(),
        };
        (
            self.pairs().map(done).sum(),
            self.study.runs.iter().map(planned_steps).sum(),
        )
    }
}
