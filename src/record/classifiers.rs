//! `results/classifiers/<hash>.safetensors`: the weights of a data set's classifier, for all
//! studies on it.
//!
//! The name is a hash of all that decides the weights, so a file is never out of date: what depends
//! on other things has another name.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::reading::read_if_there;
use super::{BuildFingerprint, FORMAT_VERSION, RecordError, sha256, tensor_file, write_atomic};
use crate::files::limits;
use crate::state_dict::StateTensor;

/// All that decides the weights of a classifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifierKey {
    /// SHA-256 of the images and their labels.
    pub data_sha256: String,
    /// The name of its architecture.
    pub architecture: String,
    /// Version of the recipe by which it is trained.
    pub recipe: u32,
    /// The program that trains it.
    #[serde(rename = "numerics")]
    pub build: BuildFingerprint,
}

impl ClassifierKey {
    /// Where the weights are kept below a folder.
    pub fn path(&self, folder: &Path) -> PathBuf {
        let text = serde_json::to_vec(self).expect("plain data becomes JSON");
        folder.join(format!("{}.safetensors", sha256(&text)))
    }
}

/// What a file of weights says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifierHeader {
    /// See [`FORMAT_VERSION`].
    pub format_version: u32,
    /// All that decides its weights.
    pub key: ClassifierKey,
    /// Number of classes.
    pub classes: usize,
    /// Images that it was not trained on.
    pub held_out: usize,
    /// How many of them it classified correctly.
    pub right: usize,
    /// Their share, as text: a fraction that is read as a number may differ in its last bit, which
    /// the file's SHA-256 would not forgive.
    pub accuracy: String,
}

impl ClassifierHeader {
    /// The header of a classifier that classified `right` of `held_out` images correctly.
    pub fn new(key: ClassifierKey, classes: usize, right: usize, held_out: usize) -> Self {
        let accuracy = format!("{:.4}", right as f64 / held_out as f64);
        Self {
            format_version: FORMAT_VERSION,
            key,
            classes,
            held_out,
            right,
            accuracy,
        }
    }
}

/// A file of weights as bytes; equal for equal weights.
pub fn classifier_bytes(header: &ClassifierHeader, weights: &[StateTensor]) -> Vec<u8> {
    tensor_file::encode(header, weights)
}

/// Writes a file of weights below a folder. Another process that does so at the same time writes
/// the same bytes.
///
/// # Errors
/// If the disk refuses.
pub fn write_classifier(
    folder: &Path,
    key: &ClassifierKey,
    bytes: &[u8],
) -> Result<(), RecordError> {
    write_atomic(&key.path(folder), bytes)
}

/// A file of weights that was read: its SHA-256, what it says of itself, and the weights.
pub type KeptClassifier = (String, ClassifierHeader, Vec<StateTensor>);

/// Reads the weights that are kept for a key; `None` when there are none.
///
/// # Errors
/// If the file cannot be read, is of another format version or key, or any of its bytes is not as it was written.
pub fn read_classifier(
    folder: &Path,
    key: &ClassifierKey,
) -> Result<Option<KeptClassifier>, RecordError> {
    let path = key.path(folder);
    let Some(bytes) = read_if_there(&path, limits::OWN)? else {
        return Ok(None);
    };
    let (header, weights): (ClassifierHeader, _) = tensor_file::decode(&path, &bytes)?;
    if header.key != *key {
        let reason = "its weights are those of another data set or program".to_string();
        return Err(RecordError::Incompatible { path, reason });
    }
    Ok(Some((sha256(&bytes), header, weights)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state_dict::Numbers;

    fn key(data: &str) -> ClassifierKey {
        let (architecture, build) = ("classifier-8".to_string(), BuildFingerprint::here());
        ClassifierKey {
            data_sha256: data.to_string(),
            architecture,
            recipe: 1,
            build,
        }
    }

    #[test]
    fn weights_come_back_and_damaged_or_incompatible_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let weights = vec![StateTensor {
            name: "0.weight".into(),
            shape: vec![2],
            numbers: Numbers::F32(vec![0.1, -2.0]),
        }];
        assert!(read_classifier(folder.path(), &key("a")).unwrap().is_none());
        let header = ClassifierHeader::new(key("a"), 10, 178, 180);
        let bytes = classifier_bytes(&header, &weights);
        write_classifier(folder.path(), &key("a"), &bytes).unwrap();
        let kept = read_classifier(folder.path(), &key("a")).unwrap().unwrap();
        assert_eq!(kept, (sha256(&bytes), header, weights));

        assert_ne!(key("a").path(folder.path()), key("b").path(folder.path()));
        std::fs::copy(key("a").path(folder.path()), key("b").path(folder.path())).unwrap();
        assert!(matches!(
            read_classifier(folder.path(), &key("b")),
            Err(RecordError::Incompatible { .. })
        ));
        for at in (0..bytes.len()).step_by(7) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            std::fs::write(key("a").path(folder.path()), damaged).unwrap();
            assert!(
                read_classifier(folder.path(), &key("a")).is_err(),
                "byte {at}"
            );
        }
    }
}
