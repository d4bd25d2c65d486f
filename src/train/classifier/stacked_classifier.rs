//! Classes of images whose channels are images of their own.

use crate::metrics::{ClassifiedSamples, SampleClassifier};

/// Number of channels of a stacked image.
const CHANNELS: usize = 3;

/// Classifies each channel of an RGB image by itself: the classes a, b, c of n become a n^2 + b n +
/// c of n^3, the features are joined (Srivastava et al. 2017, VEEGAN, section 4.2).
pub(super) struct StackedClassifier {
    base: Box<dyn SampleClassifier>,
    shares: Vec<f64>,
}

impl StackedClassifier {
    /// Classifies channels with `base`.
    pub fn new(base: Box<dyn SampleClassifier>) -> Self {
        let one = base.shares();
        let two = one.iter().flat_map(|a| one.iter().map(move |b| a * b));
        let shares = two.flat_map(|ab| one.iter().map(move |c| ab * c)).collect();
        Self { base, shares }
    }
}

impl SampleClassifier for StackedClassifier {
    fn classes(&self) -> usize {
        self.shares.len()
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }

    fn classify(&self, rows: &[f32]) -> ClassifiedSamples {
        let channels: [ClassifiedSamples; CHANNELS] = std::array::from_fn(|channel| {
            let values: Vec<f32> = rows
                .iter()
                .skip(channel)
                .step_by(CHANNELS)
                .copied()
                .collect();
            self.base.classify(&values)
        });
        let (n, width) = (self.base.classes(), channels[0].width);
        let count = channels[0].classes.len();
        let class = |row: usize| {
            channels
                .iter()
                .fold(0, |class, channel| class * n + channel.classes[row])
        };
        let features = |row: usize| {
            channels
                .iter()
                .flat_map(move |channel| &channel.features[row * width..][..width])
        };
        ClassifiedSamples {
            features: (0..count).flat_map(features).copied().collect(),
            width: CHANNELS * width,
            classes: (0..count).map(class).collect(),
        }
    }
}
