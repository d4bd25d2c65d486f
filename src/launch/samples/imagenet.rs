//! Features of pictures in a network that was trained on photographs: the mean of its last maps before
//! the classes, as the Frechet inception distance has it, of a smaller network that the program carries.

use std::path::Path;

use super::request::Progress;
use crate::data::sample_picture::square_of_floats;
use crate::models::features::{FeatureExtractor, Image, InputScale, SqueezeNet, TypedExtractor};
use crate::nn::ThreadPool;
use crate::parallel::parallel_map;
use crate::record::samples::{RowForm, SampleRows};
use crate::record::{
    BuildFingerprint, FeaturesKey, keep_features, kept_features, squeezenet_weights,
};

/// Pixels a side of what the network is shown, at least.
const SHOWN: usize = 64;
/// The layer that is looked at, and its channels.
const LAYER: &str = "fire9";
/// Features of a picture.
pub(super) const IMAGENET_FEATURES: usize = 512;
/// What features are divided by: 57.5 times the inputs of torchvision are these, and distances of features
/// are then of the usual size.
const SCALE: f32 = 57.5;
/// Pictures between two reports of progress.
const BLOCK: usize = 32;

/// The features of all rows, read from `cache` if they are kept there.
pub(super) fn imagenet_features(
    what: &'static str,
    rows: &SampleRows,
    cache: Option<&Path>,
    threads: usize,
    progress: &dyn Progress,
) -> Vec<f32> {
    let key = FeaturesKey {
        pictures_sha256: rows.digest(),
        network: format!("squeezenet1_1 {LAYER} mean / {SCALE}, shown at {SHOWN} pixels or more"),
        build: BuildFingerprint::here(),
    };
    if let Some(folder) = cache {
        match kept_features(folder, &key) {
            Ok(Some(features)) if features.len() == rows.count() * IMAGENET_FEATURES => {
                return features;
            }
            Ok(_) => {}
            Err(error) => progress.note(format!("{error}; the features are computed again")),
        }
    }
    let features = extracted(what, rows, threads, progress);
    let kept = cache.map(|folder| keep_features(folder, &key, &features, IMAGENET_FEATURES));
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
    let numbers: Vec<usize> = (0..rows.count()).collect();
    let share = numbers.len().div_ceil(threads.max(1)).max(1);
    let parts: Vec<&[usize]> = numbers.chunks(share).collect();
    let of_part = |part: &&[usize]| {
        // A network for each thread: pictures are looked at one by one.
        let pool = ThreadPool::new(1);
        let weights = squeezenet_weights();
        let network = TypedExtractor::<SqueezeNet>::new(weights, InputScale::CAFFE, &pool);
        let mut network = network.expect("the program's own weights");
        let layer = network.layer_named(LAYER).expect("a layer of SqueezeNet");
        let mut features = Vec::with_capacity(part.len() * IMAGENET_FEATURES);
        for block in part.chunks(BLOCK) {
            let pictures = rows.rows(block);
            for picture in pictures.chunks_exact(rows.form.row()) {
                add_features(&mut network, layer, picture, rows.form, &mut features);
            }
            progress.advance(what, block.len(), numbers.len());
        }
        features
    };
    parallel_map(&parts, threads, of_part).concat()
}

/// Adds the features of one picture.
fn add_features(
    network: &mut dyn FeatureExtractor,
    layer: usize,
    picture: &[f32],
    form: RowForm,
    features: &mut Vec<f32>,
) {
    let RowForm::Image { side, channels } = form else {
        return;
    };
    let shares = picture
        .iter()
        .map(|value| f32::midpoint(value.clamp(-1.0, 1.0), 1.0));
    let rgb: Vec<f32> = match channels {
        1 => shares.flat_map(|share| [share; 3]).collect(),
        _ => shares.collect(),
    };
    let shown = side.max(SHOWN);
    let values = square_of_floats(&rgb, (side, side, 3), shown);
    let image = Image {
        values: &values,
        height: shown,
        width: shown,
    };
    network.look(image, layer, &mut |at, map| {
        if at == layer {
            let start = features.len();
            features.resize(start + map.channels, 0.0);
            let positions = SCALE * (map.height * map.width) as f32;
            for position in map.values.chunks_exact(map.channels) {
                let sums = features[start..].iter_mut().zip(position);
                sums.for_each(|(sum, value)| *sum += value / positions);
            }
        }
        None
    });
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
        assert_eq!(one.len(), 5 * IMAGENET_FEATURES);
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
        assert_eq!(imagenet_features("", &rows, None, 1, &()).len(), 1024);
    }
}
