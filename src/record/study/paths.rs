//! Every path of a study, in one place.

use std::path::{Path, PathBuf};

use crate::record::RunPaths;

/// `results/<study>/`.
#[derive(Clone, Debug)]
pub struct StudyPaths {
    root: PathBuf,
}

impl StudyPaths {
    /// The study named `study` below a results folder.
    pub fn new(results: &Path, study: &str) -> Self {
        Self {
            root: results.join(study),
        }
    }

    /// The study in an existing directory.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// The study that a run belongs to, if the run's directory is where a study puts it.
    pub fn of_run(run: &RunPaths) -> Option<Self> {
        let root = std::fs::canonicalize(run.root()).ok()?;
        let study = Self::at(root.parent()?.parent()?);
        study.study_yaml().exists().then_some(study)
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The study as written.
    pub fn study_yaml(&self) -> PathBuf {
        self.root.join("study.yaml")
    }

    /// One row per run, see `runs_table.rs`.
    pub fn runs_parquet(&self) -> PathBuf {
        self.root.join("runs.parquet")
    }

    /// What people have noted of runs, see [`Annotations`](super::Annotations).
    pub fn notes(&self) -> PathBuf {
        self.root.join("notes.json")
    }

    /// What a search has decided, with its evidence.
    pub fn search(&self) -> PathBuf {
        self.root.join("search.json")
    }

    /// The dropped runs that somebody has taken back.
    pub fn revived(&self) -> PathBuf {
        self.root.join("revived.json")
    }

    /// The page.
    pub fn report(&self) -> PathBuf {
        self.root.join("report.html")
    }

    /// `plots/<name>`, to which `.svg` or `.png` is added.
    pub fn plot(&self, name: &str) -> PathBuf {
        self.root.join("plots").join(name)
    }

    /// The export for TensorBoard, one folder per run.
    pub fn tensorboard(&self) -> PathBuf {
        self.root.join("tensorboard")
    }

    /// The weights of classifiers, beside all studies: `results/classifiers/`.
    pub fn classifiers(&self) -> PathBuf {
        self.root.with_file_name("classifiers")
    }

    /// What was submitted to a cluster, one folder per submission: see
    /// [`Submission`](super::Submission).
    pub fn submissions(&self) -> PathBuf {
        self.root.join("slurm")
    }

    /// Held while the study's own files are written.
    pub fn lock(&self) -> PathBuf {
        self.root.join(".lock")
    }

    /// The directory of one run.
    pub fn run(&self, id: &str) -> RunPaths {
        RunPaths::at(&self.root.join("runs").join(id))
    }
}
