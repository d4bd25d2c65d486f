//! One evaluation of a run.

use super::MetricValues;
use super::data_space::{DataSpace, tracked_rows};
use super::feature_space::{FeatureSpace, MANY};
use super::mode_counts::ModeCounts;
use super::sample_classifier::{ClassCounts, SampleClassifier};
use super::table::Metric;
use crate::config::Kind;
use crate::data::{DataSet, Modes};
use crate::rng::Seed;

/// Measures samples against fixed real rows.
pub struct Evaluator {
    modes: Option<Modes>,
    classifier: Option<Box<dyn SampleClassifier>>,
    features: FeatureSpace,
    plain: DataSpace,
    row: usize,
}

impl Evaluator {
    /// Draws the reference rows and prepares all that is measured against them; with a recogniser,
    /// its features of them.
    pub fn new(
        data: &dyn DataSet,
        classifier: Option<Box<dyn SampleClassifier>>,
        seed: Seed,
    ) -> Self {
        let kind = data.kind();
        let rows = data.reference(seed, MANY);
        let features = match &classifier {
            Some(classifier) => {
                let classified = classifier.classify(&rows);
                FeatureSpace::new(&classified.features, classified.width, false, seed)
            }
            None => FeatureSpace::new(&rows, kind.row(), kind == Kind::Points, seed),
        };
        Self {
            modes: data.modes().cloned(),
            classifier,
            features,
            plain: DataSpace::new(&rows, kind, seed),
            row: kind.row(),
        }
    }

    /// All metrics of `samples` (whole rows). `previous` are the samples of the same latents at the
    /// evaluation before, or as many of the first as there are; None at the first evaluation.
    pub fn measure(&self, samples: &[f32], previous: Option<&[f32]>) -> MetricValues {
        let mut measured = MetricValues::default();
        let mut set = |metric: Metric, value: f64| measured.set(metric, value);
        // One value that is not finite makes all but the counts of modes NaN, also what looks at
        // the first rows only.
        let broken = vec![f32::NAN; self.row];
        let usable = if samples.iter().all(|value| value.is_finite()) {
            samples
        } else {
            &broken
        };
        match (&self.classifier, &self.modes) {
            (Some(classifier), _) => self.measure_classified(&**classifier, samples, &mut set),
            (None, modes) => {
                if let Some(modes) = modes {
                    measure_modes(samples, modes, &mut set);
                }
                self.features.measure(usable, &mut set);
            }
        }
        self.plain.measure(usable, previous, &mut set);
        measured
    }

    /// What the next evaluation needs of these samples: those of the first latents.
    pub fn looked_back_to<'a>(&self, samples: &'a [f32]) -> &'a [f32] {
        tracked_rows(samples, self.row)
    }

    /// Rows that are not finite are of no class, and make all distances NaN.
    fn measure_classified(
        &self,
        classifier: &dyn SampleClassifier,
        samples: &[f32],
        set: &mut impl FnMut(Metric, f64),
    ) {
        let is_finite = |row: &&[f32]| row.iter().all(|value| value.is_finite());
        let finite: Vec<f32> = samples
            .chunks_exact(self.row)
            .filter(is_finite)
            .flatten()
            .copied()
            .collect();
        let classified = classifier.classify(&finite);
        let counts = ClassCounts::new(&classified.classes, classifier.classes());
        set(Metric::Modes, counts.captured() as f64);
        set(Metric::ModesTotal, classifier.classes() as f64);
        set(Metric::ReverseKl, counts.reverse_kl(classifier.shares()));
        set(Metric::RarestMode, counts.rarest(classifier.shares()));
        if finite.len() == samples.len() {
            self.features.measure(&classified.features, set);
        } else {
            self.features
                .measure(&vec![f32::NAN; classified.width], set);
        }
    }
}

fn measure_modes(samples: &[f32], modes: &Modes, set: &mut impl FnMut(Metric, f64)) {
    let counts = ModeCounts::new(samples, modes);
    set(Metric::Modes, counts.captured() as f64);
    set(Metric::ModesTotal, modes.count() as f64);
    set(Metric::HighQuality, counts.high_quality());
    set(Metric::ReverseKl, counts.reverse_kl());
    set(Metric::RarestMode, counts.rarest());
}
