//! `run.json`: what a run is, where it stands, where it comes from.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest::read_verified;
use super::healing::Healing;
use super::{Digests, Provenance, RunPaths, host_name, relative_name, sha256};
use crate::files::limits;
use crate::record::atomic_write::json;
use crate::record::error::is_read;
use crate::record::reading::{read_if_there, read_required};
use crate::record::{FORMAT_VERSION, RecordError, now, write_atomic};

/// The status that `run.json` holds; what state a run is in, [`RunStatus`](super::RunStatus) says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredStatus {
    /// A process is training it, or died while training it: the lock tells which. A run whose
    /// process died resumes from its checkpoint.
    Running,
    /// Trained to its end, which may be a divergence.
    Complete,
    /// Stopped gently, by a signal; it resumes from its checkpoint.
    Stopped,
    /// Dropped by a search of its study, after which it may resume from its checkpoint. Its tables and its verdict are
    /// those of a run that was cut short.
    Pruned,
    /// An error that is not the experiment's: see `exit_reason`.
    Failed,
}

/// One time that a process trained the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began, as RFC 3339.
    pub started: String,
    /// When it ended; `None`: it has not, or its process died.
    pub ended: Option<String>,
    /// How long it took.
    pub seconds: Option<f64>,
    /// Steps that were done when it began: those of the checkpoint that it resumed from.
    pub from_step: u64,
    /// Steps that were done when it ended.
    pub to_step: Option<u64>,
    /// Why it ended, in words.
    pub exit_reason: Option<String>,
    /// The machine's name.
    pub host: String,
    /// The process id.
    pub process: u32,
    /// The command line.
    pub command: Vec<String>,
    /// The job of a cluster that it was part of, such as `12`, or `12_3` for task 3 of an array; elsewhere
    /// nothing is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
}

impl Attempt {
    /// An attempt of this process that begins now.
    pub fn begin(from_step: u64) -> Self {
        Self {
            started: now().to_string(),
            ended: None,
            seconds: None,
            from_step,
            to_step: None,
            exit_reason: None,
            host: host_name(),
            process: std::process::id(),
            command: std::env::args_os()
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
            job: job_here(),
        }
    }
}

impl RunFile {
    /// Steps that were trained in all, with those that the run has given up since.
    pub fn trained_steps(&self) -> u64 {
        let given_up = |healing: &Healing| healing.step - healing.back_to.min(healing.step);
        self.steps + self.healings.iter().map(given_up).sum::<u64>()
    }
}

/// The job of Slurm that this process is part of.
pub fn job_here() -> Option<String> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (
        variable("SLURM_ARRAY_JOB_ID"),
        variable("SLURM_ARRAY_TASK_ID"),
    ) {
        (Some(array), Some(task)) => Some(format!("{array}_{task}")),
        _ => variable("SLURM_JOB_ID"),
    }
}

/// The whole file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// See [`FORMAT_VERSION`](crate::record::FORMAT_VERSION).
    pub format_version: u32,
    /// The study's name.
    pub study: String,
    /// The run's id.
    pub run: String,
    /// The root of all its random draws.
    pub seed: u64,
    /// SHA-256 of `run.yaml`.
    pub spec_hash: String,
    /// What its last attempt came to.
    pub status: StoredStatus,
    /// Why it ended, in words.
    pub exit_reason: Option<String>,
    /// Steps that are done and saved.
    pub steps: u64,
    /// When its first attempt began, as RFC 3339.
    pub started: String,
    /// When its last attempt ended.
    pub ended: Option<String>,
    /// Summed over the attempts that have ended.
    pub seconds: Option<f64>,
    /// Of the last attempt: training, metrics and rules.
    pub steps_per_second: Option<f64>,
    /// In the order of time.
    pub attempts: Vec<Attempt>,
    /// How the run went back and tried remedies, in the order of time; its last steps are those of the run with
    /// all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub healings: Vec<Healing>,
    /// SHA-256 of the files of a complete or pruned run; equal for equal spec, seed and build.
    pub digest: Digests,
    /// The program and the machine.
    pub provenance: Provenance,
    /// SHA-256 of this file with nothing between these quotes.
    pub checksum: String,
}

impl RunFile {
    /// Reads a run's file; `None` when there is none.
    ///
    /// # Errors
    /// If it cannot be read, is damaged, or of another format version.
    pub fn read(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        let path = paths.run_json();
        let Some(bytes) = read_if_there(&path, limits::JSON)? else {
            return Ok(None);
        };
        Self::parse(&path, bytes).map(Some)
    }

    /// The content of a file's bytes.
    ///
    /// # Errors
    /// If they are damaged or of another format version.
    pub(crate) fn parse(path: &Path, bytes: Vec<u8>) -> Result<Self, RecordError> {
        let text = String::from_utf8(bytes).map_err(|error| RecordError::damaged(path, error))?;
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| RecordError::damaged(path, error))?;
        let found = value
            .get("format_version")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0) as u32;
        if !is_read(found) {
            return Err(RecordError::Format {
                path: path.to_path_buf(),
                found,
            });
        }
        let file: Self =
            serde_json::from_value(value).map_err(|error| RecordError::damaged(path, error))?;
        let unsigned = text.replacen(&signature(&file.checksum), &signature(""), 1);
        if file.checksum != sha256(unsigned.as_bytes()) {
            return Err(RecordError::damaged(
                path,
                "its checksum does not match its text",
            ));
        }
        Ok(file)
    }

    /// Writes the file with its checksum.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&mut self, paths: &RunPaths) -> Result<(), RecordError> {
        // A program that reads version 5 does not know this status, and would call the file damaged.
        if self.status == StoredStatus::Pruned {
            self.format_version = FORMAT_VERSION;
        }
        self.checksum.clear();
        let unsigned = json(self);
        self.checksum = sha256(unsigned.as_bytes());
        let signed = unsigned.replacen(&signature(""), &signature(&self.checksum), 1);
        write_atomic(&paths.run_json(), signed.as_bytes())
    }

    /// Lists a file's digest as its bytes are now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn add_digest(&mut self, paths: &RunPaths, path: &Path) -> Result<(), RecordError> {
        let bytes = read_required(path, limits::OWN)?;
        self.digest
            .insert(relative_name(paths, path), sha256(&bytes));
        Ok(())
    }

    /// Reads a file of a complete run, if it is the one that this file was written for.
    ///
    /// # Errors
    /// If it is missing or has other bytes.
    pub fn read_verified(&self, paths: &RunPaths, path: &Path) -> Result<Vec<u8>, RecordError> {
        read_verified(paths, &self.digest, path)
    }

    /// Checks that this file is of the run that is planned here.
    ///
    /// # Errors
    /// If it is of another spec.
    pub fn check_spec(&self, paths: &RunPaths, spec_hash: &str) -> Result<(), RecordError> {
        if self.spec_hash == spec_hash {
            return Ok(());
        }
        let reason = format!(
            "it holds the run {}, whose spec differs from the one planned for this directory",
            self.run
        );
        Err(RecordError::Incompatible {
            path: paths.run_json(),
            reason,
        })
    }

    /// Checks that `run.yaml` is the spec that this file was written for.
    ///
    /// # Errors
    /// If it cannot be read, is missing, or another text.
    pub(super) fn check_spec_text(&self, paths: &RunPaths) -> Result<(), RecordError> {
        let path = paths.run_yaml();
        match sha256(&read_required(&path, limits::YAML)?) == self.spec_hash {
            true => Ok(()),
            false => Err(RecordError::damaged(
                &path,
                "its SHA-256 does not match the one in run.json",
            )),
        }
    }

    /// Checks that every listed file on disk is the one that this file was written for.
    ///
    /// # Errors
    /// If one, other than `except`, is missing or has other bytes.
    pub(super) fn check_files(
        &self,
        paths: &RunPaths,
        except: Option<&Path>,
    ) -> Result<(), RecordError> {
        let files = self.digest.keys().map(|name| paths.root().join(name));
        files
            .filter(|path| Some(path.as_path()) != except)
            .try_for_each(|path| self.read_verified(paths, &path).map(drop))
    }
}

/// How the checksum stands in the file.
fn signature(checksum: &str) -> String {
    format!("\"checksum\": \"{checksum}\"")
}
