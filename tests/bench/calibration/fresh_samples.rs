//! What fresh samples of a generator show, found without the rules.

use seesaw::config::Run;
use seesaw::data::DataSet;
use seesaw::metrics::{ClassCounts, Evaluator, Metric, ModeCounts, SampleClassifier};
use seesaw::rng::{Seed, Stream};
use seesaw::train::Game;
use serde::{Deserialize, Serialize};

/// Fresh samples that a generator is counted by.
const SAMPLES: usize = 10_000;
/// Rows that are drawn at once.
const BATCH: usize = 500;

/// Samples of one moment, counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FreshSamples {
    /// High-quality samples of each mode, or, of images with classes, samples of each class; none
    /// where samples are not finite.
    pub by_mode: Vec<u32>,
    /// Whether these are classes.
    pub are_classes: bool,
    /// Share of high-quality samples, or of images with classes the k-NN precision in the
    /// classifier's features.
    pub quality: Option<f64>,
}

/// The moments of the last tenth of a run, in their order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LastTenth {
    pub moments: Vec<FreshSamples>,
    /// Of a run from which data were taken away at some step: each moment since then, whether modes
    /// were missing.
    #[serde(default)]
    pub since: Vec<(u64, bool)>,
}

impl FreshSamples {
    /// Counts samples from latents that nobody has seen.
    pub fn of(
        run: &Run,
        data: &dyn DataSet,
        classifier: Option<Box<dyn SampleClassifier>>,
        game: &mut dyn Game,
        moment: u64,
    ) -> Self {
        let mut latents = vec![0.0; SAMPLES * game.latent_size()];
        Seed(run.seed + 1_000_003)
            .at(Stream::LatentForEvaluation, moment, 0)
            .normal(&mut latents);
        let samples: Vec<f32> = latents
            .chunks(BATCH * game.latent_size())
            .flat_map(|latents| game.sample(latents))
            .collect();
        let Some(classifier) = classifier else {
            let counts = ModeCounts::new(&samples, data.modes().expect("data with known modes"));
            return Self {
                quality: Some(counts.high_quality()),
                by_mode: counts.by_mode,
                are_classes: false,
            };
        };
        let is_finite = samples.iter().all(|value| value.is_finite());
        let classes = match is_finite {
            true => classifier.classify(&samples).classes,
            false => Vec::new(),
        };
        let by_mode = ClassCounts::new(&classes, classifier.classes()).by_class;
        // Other real rows than the run's own evaluations compare with.
        let evaluator = Evaluator::new(data, Some(classifier), Seed(run.seed + 2_000_003));
        let measured = evaluator.measure(&samples, None);
        Self {
            by_mode,
            are_classes: true,
            quality: measured
                .get(Metric::Precision)
                .filter(|value| value.is_finite()),
        }
    }
}
