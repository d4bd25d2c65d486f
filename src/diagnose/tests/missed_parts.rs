//! What a part of the data that is missed by nearest neighbours does to the verdict on samples from anywhere.

use super::*;
use crate::metrics::{PartShares, RepeatShares};

/// A set of photographs that looks whole by every other number.
fn judged(count: usize, missed: f64, near: f64) -> Diagnosis {
    judged_with(count, (missed, near), SampleFacts::default())
}

fn judged_with(count: usize, shares: (f64, f64), facts: SampleFacts) -> Diagnosis {
    judged_at_recall(0.8, count, shares, facts)
}

fn judged_at_recall(
    recall: f64,
    count: usize,
    (missed, near): (f64, f64),
    facts: SampleFacts,
) -> Diagnosis {
    let mut measured = MetricValues::default();
    for (metric, value) in [
        (Metric::Precision, 0.9),
        (Metric::Recall, recall),
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
            reals_missed_closely: missed,
            samples_unlike: 0.0,
            samples_unlike_as_they_are: 0.0,
        }),
        ..facts
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
fn samples_that_are_altered_as_a_whole_lack_no_part_for_it() {
    let with = |missed, facts: SampleFacts| judged_with(400, (missed, 0.85), facts).verdict;
    let grey = || SampleFacts {
        colours: Some((false, true)),
        ..SampleFacts::default()
    };
    assert_eq!(with(0.5, grey()), Verdict::Undecided);
    let blurred = || SampleFacts {
        detail: Some(0.3),
        ..SampleFacts::default()
    };
    assert_eq!(with(0.1, blurred()), Verdict::Undecided);
    assert_eq!(with(0.3, blurred()), Verdict::ModeCollapse);
}

#[test]
fn samples_that_repeat_each_other_are_a_collapse() {
    let with = |samples, recall| {
        let repeats = Some(RepeatShares {
            samples,
            reals: 0.05,
        });
        let facts = SampleFacts {
            repeats,
            ..SampleFacts::default()
        };
        judged_at_recall(recall, 400, (0.0, 0.9), facts)
    };
    let few = with(0.9, 0.02);
    assert_eq!(few.label(), "mode_collapse (full)");
    let name = "samples that repeat another one, share";
    assert_eq!(few.findings[0].evidence[0].name, name);
    assert_eq!(with(0.1, 0.8).verdict, Verdict::Healthy);
    // A G that is narrow, or a set of which a part is one picture.
    for share in [0.5, 0.9] {
        let narrow = with(share, 0.8);
        assert_eq!(narrow.verdict, Verdict::Undecided);
        let named = &narrow.findings[0].evidence[0];
        assert_eq!((named.name.as_str(), named.threshold), (name, Some(0.4)));
    }
}

#[test]
fn healthy_copies_are_called_so() {
    let copies = Some(CopyShares {
        samples: 1.0,
        reals: 0.02,
    });
    let found = judged_with(
        400,
        (0.0, 0.9),
        SampleFacts {
            copies,
            ..SampleFacts::default()
        },
    );
    assert_eq!(found.label(), "healthy, copies");
    assert!(
        found.findings[0]
            .remedy
            .reason
            .contains("give D more images")
    );
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

#[test]
fn bins_that_neighbours_contradict_are_no_collapse() {
    let with = |missed: f64| {
        let mut measured = MetricValues::default();
        for (metric, value) in [
            (Metric::Precision, 0.9),
            (Metric::Recall, 0.7),
            (Metric::Coverage, 0.6),
            (Metric::JensenShannon, 0.3),
        ] {
            measured.set(metric, value);
        }
        let facts = SampleFacts {
            space: SampleSpace::Values,
            is_single: true,
            counts: (1_000, 1_000),
            parts: Some(PartShares {
                samples_near: 0.7,
                reals_near: 0.9,
                reals_missed: missed,
                reals_missed_closely: missed,
                samples_unlike: 0.0,
                samples_unlike_as_they_are: 0.0,
            }),
            ..SampleFacts::default()
        };
        let evals = [EvalRow { step: 1, measured }];
        diagnose(&RunHistory {
            facts: Some(&facts),
            ..RunHistory::external(Loss::NonSaturating, 1_000, &[], &evals)
        })
    };
    assert_eq!(with(0.3).verdict, Verdict::ModeCollapse);
    assert_eq!(with(0.04).verdict, Verdict::Undecided);
}
