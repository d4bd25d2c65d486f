//! Every path of a study and of a run, in one place each.

use std::path::{Path, PathBuf};

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

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn study_yaml(&self) -> PathBuf {
        self.root.join("study.yaml")
    }

    pub fn runs_parquet(&self) -> PathBuf {
        self.root.join("runs.parquet")
    }

    pub fn report(&self) -> PathBuf {
        self.root.join("report.html")
    }

    /// `plots/<name>`, to which `.svg` or `.png` is added.
    pub fn plot(&self, name: &str) -> PathBuf {
        self.root.join("plots").join(name)
    }

    /// What is exported for TensorBoard, a folder a run.
    pub fn tensorboard(&self) -> PathBuf {
        self.root.join("tensorboard")
    }

    /// The weights of classifiers, beside all studies: `results/classifiers/`.
    pub fn classifiers(&self) -> PathBuf {
        self.root.with_file_name("classifiers")
    }

    pub fn lock(&self) -> PathBuf {
        self.root.join(".lock")
    }

    pub fn run(&self, id: &str) -> RunPaths {
        RunPaths {
            root: self.root.join("runs").join(id),
        }
    }
}

/// `results/<study>/runs/<run-id>/`.
#[derive(Clone, Debug)]
pub struct RunPaths {
    root: PathBuf,
}

impl RunPaths {
    /// The run in an existing directory.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn run_yaml(&self) -> PathBuf {
        self.root.join("run.yaml")
    }

    pub fn run_json(&self) -> PathBuf {
        self.root.join("run.json")
    }

    pub fn steps(&self) -> PathBuf {
        self.root.join("steps.parquet")
    }

    pub fn evals(&self) -> PathBuf {
        self.root.join("evals.parquet")
    }

    pub fn verdict(&self) -> PathBuf {
        self.root.join("verdict.json")
    }

    pub fn checkpoint(&self) -> PathBuf {
        self.root.join("checkpoint.safetensors")
    }

    /// The state at the best evaluation of a run that was healthy there.
    pub fn best(&self) -> PathBuf {
        self.root.join("best.safetensors")
    }

    /// What a run at training has come to since its last checkpoint: `parts/<step>.<what>`, steps
    /// with leading zeros.
    pub fn parts(&self) -> PathBuf {
        self.root.join("parts")
    }

    /// The kept samples as numbers, from which pictures can be drawn again.
    pub fn samples_values(&self) -> PathBuf {
        self.root.join("samples").join("samples.safetensors")
    }

    /// The samples after `step` steps, as a picture.
    pub fn samples(&self, step: u64) -> PathBuf {
        self.root.join("samples").join(format!("{step}.png"))
    }

    /// `plots/<name>`, to which `.svg` or `.png` is added.
    pub fn plot(&self, name: &str) -> PathBuf {
        self.root.join("plots").join(name)
    }

    /// As [`StudyPaths::tensorboard`], where this run alone is exported.
    pub fn tensorboard(&self) -> PathBuf {
        self.root.join("tensorboard")
    }

    /// The study that the run is a part of, if its directory is where a study puts it.
    pub fn study(&self) -> Option<StudyPaths> {
        let root = std::fs::canonicalize(&self.root).ok()?;
        let study = StudyPaths::at(root.parent()?.parent()?);
        study.study_yaml().is_file().then_some(study)
    }

    /// Where a directory that cannot be trusted is kept, from 1:
    /// `results/<study>/damaged/<run-id>-<number>`.
    pub fn aside(&self, number: u32) -> PathBuf {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        let study = self
            .root
            .parent()
            .and_then(Path::parent)
            .unwrap_or(&self.root);
        study.join("damaged").join(format!("{name}-{number}"))
    }

    /// The sign of life of a run at training, see [`Live`](super::Live).
    pub fn live(&self) -> PathBuf {
        self.root.join("live.json")
    }

    pub fn lock(&self) -> PathBuf {
        self.root.join(".lock")
    }

    /// The tables that a complete run cannot be without.
    pub fn tables(&self) -> [PathBuf; 2] {
        [self.steps(), self.evals()]
    }
}
