//! Features of all rows in a network that was trained on photographs, kept by the content of the rows.

use std::path::Path;

use super::request::Progress;
use crate::launch::imagenet::{
    FINE_FEATURES, IMAGENET_FEATURES, ImageNetNetwork, imagenet_features_name,
};
use crate::parallel::parallel_map;
use crate::record::samples::{RowForm, SampleRows};
use crate::record::{BuildFingerprint, FeaturesKey, keep_features, kept_features};

/// Features that are found, and kept, of a picture: of what it shows, and of its textures.
pub(super) const ALL_FEATURES: usize = IMAGENET_FEATURES + FINE_FEATURES;

/// Pictures between two reports of progress.
const BLOCK: usize = 32;

/// All features of all rows, read from `cache` if they are kept there.
pub(super) fn imagenet_features(
    what: &'static str,
    rows: &SampleRows,
    cache: Option<&Path>,
    threads: usize,
    progress: &dyn Progress,
) -> Vec<f32> {
    let key = FeaturesKey {
        pictures_sha256: rows.digest(),
        network: imagenet_features_name(),
        build: BuildFingerprint::here(),
    };
    if let Some(folder) = cache {
        match kept_features(folder, &key) {
            Ok(Some(features)) if features.len() == rows.count() * ALL_FEATURES => {
                return features;
            }
            Ok(_) => {}
            Err(error) => progress.note(format!("{error}; the features are computed again")),
        }
    }
    let features = extracted(what, rows, threads, progress);
    let kept = cache.map(|folder| keep_features(folder, &key, &features, ALL_FEATURES));
    if let Some(Err(error)) = kept {
        progress.note(format!(
            "{error}; the features are not kept for the next time"
        ));
    }
    features
}

fn extracted(
    what: &'static str,
    rows: &SampleRows,
    threads: usize,
    progress: &dyn Progress,
) -> Vec<f32> {
    let RowForm::Image { side, channels } = rows.form else {
        return Vec::new();
    };
    let numbers: Vec<usize> = (0..rows.count()).collect();
    let share = numbers.len().div_ceil(threads.max(1)).max(1);
    let parts: Vec<&[usize]> = numbers.chunks(share).collect();
    let of_part = |part: &&[usize]| {
        let mut network = ImageNetNetwork::new();
        let mut features = Vec::with_capacity(part.len() * ALL_FEATURES);
        let mut fine = Vec::with_capacity(FINE_FEATURES);
        for block in part.chunks(BLOCK) {
            let pictures = rows.rows(block);
            for picture in pictures.chunks_exact(rows.form.row()) {
                fine.clear();
                network.add_features(picture, (side, channels), &mut features, Some(&mut fine));
                features.extend(&fine);
            }
            progress.advance(what, block.len(), numbers.len());
        }
        features
    };
    parallel_map(&parts, threads, of_part).concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::hashed;

    #[test]
    fn features_do_not_depend_on_threads_and_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let form = RowForm::Image {
            side: 20,
            channels: 3,
        };
        let rows = SampleRows::drawn(form, hashed(5 * form.row(), 1, 1.0));
        let of = |threads, cache| imagenet_features("features", &rows, cache, threads, &());
        let one = of(1, None);
        assert_eq!(one.len(), 5 * ALL_FEATURES);
        assert!(one.iter().all(|value| value.is_finite() && *value >= 0.0));
        assert!(one.iter().any(|value| *value > 0.0));
        assert_eq!(of(3, Some(folder.path())), one);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(of(2, Some(folder.path())), one);
        let grey = RowForm::Image {
            side: 8,
            channels: 1,
        };
        let rows = SampleRows::drawn(grey, hashed(2 * 64, 1, 1.0));
        let few = imagenet_features("", &rows, None, 1, &());
        assert_eq!(few.len(), 2 * ALL_FEATURES);
    }
}
