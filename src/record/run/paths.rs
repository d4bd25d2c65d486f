//! Every path of a run, in one place.

use std::path::{Path, PathBuf};

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

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The spec, with every default.
    pub fn run_yaml(&self) -> PathBuf {
        self.root.join("run.yaml")
    }

    /// See [`RunFile`](super::RunFile).
    pub fn run_json(&self) -> PathBuf {
        self.root.join("run.json")
    }

    /// One row per step.
    pub fn steps(&self) -> PathBuf {
        self.root.join("steps.parquet")
    }

    /// One row per evaluation.
    pub fn evals(&self) -> PathBuf {
        self.root.join("evals.parquet")
    }

    /// Verdict and findings.
    pub fn verdict(&self) -> PathBuf {
        self.root.join("verdict.json")
    }

    /// The state of training that the run resumes from.
    pub fn checkpoint(&self) -> PathBuf {
        self.root.join("checkpoint.safetensors")
    }

    /// The state at the best healthy evaluation.
    pub fn best(&self) -> PathBuf {
        self.root.join("best.safetensors")
    }

    /// The history of an unfinished run, one file per checkpoint and table: `parts/<step>.<table>`,
    /// steps with leading zeros.
    pub fn parts(&self) -> PathBuf {
        self.root.join("parts")
    }

    /// What was trained and then given up, when the run went back for the `number`-th time:
    /// `abandoned/<number>/` with tables and samples as of a run.
    pub fn abandoned(&self, number: usize) -> PathBuf {
        self.root.join("abandoned").join(number.to_string())
    }

    /// The snapshots as numbers, from which pictures can be drawn again.
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

    /// The export for TensorBoard, where this run alone is exported.
    pub fn tensorboard(&self) -> PathBuf {
        self.root.join("tensorboard")
    }

    /// Where a damaged directory is moved, numbered from 1:
    /// `results/<study>/damaged/<run-id>-<number>`.
    pub fn damaged(&self, number: u32) -> PathBuf {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        let study = self
            .root
            .parent()
            .and_then(Path::parent)
            .unwrap_or(&self.root);
        study.join("damaged").join(format!("{name}-{number}"))
    }

    /// See [`Heartbeat`](super::Heartbeat).
    pub fn heartbeat(&self) -> PathBuf {
        self.root.join("live.json")
    }

    /// See [`RunLock`](super::RunLock).
    pub fn lock(&self) -> PathBuf {
        self.root.join(".lock")
    }
}
