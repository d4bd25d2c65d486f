//! `run.json`: what a run is, where it stands, where it comes from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Provenance, RecordError, RunPaths, read_text};

/// Version of everything in a run directory. Readers refuse any other.
pub const FORMAT_VERSION: u32 = 2;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A process is at it, or died at it: the lock tells.
    Running,
    /// Trained to its end, which may be a divergence.
    Complete,
    /// Stopped by the user; it is trained again from its start.
    Interrupted,
    /// An error that is not the experiment's: see `exit_reason`.
    Failed,
}

impl Status {
    /// The name in `run.json` and `runs.parquet`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Running => "running",
            Status::Complete => "complete",
            Status::Interrupted => "interrupted",
            Status::Failed => "failed",
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
    /// Steps trained.
    pub steps: u64,
    pub started: String,
    pub ended: Option<String>,
    pub seconds: Option<f64>,
    /// Over the whole run: training, metrics and rules.
    pub steps_per_second: Option<f64>,
    /// SHA-256 by table; equal for equal spec, seed, binary and CPU features.
    pub digest: BTreeMap<String, String>,
    pub provenance: Provenance,
}

impl RunFile {
    /// Reads a run's file; `None` when there is none.
    ///
    /// # Errors
    /// If it is damaged or of another format version.
    pub fn read(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        let path = paths.run_json();
        let Some(text) = read_text(&path)? else { return Ok(None) };
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| RecordError::damaged(&path, error))?;
        let found = value.get("format_version").and_then(serde_json::Value::as_u64).unwrap_or(0) as u32;
        if found != FORMAT_VERSION {
            return Err(RecordError::Format { path, found });
        }
        serde_json::from_value(value).map(Some).map_err(|error| RecordError::damaged(&path, error))
    }

    /// Checks that the tables on disk are the ones that this file was written for.
    ///
    /// # Errors
    /// If one is missing or has other bytes.
    pub fn check_tables(&self, paths: &RunPaths) -> Result<(), RecordError> {
        let found = digest(paths)?;
        for path in paths.tables() {
            let name = table_name(&path);
            if found.get(&name) != self.digest.get(&name) {
                return Err(RecordError::damaged(&path, "its SHA-256 is not the one in run.json"));
            }
        }
        Ok(())
    }
}

fn table_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// SHA-256 of each table of a run, in hex, by file name.
///
/// # Errors
/// If a table cannot be read.
pub fn digest(paths: &RunPaths) -> Result<BTreeMap<String, String>, RecordError> {
    let hash = |path: std::path::PathBuf| {
        let bytes = std::fs::read(&path).map_err(RecordError::io("read", &path))?;
        let hex = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok((table_name(&path), hex))
    };
    paths.tables().into_iter().map(hash).collect()
}
