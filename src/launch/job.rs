//! What a run is launched with, what it tells while it is trained, and how it ends.

use std::sync::Arc;

use super::SharedClassifier;
use super::identity::RunIdentity;
use crate::config::PlannedRun;
use crate::data::DataSet;
use crate::diagnose::Diagnosis;
use crate::record::{CheckpointHeader, Digests, Healing, Provenance, RunFile, RunPaths};

/// A run to be trained.
#[derive(Clone)]
pub struct Job<'a> {
    /// The study's name.
    pub study: &'a str,
    /// The run's spec and id.
    pub planned: &'a PlannedRun,
    /// What it is trained on.
    pub data: Arc<dyn DataSet>,
    /// What counts the classes of samples or finds their features, where they are not compared as they are.
    pub classifier: Option<Arc<SharedClassifier>>,
    /// Its directory.
    pub paths: RunPaths,
    /// Whether its figures are drawn.
    pub plots: bool,
    /// Whether a directory of another spec, format or program is set aside, instead of refused.
    pub restart: bool,
}

impl Job<'_> {
    /// What its files say that it is.
    pub(super) fn identity(&self) -> RunIdentity<'_> {
        let provenance = Provenance::here(self.planned.run.threads, self.data.digest());
        let classifier = self.classifier.as_ref();
        RunIdentity {
            study: self.study,
            id: &self.planned.id,
            seed: self.planned.seed,
            hash: &self.planned.hash,
            paths: &self.paths,
            provenance: Provenance {
                classifier: classifier.and_then(|classifier| classifier.provenance()),
                ..provenance
            },
        }
    }

    /// What a checkpoint of the run says of itself, after `step` steps, whose history is in `files`; before,
    /// the run has gone back so.
    pub(super) fn checkpoint_header(
        &self,
        step: u64,
        files: Digests,
        healings: &[Healing],
    ) -> CheckpointHeader {
        CheckpointHeader {
            healings: healings.to_vec(),
            ..self.identity().checkpoint_header(step, files)
        }
    }
}

/// What a run tells while it is trained.
pub enum RunUpdate {
    /// This step is done.
    Step(u64),
    /// The run has failed and has gone back: where to, and what it tries now.
    WentBack(String),
    /// Something that the user should know, a sentence.
    Note(String),
}

/// How a run ended here.
#[derive(Debug)]
pub enum RunEnd {
    /// Trained to its end, which may be a divergence.
    Complete {
        /// Its `run.json`.
        file: Box<RunFile>,
        /// Its verdict and findings.
        diagnosis: Box<Diagnosis>,
    },
    /// The caller asked it to stop; it resumes from its checkpoint.
    Stopped {
        /// The checkpoint's step.
        step: u64,
    },
    /// It waits at a rung of its study's search until the other runs have come there.
    Waits {
        /// The checkpoint's step.
        step: u64,
    },
    /// Its setting was dropped.
    Pruned {
        /// Why, in words.
        reason: String,
    },
    /// Another process is training this run, or has just finished it.
    Elsewhere,
    /// Its directory is intact and belongs to something else: why, and what the user can do.
    Refused(String),
    /// An error of the disk, or a panic, with its message. The last checkpoint stays.
    Failed(String),
}
