//! Known samples of known data have the scores that they must have.

use crate::config::Data;
use crate::data::{self, DataSet};
use crate::golden::{block, numbers};
use crate::metrics::{Evaluator, Metric, MetricValues, ModeCounts, TABLE};
use crate::rng::Seed;

fn ring() -> std::sync::Arc<dyn DataSet> {
    data::open(&Data::from(crate::config::Ring {
        modes: 8,
        std: 0.02,
        radius: 1.0,
    }))
    .unwrap()
}

fn value(measured: &MetricValues, metric: Metric) -> f64 {
    measured
        .get(metric)
        .unwrap_or_else(|| panic!("{metric:?} is measured"))
}

#[test]
fn modes_agree_with_the_protocol() {
    let golden = block("modes");
    let counts = ModeCounts::new(&numbers(&golden["samples"]), ring().modes().unwrap());
    let histogram: Vec<f32> = counts.by_mode.iter().map(|count| *count as f32).collect();
    assert_eq!(histogram, numbers(&golden["histogram"]));
    assert_eq!(
        counts.captured() as f64,
        golden["captured"].as_f64().unwrap()
    );
    assert!((counts.high_quality() - golden["high_quality"].as_f64().unwrap()).abs() < 1e-12);
    assert!((counts.reverse_kl() - golden["reverse_kl"].as_f64().unwrap()).abs() < 1e-9);
}

#[test]
fn perfect_samples_of_the_ring_have_the_known_scores() {
    let samples = ring().reference(Seed(2), 20_000);
    let measured = Evaluator::new(&*ring(), None, Seed(1))
        .measure(&samples, Some(&ring().reference(Seed(3), 64)));
    for (metric, expected, tolerance) in [
        (Metric::Modes, 8.0, 0.0),
        (Metric::HighQuality, 0.98889, 0.004),
        (Metric::ReverseKl, 0.0, 0.002),
        (Metric::Precision, 0.95, 0.05),
        (Metric::Recall, 0.95, 0.05),
        (Metric::Density, 1.0, 0.1),
        (Metric::Coverage, 0.969, 0.03),
        (Metric::Frechet, 0.0, 0.01),
        (Metric::KernelDistance, 0.0, 0.02),
        (Metric::Vendi, 1.0, 0.05),
        (Metric::BinsDifferent, 0.05, 0.05),
        (Metric::JensenShannon, 0.0, 0.02),
        (Metric::Support, 1.0, 0.5),
        (Metric::Spread, 1.0, 0.05),
        (Metric::MinibatchStddev, 1.0, 0.05),
        (Metric::FrameChange, 1.0, 0.2),
        (Metric::RangeGap, 0.0, 0.01),
    ] {
        let found = value(&measured, metric);
        assert!(
            (found - expected).abs() <= tolerance,
            "{metric:?}: {found}, expected {expected}"
        );
    }
    assert_eq!(
        measured.get(Metric::Similarity),
        None,
        "points have no pictures"
    );
}

#[test]
fn one_mode_alone_is_seen_by_all_that_measure_diversity_and_by_none_that_does_not() {
    let all = ring().reference(Seed(2), 20_000);
    let one: Vec<f32> = all
        .chunks_exact(2)
        .filter(|point| point[0] > 0.9)
        .flatten()
        .copied()
        .collect();
    let measured = Evaluator::new(&*ring(), None, Seed(1)).measure(&one, Some(&one));
    let found = |metric| value(&measured, metric);
    assert_eq!(found(Metric::Modes), 1.0);
    assert!(
        found(Metric::Precision) > 0.9
            && found(Metric::Recall) < 0.2
            && found(Metric::Coverage) < 0.2
    );
    assert!(
        (found(Metric::Vendi) - 0.125).abs() < 0.02,
        "one of eight: {}",
        found(Metric::Vendi)
    );
    assert!(
        (0.06..0.25).contains(&found(Metric::Support)),
        "one of eight: {}",
        found(Metric::Support)
    );
    assert!(
        found(Metric::BinsDifferent) > 0.8,
        "{}",
        found(Metric::BinsDifferent)
    );
    assert!(
        (found(Metric::JensenShannon) - 0.497).abs() < 0.03,
        "{}",
        found(Metric::JensenShannon)
    );
    assert!(
        (found(Metric::Frechet) - 1.9).abs() < 0.1,
        "{}",
        found(Metric::Frechet)
    );
    assert!(
        found(Metric::KernelDistance) > 1.0,
        "{}",
        found(Metric::KernelDistance)
    );
    assert!(found(Metric::Spread) < 0.05 && found(Metric::MinibatchStddev) < 0.05);
    // Three of eight modes have a negative x, three a negative y.
    assert!(
        (found(Metric::RangeGap) - 0.375).abs() < 0.03,
        "{}",
        found(Metric::RangeGap)
    );
    assert_eq!(found(Metric::FrameChange), 0.0, "nothing has changed");
}

#[test]
fn the_same_samples_have_the_same_bits() {
    for data in [
        Data::from(crate::config::Digits {}),
        Data::from(crate::config::Ring {
            modes: 8,
            std: 0.02,
            radius: 1.0,
        }),
    ] {
        let data = data::open(&data).unwrap();
        let samples = data.reference(Seed(9), 700);
        let bits = || {
            let values = Evaluator::new(&*data, None, Seed(4))
                .measure(&samples, Some(&samples[..data.kind().row()]));
            values
                .iter()
                .map(|(_, value)| value.map(f64::to_bits))
                .collect::<Vec<_>>()
        };
        assert_eq!(bits(), bits());
    }
}

#[test]
fn digits_are_measured_in_everything_but_modes() {
    let digits = data::open(&Data::from(crate::config::Digits {})).unwrap();
    let samples = digits.reference(Seed(2), 1_000);
    let measured = Evaluator::new(&*digits, None, Seed(1))
        .measure(&samples, Some(&digits.reference(Seed(3), 64)));
    let left = TABLE
        .iter()
        .filter(|row| measured.get(row.metric).is_none())
        .map(|row| row.name);
    assert_eq!(
        left.collect::<Vec<_>>(),
        [
            "modes",
            "modes_total",
            "high_quality",
            "reverse_kl",
            "rarest_mode",
            // Of games and labels, which there are none of here.
            "equilibrium_distance",
            "class_accuracy",
            "class_accuracy_least",
            "class_coverage",
            "class_coverage_least",
            "class_diversity",
            "class_diversity_least",
            "modes_held",
        ]
    );
    let difference =
        value(&measured, Metric::Similarity) - value(&measured, Metric::SimilarityReal);
    assert!(difference.abs() < 0.15, "{difference}");
    assert!((value(&measured, Metric::Vendi) - 1.0).abs() < 0.1);
    let constant =
        Evaluator::new(&*digits, None, Seed(1)).measure(&samples[..64].repeat(100), None);
    assert!((value(&constant, Metric::Similarity) - 1.0).abs() < 1e-6);
    assert!(
        value(&constant, Metric::Vendi) < 0.7,
        "{}",
        value(&constant, Metric::Vendi)
    );
    assert_eq!(
        constant.get(Metric::FrameChange),
        None,
        "the first evaluation has nothing before it"
    );
}
