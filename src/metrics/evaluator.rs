//! One evaluation of a run.

use super::bins::Bins;
use super::class_scores::{ClassReference, ClassScores};
use super::frame_change::tracked_rows;
use super::image_shape::ImageShape;
use super::measure::{FEW, MANY, Measure, RealRows, Rows, Samples};
use super::metric_values::MetricValues;
use super::mode_counts::{CountSummary, ModeCounts};
use super::nearest_neighbours::NeighbourReference;
use super::sample_classifier::{ClassCounts, ClassifiedSamples, SampleClassifier};
use super::table::{Computed, TABLE};
use crate::config::Kind;
use crate::data::{DataSet, Modes};
use crate::rng::{Seed, Stream};

/// Rows of each side that an evaluation looks at, at most; whatever counts looks at all samples.
pub const EVALUATED_ROWS: usize = MANY;

/// Wide rows of each side in bins.
const WIDE_BIN_ROWS: usize = 1_000;

/// Rows in data space, and in the space of features that someone has looked at them in.
#[derive(Clone, Copy)]
pub struct LookedAt<'a> {
    /// Whole rows of the data.
    pub rows: &'a [f32],
    /// Values of a row.
    pub width: usize,
    /// Features of these rows, and how many each has; none where data space is that of features.
    pub features: Option<(&'a [f32], usize)>,
}

impl<'a> LookedAt<'a> {
    fn features(&self) -> Rows<'a> {
        let (values, width) = self.features.unwrap_or((self.rows, self.width));
        Rows { values, width }
    }
}

/// What samples are counted by.
#[derive(Clone, Copy)]
pub enum Counted<'a> {
    /// Neither modes nor classes are known.
    Nothing,
    /// Whole rows, by the modes that they are near.
    Modes(&'a [f32], &'a Modes),
    /// The class of each, and the share of each class in the data.
    Classes(&'a [usize], &'a [f64]),
}

/// Measures samples against fixed real rows.
pub struct Evaluator {
    modes: Option<Modes>,
    classifier: Option<Box<dyn SampleClassifier>>,
    /// Of a conditional G, what its classes are compared with.
    classes: Option<ClassReference>,
    neighbours: NeighbourReference,
    bins: Bins,
    /// What measures the metrics that are computed by themselves, in the order of [`TABLE`].
    measures: [Option<Measure>; TABLE.len()],
    /// Values per row of the data.
    row: usize,
    /// Values per row of features.
    width: usize,
    /// Whether the data are one and the same number, from which samples differ in nothing that a
    /// metric of samples measures.
    is_point_mass: bool,
}

impl Evaluator {
    /// Draws the reference rows and prepares all that is measured against them; with a classifier,
    /// its features of them.
    pub fn new(
        data: &dyn DataSet,
        classifier: Option<Box<dyn SampleClassifier>>,
        seed: Seed,
    ) -> Self {
        Self::with_classes(data, classifier, seed, None)
    }

    /// The same for samples of a conditional G: the class that each is asked to be of.
    pub fn with_classes(
        data: &dyn DataSet,
        classifier: Option<Box<dyn SampleClassifier>>,
        seed: Seed,
        asked: Option<&[u8]>,
    ) -> Self {
        let kind = data.kind();
        let rows = data.reference(seed, MANY);
        let data_rows = Rows {
            values: &rows,
            width: kind.row(),
        };
        let classified = classifier
            .as_ref()
            .map(|classifier| classifier.classify(&rows));
        let features = classified.as_ref().map_or(data_rows, |classified| Rows {
            values: &classified.features,
            width: classified.width,
        });
        Self {
            modes: data.modes().cloned(),
            classes: asked.map(|asked| {
                let of_rows = data.reference_classes(seed, MANY);
                ClassReference::new(features, &of_rows, asked)
            }),
            classifier,
            is_point_mass: kind == Kind::Numbers,
            ..Self::prepared(&RealRows {
                data: data_rows,
                image: ImageShape::of(kind),
                features,
                features_are_points: classified.is_none() && kind == Kind::Points,
                seed,
            })
        }
    }

    /// Prepares all that is measured against real rows that were looked at before.
    pub fn of(real: &LookedAt, image: Option<ImageShape>, seed: Seed) -> Self {
        let data = Rows {
            values: real.rows,
            width: real.width,
        };
        Self::prepared(&RealRows {
            data,
            image,
            features: real.features(),
            features_are_points: real.features.is_none() && real.width == 2,
            seed,
        })
    }

    fn prepared(real: &RealRows) -> Self {
        let features = real.features;
        Self {
            modes: None,
            classes: None,
            classifier: None,
            neighbours: NeighbourReference::new(features.first(FEW).to_vec(), features.width),
            bins: Bins::new(
                features.first_by_width(MANY, WIDE_BIN_ROWS),
                features.width,
                &mut real.seed.at(Stream::Bins, 0, 0),
            ),
            measures: std::array::from_fn(|index| match TABLE[index].computed {
                Computed::ByItself(prepare) => prepare(real),
                _ => None,
            }),
            row: real.data.width,
            width: features.width,
            is_point_mass: false,
        }
    }

    /// All metrics of `samples` (whole rows). `previous` are the samples of the same latents at the
    /// evaluation before, or as many of the first as there are; None at the first evaluation.
    pub fn measure(&self, samples: &[f32], previous: Option<&[f32]>) -> MetricValues {
        if self.is_point_mass {
            return MetricValues::default();
        }
        let broken = vec![f32::NAN; self.row.max(self.width)];
        let is_finite = samples.iter().all(|value| value.is_finite());
        let usable = |rows, width| Rows {
            values: if is_finite { rows } else { &broken[..width] },
            width,
        };
        let (counts, classified) = self.count_modes(samples);
        let features = classified.as_ref().map(|found| found.features.as_slice());
        let data = usable(samples, self.row);
        let samples = Samples {
            data,
            features: features.map_or(data, |features| usable(features, self.width)),
            previous,
        };
        let found = classified.as_ref().map(|found| found.classes.as_slice());
        let found = found.filter(|_| self.counts_classes());
        let classes = self.classes.as_ref();
        let classes = classes.map(|reference| reference.compare(samples.features, found));
        self.compared(&samples, counts, classes)
    }

    /// All metrics of samples that were looked at as the real rows were; `counted` are all that there
    /// are. Every value is finite.
    pub fn measure_looked_at(&self, samples: &LookedAt, counted: Counted) -> MetricValues {
        let counts = match counted {
            Counted::Nothing => None,
            Counted::Modes(samples, modes) => Some(ModeCounts::new(samples, modes).summary()),
            Counted::Classes(classes, shares) => {
                Some(ClassCounts::new(classes, shares.len()).summary(shares))
            }
        };
        let samples = Samples {
            data: Rows {
                values: samples.rows,
                width: samples.width,
            },
            features: samples.features(),
            previous: None,
        };
        self.compared(&samples, counts, None)
    }

    fn compared(
        &self,
        samples: &Samples,
        counts: Option<CountSummary>,
        classes: Option<ClassScores>,
    ) -> MetricValues {
        let neighbours = self.neighbours.compare(samples.features.first(FEW));
        let bins = self
            .bins
            .compare(samples.features.first_by_width(MANY, WIDE_BIN_ROWS));
        MetricValues::from_fn(|metric| match metric.description().computed {
            Computed::FromCounts(value) => counts.as_ref().and_then(value),
            Computed::FromClasses(value) => classes.as_ref().and_then(value),
            Computed::FromNeighbours(value) => {
                Some(neighbours.map_or(f64::NAN, |scores| value(&self.neighbours, &scores)))
            }
            Computed::FromBins(value) => Some(bins.map_or(f64::NAN, |scores| value(&scores))),
            Computed::ByItself(_) => self.measures[metric as usize]
                .as_ref()
                .and_then(|measure| measure(samples)),
            Computed::FromPlayers => None,
        })
    }

    /// Samples counted by mode, where modes are known exactly.
    pub fn count_by_mode(&self, samples: &[f32]) -> Option<ModeCounts> {
        let modes = self.modes.as_ref().filter(|_| !self.counts_classes());
        modes.map(|modes| ModeCounts::new(samples, modes))
    }

    /// What the next evaluation needs of these samples: those of the first latents.
    pub fn tracked_samples<'a>(&self, samples: &'a [f32]) -> &'a [f32] {
        tracked_rows(samples, self.row)
    }

    /// Whether there is a classifier that knows the classes of the data.
    fn counts_classes(&self) -> bool {
        let classifier = self.classifier.as_ref();
        classifier.is_some_and(|classifier| classifier.classes() > 0)
    }

    /// Counts samples by class, with what was found of them, or by mode. Rows that are not finite are of no
    /// class and near no mode.
    fn count_modes(&self, samples: &[f32]) -> (Option<CountSummary>, Option<ClassifiedSamples>) {
        let by_mode = || {
            let modes = self.modes.as_ref();
            modes.map(|modes| ModeCounts::new(samples, modes).summary())
        };
        let Some(classifier) = &self.classifier else {
            return (by_mode(), None);
        };
        let is_finite = |row: &&[f32]| row.iter().all(|value| value.is_finite());
        let finite: Vec<f32> = samples
            .chunks_exact(self.row)
            .filter(is_finite)
            .flatten()
            .copied()
            .collect();
        let classified = classifier.classify(&finite);
        if !self.counts_classes() {
            return (by_mode(), Some(classified));
        }
        let counts = ClassCounts::new(&classified.classes, classifier.classes());
        (Some(counts.summary(classifier.shares())), Some(classified))
    }
}
