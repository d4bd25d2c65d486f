//! How a classifier is trained.

use super::cross_entropy::cross_entropy;
use super::held_out_score::HeldOutScore;
use super::typed_classifier::TypedClassifier;
use crate::data::{DataSet, Kind, Labels};
use crate::models::{ClassifierArchitecture, ClassifierVisitor, MAX_CLASSES};
use crate::nn::{NetworkOptimizer, Pass, UpdateRule, backward, visit_state};
use crate::rng::{Draws, Seed, Stream};
use crate::state_dict::{StateDict, StateTensor};

/// The classifier's own seed: it measures runs of every seed, and must be the same for all.
const SEED: Seed = Seed(0);

/// Number of images in a training step.
const BATCH_SIZE: usize = 64;

/// Learning rate of the first step, from which it falls linearly to 0.
const LEARNING_RATE: f64 = 5e-3;

/// Number of times that each image is shown on average, within bounds on the number of steps.
const EPOCHS: usize = 30;
const STEPS: std::ops::RangeInclusive<usize> = 500..=2000;

/// Share of the images that is held out, within these bounds, and half of the images at most.
const HELD_OUT: f64 = 0.1;
const HELD_OUT_IMAGES: std::ops::RangeInclusive<usize> = 100..=10_000;

/// Parts of the classifier's stream: at step 0 the first weights and the split, at later ones the
/// batch.
const WEIGHTS: u16 = 0;
const SPLIT: u16 = 1;

/// Trains a classifier of the architecture that it is called with.
pub(super) struct Fit<'a> {
    pub data: &'a dyn DataSet,
    pub labels: &'a Labels,
    pub threads: usize,
}

impl ClassifierVisitor for Fit<'_> {
    type Result = (HeldOutScore, Vec<StateTensor>);

    fn visit<C: ClassifierArchitecture>(self) -> Self::Result {
        let order = SEED
            .at(Stream::Classifier, 0, SPLIT)
            .permutation(self.labels.of_rows().len() as u32);
        let (held_out, shown) = order.split_at(held_out(order.len()));
        let mut classifier: TypedClassifier<C> =
            TypedClassifier::new(&mut SEED.at(Stream::Classifier, 0, WEIGHTS), self.threads);
        let mut optimizer = NetworkOptimizer::new(UpdateRule::Adam {
            betas: [0.9, 0.999],
            epsilon: 1e-8,
            weight_decay: 0.0,
        });
        let steps = (shown.len() * EPOCHS / BATCH_SIZE).clamp(*STEPS.start(), *STEPS.end());
        for step in 1..=steps {
            let (rows, classes) =
                self.batch(shown, &mut SEED.at(Stream::Classifier, step as u64, 0));
            let logits = classifier.logits(&rows, Pass::Train);
            let (_, gradient) =
                cross_entropy(logits.values(), MAX_CLASSES, self.labels.count(), &classes);
            let learning_rate = LEARNING_RATE * (1.0 - (step - 1) as f64 / steps as f64);
            optimizer.step(
                &classifier.device,
                &mut classifier.network,
                &mut backward(vec![(logits, gradient)]),
                learning_rate,
            );
        }
        let right = held_out
            .chunks(BATCH_SIZE)
            .map(|numbers| self.count_recognised(&mut classifier, numbers))
            .sum();
        let weights = StateDict::save(|state| visit_state(&mut classifier.network, state));
        (
            HeldOutScore {
                right,
                held_out: held_out.len(),
            },
            weights,
        )
    }
}

impl Fit<'_> {
    /// Images at random, each moved by at most a pixel along each axis, with their classes.
    fn batch(&self, shown: &[u32], draws: &mut Draws) -> (Vec<f32>, Vec<u8>) {
        let numbers: Vec<u32> = (0..BATCH_SIZE)
            .map(|_| shown[draws.below(shown.len() as u32) as usize])
            .collect();
        let (rows, classes) = self.rows(&numbers);
        let mut moved = vec![0.0; rows.len()];
        let width = self.data.kind().row();
        for (out, row) in moved.chunks_exact_mut(width).zip(rows.chunks_exact(width)) {
            let mut by = || draws.below(3) as isize - 1;
            translate(self.data.kind(), row, (by(), by()), out);
        }
        (moved, classes)
    }

    /// Images by number, with their classes.
    fn rows(&self, numbers: &[u32]) -> (Vec<f32>, Vec<u8>) {
        let mut rows = vec![0.0; numbers.len() * self.data.kind().row()];
        self.data.rows(numbers, &mut rows);
        (
            rows,
            numbers
                .iter()
                .map(|number| self.labels.of_rows()[*number as usize])
                .collect(),
        )
    }

    /// How many of these images are recognised.
    fn count_recognised<C: ClassifierArchitecture>(
        &self,
        classifier: &mut TypedClassifier<C>,
        numbers: &[u32],
    ) -> usize {
        let (rows, classes) = self.rows(numbers);
        let found = classifier.classes(&rows, self.labels.count());
        found
            .into_iter()
            .zip(classes)
            .filter(|(found, class)| *found == usize::from(*class))
            .count()
    }
}

/// How many of `images` images are held out.
fn held_out(images: usize) -> usize {
    let share = (HELD_OUT * images as f64).round() as usize;
    share
        .clamp(*HELD_OUT_IMAGES.start(), *HELD_OUT_IMAGES.end())
        .min(images / 2)
}

/// Writes an image with its content moved by (x, y) pixels; what comes in repeats the edge.
fn translate(kind: Kind, image: &[f32], by: (isize, isize), out: &mut [f32]) {
    let Kind::Images { side, channels } = kind else {
        return out.copy_from_slice(image);
    };
    let from = |at: usize, by: isize| at.saturating_add_signed(-by).min(side - 1);
    for (at, pixel) in out.chunks_exact_mut(channels).enumerate() {
        let place = from(at / side, by.1) * side + from(at % side, by.0);
        pixel.copy_from_slice(&image[place * channels..][..channels]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_moved_and_their_edge_repeated() {
        let (kind, image) = (
            Kind::Images {
                side: 3,
                channels: 1,
            },
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
        );
        let moved = |by| {
            let mut out = [0.0; 9];
            translate(kind, &image, by, &mut out);
            out
        };
        assert_eq!(moved((0, 0)), image);
        assert_eq!(moved((1, 0)), [1.0, 1.0, 2.0, 4.0, 4.0, 5.0, 7.0, 7.0, 8.0]);
        assert_eq!(
            moved((0, -1)),
            [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 7.0, 8.0, 9.0]
        );
    }

    #[test]
    fn a_tenth_is_held_out_but_a_hundred_where_half_allows_it() {
        assert_eq!(
            [200, 300, 1797, 60_000, 1_000_000].map(held_out),
            [100, 100, 180, 6000, 10_000]
        );
        assert_eq!(held_out(100), 50);
    }
}
