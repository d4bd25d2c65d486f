//! What a style transfer is launched with, and how it ends.

use std::path::PathBuf;

use crate::config::{PlannedRun, Transfer};
use crate::diagnose::TransferDiagnosis;
use crate::launch::identity::RunIdentity;
use crate::record::{Provenance, RunPaths, StudyPaths};

/// A style transfer to be run.
#[derive(Clone)]
pub struct TransferJob<'a> {
    /// The study's name.
    pub study: &'a str,
    /// The run's spec and id.
    pub planned: &'a PlannedRun<Transfer>,
    /// Its directory.
    pub paths: RunPaths,
    /// Whether its figure is drawn.
    pub plots: bool,
    /// Whether a directory of another spec, format or program is set aside, instead of refused.
    pub restart: bool,
}

impl TransferJob<'_> {
    /// What its files say that it is, of pictures and weights with this digest.
    pub(super) fn identity(&self, sha256: &str) -> RunIdentity<'_> {
        RunIdentity {
            study: self.study,
            id: &self.planned.id,
            seed: self.planned.seed,
            hash: &self.planned.hash,
            paths: &self.paths,
            provenance: Provenance::here(self.planned.run.threads, Some(sha256)),
        }
    }

    /// Where the classifiers of its study are kept.
    pub(super) fn classifiers(&self) -> Option<PathBuf> {
        StudyPaths::of_run(&self.paths).map(|study| study.classifiers())
    }
}

/// How a style transfer ended here.
#[derive(Debug)]
pub enum TransferEnd {
    /// All steps are done, or it diverged.
    Complete(Box<TransferDiagnosis>),
    /// The caller asked it to stop; it resumes from its checkpoint at this step.
    Stopped(u64),
    /// Another process is at it, or has just finished it.
    Elsewhere,
    /// Its directory is intact and belongs to something else: why, and what the user can do.
    Refused(String),
    /// An error, with its message. The last checkpoint stays.
    Failed(String),
}
