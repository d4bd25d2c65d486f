//! `run.json`: what a run is, where it stands, where it comes from.

use serde::{Deserialize, Serialize};

use super::digest::{Digests, listed_name, read_listed, sha256};
use super::{Provenance, RecordError, RunPaths, read_text, whole};

/// Version of everything in a run directory. Readers refuse any other.
pub const FORMAT_VERSION: u32 = 4;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A process is at it, or died at it: the lock tells. Such a run is shown as interrupted, and
    /// goes on from its checkpoint.
    Running,
    /// Trained to its end, which may be a divergence.
    Complete,
    /// Stopped gently, by a signal; it goes on from its checkpoint.
    Stopped,
    /// An error that is not the experiment's: see `exit_reason`.
    Failed,
}

impl Status {
    /// The name in `run.json` and `runs.parquet`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Running => "running",
            Status::Complete => "complete",
            Status::Stopped => "stopped",
            Status::Failed => "failed",
        }
    }
}

/// One time that a process was at the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub started: String,
    /// `None`: it is at it, or it died without a word.
    pub ended: Option<String>,
    pub seconds: Option<f64>,
    /// Steps that were done when it began: those of the checkpoint that it went on from.
    pub from_step: u64,
    /// Steps that were done when it ended.
    pub to_step: Option<u64>,
    /// Why it ended, in words.
    pub exit_reason: Option<String>,
    pub host: String,
    pub process: u32,
    pub command: Vec<String>,
}

impl Attempt {
    /// This process begins.
    pub fn begin(from_step: u64) -> Self {
        Self {
            started: jiff::Timestamp::now().to_string(),
            ended: None,
            seconds: None,
            from_step,
            to_step: None,
            exit_reason: None,
            host: super::provenance::host_name(),
            process: std::process::id(),
            command: std::env::args_os()
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
        }
    }
}

/// The whole file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    pub format_version: u32,
    pub study: String,
    pub run: String,
    pub seed: u64,
    /// SHA-256 of `run.yaml`.
    pub spec_hash: String,
    pub status: Status,
    /// Why it ended, in words.
    pub exit_reason: Option<String>,
    /// Steps that are done and saved.
    pub steps: u64,
    pub started: String,
    pub ended: Option<String>,
    /// Summed over the attempts that have ended.
    pub seconds: Option<f64>,
    /// Of the last attempt: training, metrics and rules.
    pub steps_per_second: Option<f64>,
    /// In the order of time.
    pub attempts: Vec<Attempt>,
    /// SHA-256 of a complete run's files; equal for equal spec, seed and numerics.
    pub digest: Digests,
    pub provenance: Provenance,
    /// SHA-256 of this file with nothing between these quotes.
    pub checksum: String,
}

impl RunFile {
    /// Reads a run's file; `None` when there is none.
    ///
    /// # Errors
    /// If it is damaged or of another format version.
    pub fn read(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        let path = paths.run_json();
        let Some(text) = read_text(&path)? else {
            return Ok(None);
        };
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| RecordError::damaged(&path, error))?;
        let found = value
            .get("format_version")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0) as u32;
        if found != FORMAT_VERSION {
            return Err(RecordError::Format { path, found });
        }
        let file: Self =
            serde_json::from_value(value).map_err(|error| RecordError::damaged(&path, error))?;
        let unsigned = text.replacen(&signature(&file.checksum), &signature(""), 1);
        if file.checksum != sha256(unsigned.as_bytes()) {
            return Err(RecordError::damaged(
                &path,
                "its checksum is not that of its text",
            ));
        }
        Ok(Some(file))
    }

    /// Writes the file with its checksum.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&mut self, paths: &RunPaths) -> Result<(), RecordError> {
        self.checksum.clear();
        let unsigned = whole::json(self);
        self.checksum = sha256(unsigned.as_bytes());
        let signed = unsigned.replacen(&signature(""), &signature(&self.checksum), 1);
        whole::write(&paths.run_json(), signed.as_bytes())
    }

    /// Takes a file into the digests as it is now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn vouch_for(
        &mut self,
        paths: &RunPaths,
        path: &std::path::Path,
    ) -> Result<(), RecordError> {
        let bytes = std::fs::read(path).map_err(RecordError::io("read", path))?;
        self.digest.insert(listed_name(paths, path), sha256(&bytes));
        Ok(())
    }

    /// Reads a file of a complete run, if it is the one that this file was written for.
    ///
    /// # Errors
    /// If it is missing or has other bytes.
    pub fn read_vouched(
        &self,
        paths: &RunPaths,
        path: &std::path::Path,
    ) -> Result<Vec<u8>, RecordError> {
        read_listed(paths, &self.digest, path)
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
            "it holds the run {}, whose spec is another one than that of this directory",
            self.run
        );
        Err(RecordError::Foreign {
            path: paths.run_json(),
            reason,
        })
    }

    /// Checks that the tables on disk are the ones that this file was written for, and that its
    /// other files are there.
    ///
    /// # Errors
    /// If one is missing, or a table has other bytes.
    pub fn check_tables(&self, paths: &RunPaths) -> Result<(), RecordError> {
        paths
            .tables()
            .iter()
            .try_for_each(|path| self.read_vouched(paths, path).map(drop))?;
        let mut files = self.digest.keys().map(|name| paths.root().join(name));
        let missing = files.find(|path| !path.is_file());
        missing.map_or(Ok(()), |path| {
            Err(RecordError::damaged(&path, "it is missing"))
        })
    }

    /// Checks that every file on disk is the one that this file was written for.
    ///
    /// # Errors
    /// If one is missing or has other bytes.
    pub fn check_all(&self, paths: &RunPaths) -> Result<(), RecordError> {
        let mut files = self.digest.keys().map(|name| paths.root().join(name));
        files.try_for_each(|path| self.read_vouched(paths, &path).map(drop))
    }
}

/// How the checksum stands in the file.
fn signature(checksum: &str) -> String {
    format!("\"checksum\": \"{checksum}\"")
}
