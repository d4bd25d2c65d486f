//! What a part of the data that is missed by nearest neighbours does to the verdict on samples from anywhere.

use super::*;
use crate::metrics::PartShares;

/// A set of photographs that looks whole by every other number.
fn judged(count: usize, missed: f64, near: f64) -> Diagnosis {
    let mut measured = MetricValues::default();
    for (metric, value) in [
        (Metric::Precision, 0.9),
        (Metric::Recall, 0.8),
        (Metric::Coverage, 0.8),
        (Metric::JensenShannon, 0.05),
        (Metric::Spread, 1.0),
        (Metric::RangeGap, 0.0),
    ] {
        measured.set(metric, value);
    }
    let facts = SampleFacts {
        space: SampleSpace::ImageNet,
        is_single: true,
        counts: (count, count),
        parts: Some(PartShares {
            samples_near: near,
            reals_near: 0.9,
            reals_missed: missed,
        }),
        ..SampleFacts::default()
    };
    let evals = [EvalRow { step: 1, measured }];
    diagnose(&RunHistory {
        facts: Some(&facts),
        ..RunHistory::external(Loss::NonSaturating, count, &[], &evals)
    })
}

#[test]
fn real_rows_that_are_missed_are_a_collapse_where_samples_are_near_real_ones() {
    let part = judged(400, 0.1, 0.85);
    assert_eq!(part.label(), "mode_collapse (partial)");
    let named = &part.findings[0].evidence[0];
    assert_eq!(
        (named.name.as_str(), named.value),
        ("real rows with no sample among their neighbours", 0.1)
    );
    assert_eq!(judged(400, 0.1, 0.8).verdict, Verdict::Undecided);
    assert_eq!(judged(400, 0.5, 0.3).verdict, Verdict::Undecided);
    assert_eq!(judged(400, 0.05, 0.9).verdict, Verdict::Undecided);
    assert_eq!(judged(400, 0.02, 0.9).verdict, Verdict::Healthy);
    assert_eq!(judged(400, 0.02, 0.3).verdict, Verdict::Healthy);
}

#[test]
fn few_pictures_make_no_confidence_in_health() {
    let said = |count| {
        let found = judged(count, 0.0, 0.9);
        assert_eq!(found.verdict, Verdict::Healthy);
        let words = found.not_judged.join("\n");
        (
            found.confidence.is_some(),
            words.contains("ten or fewer of"),
        )
    };
    assert_eq!(said(400), (true, false));
    assert_eq!(said(64), (false, true));
}
