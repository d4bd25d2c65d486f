//! What the files of a run say that it is, of whichever kind.

use crate::record::{
    BuildFingerprint, CheckpointHeader, Digests, FORMAT_VERSION, Provenance, RunPaths,
};

/// A run as `run.json` and its checkpoints know it.
pub(super) struct RunIdentity<'a> {
    /// The study's name.
    pub study: &'a str,
    /// The run's id.
    pub id: &'a str,
    /// Root of its random draws.
    pub seed: u64,
    /// SHA-256 of its spec.
    pub hash: &'a str,
    /// Its directory.
    pub paths: &'a RunPaths,
    /// The program, the machine, and what else decides its bits.
    pub provenance: Provenance,
}

impl RunIdentity<'_> {
    /// What a checkpoint of the run says of itself, after `step` steps, whose history is in `files`;
    /// the run has not gone back.
    pub fn checkpoint_header(&self, step: u64, files: Digests) -> CheckpointHeader {
        CheckpointHeader {
            format_version: FORMAT_VERSION,
            spec_hash: self.hash.to_string(),
            step,
            build: BuildFingerprint::here(),
            data_sha256: self.provenance.data_sha256.clone(),
            files,
            healings: Vec::new(),
        }
    }
}
