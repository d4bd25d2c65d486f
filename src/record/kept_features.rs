//! `results/features/<hash>.safetensors`: features of pictures, by the pictures themselves: they take
//! minutes to compute and a moment to read.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::reading::read_if_there;
use super::{BuildFingerprint, FORMAT_VERSION, RecordError, sha256, tensor_file, write_atomic};
use crate::files::limits;
use crate::state_dict::{Numbers, StateTensor};

/// All that decides the features of pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeaturesKey {
    /// SHA-256 of the pictures.
    pub pictures_sha256: String,
    /// The network, the layer, and how pictures are shown to it.
    pub network: String,
    /// The program that computes them.
    pub build: BuildFingerprint,
}

impl FeaturesKey {
    /// Where they are kept below a folder.
    pub fn path(&self, folder: &Path) -> PathBuf {
        let text = serde_json::to_vec(self).expect("plain data becomes JSON");
        folder.join(format!("{}.safetensors", sha256(&text)))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format_version: u32,
    key: FeaturesKey,
}

const NAME: &str = "features";

/// Keeps features (rows, width).
///
/// # Errors
/// If the disk refuses.
pub fn keep_features(
    folder: &Path,
    key: &FeaturesKey,
    features: &[f32],
    width: usize,
) -> Result<(), RecordError> {
    let header = Header {
        format_version: FORMAT_VERSION,
        key: key.clone(),
    };
    let tensor = StateTensor {
        name: NAME.to_string(),
        shape: vec![features.len() / width, width],
        numbers: Numbers::F32(features.to_vec()),
    };
    write_atomic(&key.path(folder), &tensor_file::encode(&header, &[tensor]))
}

/// The features that are kept for a key, if they are whole; `None` where there are none.
///
/// # Errors
/// If the file cannot be read or is damaged.
pub fn kept_features(folder: &Path, key: &FeaturesKey) -> Result<Option<Vec<f32>>, RecordError> {
    let path = key.path(folder);
    let Some(bytes) = read_if_there(&path, limits::OWN)? else {
        return Ok(None);
    };
    let (header, tensors): (Header, Vec<StateTensor>) = tensor_file::decode(&path, &bytes)?;
    let tensor = tensors.into_iter().find(|tensor| tensor.name == NAME);
    match tensor.map(|tensor| tensor.numbers) {
        Some(Numbers::F32(values)) if header.key == *key => Ok(Some(values)),
        _ => Err(RecordError::damaged(
            &path,
            "it holds no features of these pictures",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_come_back_and_damaged_ones_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let key = |pictures: &str| FeaturesKey {
            pictures_sha256: pictures.to_string(),
            network: "n".to_string(),
            build: BuildFingerprint::here(),
        };
        assert!(kept_features(folder.path(), &key("a")).unwrap().is_none());
        keep_features(folder.path(), &key("a"), &[0.5, 1.0, -2.0, 4.0], 2).unwrap();
        let kept = kept_features(folder.path(), &key("a")).unwrap();
        assert_eq!(kept, Some(vec![0.5, 1.0, -2.0, 4.0]));
        assert!(kept_features(folder.path(), &key("b")).unwrap().is_none());
        let path = key("a").path(folder.path());
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(kept_features(folder.path(), &key("a")).is_err());
    }
}
