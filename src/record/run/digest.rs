//! What a file's bytes were when it was written.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::RunPaths;
use crate::files::limits;
use crate::hex::hex;
use crate::record::RecordError;
use crate::record::reading::read_required;

/// SHA-256 by path below a run's directory.
pub type Digests = BTreeMap<String, String>;

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

/// A file's name in a list of digests: its path below the run's directory.
pub fn relative_name(paths: &RunPaths, path: &Path) -> String {
    let below = path.strip_prefix(paths.root()).expect("a file of the run");
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}

/// Reads a file of a run whose digest is listed.
///
/// # Errors
/// If it is not listed, cannot be read, is missing, or holds other bytes.
pub(super) fn read_verified(
    paths: &RunPaths,
    digests: &Digests,
    path: &Path,
) -> Result<Vec<u8>, RecordError> {
    let digest = digests.get(&relative_name(paths, path));
    let digest = digest.ok_or_else(|| RecordError::damaged(path, "nothing vouches for it"))?;
    let bytes = read_required(path, limits::OWN)?;
    if sha256(&bytes) != *digest {
        return Err(RecordError::damaged(
            path,
            "its SHA-256 does not match the recorded one",
        ));
    }
    Ok(bytes)
}
