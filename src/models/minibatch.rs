//! What a run's D sees of its batch.

use crate::nn::MinibatchFeatures;
use crate::strategies::Regularizer;

/// What D's last layer sees of the other samples in its batch.
pub fn minibatch_features(regularizers: &[Regularizer]) -> MinibatchFeatures {
    let found = regularizers
        .iter()
        .find_map(|regularizer| match regularizer {
            Regularizer::MinibatchStddev(_) => Some(MinibatchFeatures::Stddev),
            Regularizer::MinibatchDiscrimination(_) => Some(MinibatchFeatures::Discrimination),
            _ => None,
        });
    found.unwrap_or(MinibatchFeatures::None)
}
