//! Real rows for the figures of a run, and the classes of its samples.

use super::sample_limits::{MAX_DOTS, SNAPSHOT_IMAGES};
use crate::data::{DataSet, Kind, Labels};
use crate::metrics::NearestClass;
use crate::record::Snapshot;
use crate::rng::Seed;
use crate::train::MIN_CLASSIFIER_ACCURACY;

/// What the kept samples of a run are shown beside.
pub struct RealSamples {
    /// Whole real rows, as many as a panel shows.
    pub rows: Vec<f32>,
    /// Names of the data's classes, in the order of their numbers.
    pub class_names: Vec<String>,
    /// The last kept samples by class, where the data say classes and pixels tell them apart.
    pub classes: Option<ClassesOfSamples>,
}

/// Samples by class.
pub struct ClassesOfSamples {
    /// Names of the classes.
    pub names: Vec<String>,
    /// Share of the data that is of each class.
    pub data: Vec<f64>,
    /// Samples of each class.
    pub samples: Vec<u32>,
    /// Share of real images that are classified correctly in the same way.
    pub accuracy: f64,
}

/// Labelled images among which the nearest are looked for.
const LABELLED: usize = 2000;

impl RealSamples {
    /// Rows of the data of a run with this seed, and the classes of the last of its kept samples.
    pub fn new(data: &dyn DataSet, seed: u64, samples: &[Snapshot]) -> Self {
        let count = match data.kind() {
            Kind::Numbers | Kind::Points => MAX_DOTS,
            Kind::Images { .. } => SNAPSHOT_IMAGES,
        };
        let labels = data.labels().filter(|labels| labels.count() > 1);
        let classes = labels.zip(samples.last());
        Self {
            rows: data.reference(Seed(seed), count),
            class_names: labels.map_or(Vec::new(), |labels| labels.names().to_vec()),
            classes: classes.and_then(|(labels, last)| classify(data, labels, &last.rows)),
        }
    }
}

fn classify(data: &dyn DataSet, labels: &Labels, samples: &[f32]) -> Option<ClassesOfSamples> {
    let (all, row) = (labels.of_rows(), data.kind().row());
    let shown = all.len().min(LABELLED);
    let numbers: Vec<u32> = (0..shown)
        .map(|at| (at * all.len() / shown) as u32)
        .collect();
    let mut rows = vec![0.0; shown * row];
    data.rows(&numbers, &mut rows);
    let classes = numbers.iter().map(|number| all[*number as usize]);
    let nearest = NearestClass::new(rows, row, classes.collect());
    let accuracy = nearest.accuracy();
    let mut counts = vec![0; labels.count()];
    for sample in samples.chunks_exact(row) {
        if let Some(class) = nearest.of(sample) {
            counts[usize::from(class)] += 1;
        }
    }
    // The bound of the classifiers that metrics use: below it, classes would say little about G.
    (accuracy >= MIN_CLASSIFIER_ACCURACY).then(|| ClassesOfSamples {
        names: labels.names().to_vec(),
        data: labels.shares(),
        samples: counts,
        accuracy,
    })
}
