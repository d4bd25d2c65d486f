//! With a classifier, classes are modes, and distances are taken in its features.

use crate::config::Data;
use crate::data;
use crate::metrics::{ClassifiedSamples, Evaluator, Metric, SampleClassifier};
use crate::rng::Seed;

/// Sorts digits by how bright they are, and sees nothing else.
struct Brightness;

impl SampleClassifier for Brightness {
    fn classes(&self) -> usize {
        3
    }

    fn shares(&self) -> &[f64] {
        &[0.25, 0.5, 0.25]
    }

    fn classify(&self, rows: &[f32]) -> ClassifiedSamples {
        let means = rows
            .chunks_exact(64)
            .map(|row| row.iter().sum::<f32>() / 64.0);
        let class = |mean: f32| usize::from(mean > -0.5) + usize::from(mean > 0.5);
        let classes = means.clone().map(class).collect();
        ClassifiedSamples {
            features: means.flat_map(|mean| [mean, 1.0]).collect(),
            width: 2,
            classes,
        }
    }
}

fn measure(samples: &[f32]) -> crate::metrics::MetricValues {
    let digits = data::open(&Data::from(crate::config::Digits {})).unwrap();
    Evaluator::new(&*digits, Some(Box::new(Brightness)), Seed(1)).measure(samples, None)
}

#[test]
fn classes_are_modes_and_what_the_classifier_does_not_see_is_no_distance() {
    let digits = data::open(&Data::from(crate::config::Digits {})).unwrap();
    let mut turned = digits.reference(Seed(1), 1_000);
    turned.chunks_exact_mut(64).for_each(<[f32]>::reverse);
    let measured = measure(&turned);
    let value = |metric: Metric| measured.get(metric).unwrap();
    assert_eq!(value(Metric::ModesTotal), 3.0);
    assert!(value(Metric::Modes) <= 3.0 && value(Metric::ReverseKl) > 0.0);
    assert_eq!(measured.get(Metric::HighQuality), None);
    assert_eq!(value(Metric::Precision), 1.0);
    assert!(value(Metric::Frechet) < 0.01, "{}", value(Metric::Frechet));
    assert!((value(Metric::SimilarityReal) - value(Metric::Similarity)).abs() < 0.2);
}

#[test]
fn all_of_one_class_is_the_log_of_its_share() {
    let measured = measure(&[1.0; 64 * 50]);
    assert_eq!(measured.get(Metric::Modes), Some(1.0));
    assert!((measured.get(Metric::ReverseKl).unwrap() - 4f64.ln()).abs() < 1e-12);
}

#[test]
fn rows_that_are_not_finite_are_of_no_class() {
    let mut samples = vec![1.0; 64 * 50];
    samples[7] = f32::NAN;
    let measured = measure(&samples);
    assert_eq!(measured.get(Metric::Modes), Some(1.0));
    assert!(measured.get(Metric::Coverage).unwrap().is_nan());
    assert!(measured.get(Metric::Frechet).unwrap().is_nan());
}
