//! Verdicts that samples decide: collapse, health, and what too few samples leave open.

use super::*;

#[test]
fn a_run_that_holds_all_modes_is_healthy_from_when_it_does() {
    let evals = evals(|step| {
        if step < 150 {
            ring(5.0, 0.05, 0.8)
        } else {
            ring(8.0, 0.5, 0.2)
        }
    });
    let found = judge("{}", &steps(balanced), &evals);
    assert_eq!((found.verdict, found.onset), (Verdict::Healthy, Some(150)));
    assert_eq!(found.findings[0].remedy.patch, "");
}

#[test]
fn modes_that_are_lost_for_good_are_a_collapse_from_their_loss_on() {
    let evals = evals(|step| {
        if step < 200 {
            ring(8.0, 0.5, 0.2)
        } else {
            ring(1.0, 0.9, 2.079)
        }
    });
    let found = judge("{lr_g: 1e-4, lr_d: 1e-2}", &steps(balanced), &evals);
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::ModeCollapse, Some(200))
    );
    assert_eq!(
        (found.findings[0].severity, found.findings[0].form),
        (Severity::Severe, Some(VerdictForm::LateFull))
    );
    assert_eq!(
        found.findings[0].remedy.patch,
        "lr_g: 1e-3\nlr_d: 1e-3\nregularize: [{r1: {gamma: 0.1}}]"
    );
    let never = judge(
        "{lr_g: 1e-4, lr_d: 1e-2}",
        &steps(balanced),
        &self::evals(|_| ring(1.0, 0.9, 2.079)),
    );
    assert_eq!(never.findings[0].form, Some(VerdictForm::Full));
}

#[test]
fn one_mode_too_few_is_partial_and_all_modes_with_one_favourite_are_severe() {
    let partial = judge("{}", &steps(balanced), &evals(|_| ring(7.0, 0.5, 0.3)));
    assert_eq!(
        (partial.verdict, partial.findings[0].severity),
        (Verdict::ModeCollapse, Severity::Partial)
    );
    assert_eq!(partial.findings[0].form, Some(VerdictForm::Partial));
    let favourite = judge("{}", &steps(balanced), &evals(|_| ring(8.0, 0.9, 1.6)));
    assert_eq!(
        (favourite.verdict, favourite.findings[0].severity),
        (Verdict::ModeCollapse, Severity::Severe)
    );
}

#[test]
fn few_modes_among_bad_samples_are_no_collapse() {
    let found = judge("{}", &steps(balanced), &evals(|_| ring(1.0, 0.01, 2.079)));
    assert_eq!(found.verdict, Verdict::Undecided);
    assert_eq!(found.findings[0].remedy.patch, "steps: 8000");
    let nothing = judge("{}", &steps(balanced), &evals(|_| ring(0.0, 0.0, f64::NAN)));
    assert_eq!(nothing.verdict, Verdict::Undecided);
}

#[test]
fn an_evaluation_without_a_good_sample_does_not_hide_a_collapse() {
    let evals = evals(|step| {
        if step == 370 {
            ring(0.0, 0.0, f64::NAN)
        } else {
            ring(1.0, 0.9, 2.079)
        }
    });
    let found = judge("{}", &steps(balanced), &evals);
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::ModeCollapse, Some(10))
    );
}

#[test]
fn too_few_samples_decide_nothing() {
    let found = judge(
        "{evaluate: {samples: 79}}",
        &steps(balanced),
        &evals(|_| ring(7.0, 0.9, 0.2)),
    );
    assert_eq!(found.verdict, Verdict::Undecided);
    assert_eq!(found.findings[0].remedy.patch, "evaluate: {samples: 80}");
    let found = judge(
        "{evaluate: {samples: 80}}",
        &steps(balanced),
        &evals(|_| ring(7.0, 0.9, 0.2)),
    );
    assert_eq!(found.verdict, Verdict::ModeCollapse);
}

#[test]
fn evidence_says_only_what_holds() {
    let found = judge("{}", &steps(balanced), &evals(|_| ring(7.0, 0.5, 0.3)));
    let compared = |name: &str| {
        let evidence = found.findings[0]
            .evidence
            .iter()
            .find(|evidence| evidence.name.starts_with(name))
            .unwrap();
        evidence.comparison.is_some()
    };
    let names = ["modes", "high_quality", "exp(-reverse_kl)", "rarest_mode"];
    assert_eq!(
        names.map(compared),
        [true, true, false, false],
        "the count of modes decided, the reverse KL did not"
    );
}

#[test]
fn images_collapse_by_coverage_only_when_they_look_real() {
    let images = |coverage: f64, precision: f64| {
        evals(move |_| vec![(Metric::Coverage, coverage), (Metric::Precision, precision)])
    };
    let of = |coverage, precision| {
        judge(
            "{data: digits}",
            &steps(balanced),
            &images(coverage, precision),
        )
    };
    assert_eq!(of(0.7, 0.8).verdict, Verdict::Healthy);
    assert_eq!(of(0.3, 0.9).verdict, Verdict::ModeCollapse);
    assert_eq!(of(0.1, 0.9).findings[0].severity, Severity::Severe);
    assert_eq!(of(0.3, 0.9).findings[0].form, Some(VerdictForm::Partial));
    assert_eq!(of(0.1, 0.9).findings[0].form, Some(VerdictForm::Full));
    assert_eq!(of(0.45, 0.9).verdict, Verdict::Undecided);
    assert_eq!(of(0.1, 0.1).verdict, Verdict::Undecided);
}

#[test]
fn the_number_that_decided_comes_first() {
    let decisive = |keys: &str, measured: Vec<(Metric, f64)>| {
        let found = judge(keys, &steps(balanced), &evals(move |_| measured.clone()));
        let number = found.findings[0].decisive().expect("one decided").clone();
        let name = number.name.split(" (").next().unwrap().to_string();
        (found.verdict, name, number.comparison, number.threshold)
    };
    let is = |verdict, name: &str, comparison, threshold| {
        (verdict, name.to_string(), Some(comparison), Some(threshold))
    };
    use Comparison::{Above, AtLeast, AtMost, Below};
    let images =
        |coverage, precision| vec![(Metric::Coverage, coverage), (Metric::Precision, precision)];
    for (keys, measured, expected) in [
        (
            "{data: digits}",
            images(0.45, 0.9),
            is(Verdict::Undecided, "coverage", Below, 0.5),
        ),
        (
            "{data: digits}",
            images(0.1, 0.1),
            is(Verdict::Undecided, "precision", Below, 0.5),
        ),
        (
            "{data: digits}",
            [images(0.6, 0.9), vec![(Metric::RangeGap, 0.4)]].concat(),
            is(Verdict::Undecided, "range_gap", Above, 0.3),
        ),
        (
            "{data: digits}",
            images(0.7, 0.9),
            is(Verdict::Healthy, "coverage", AtLeast, 0.5),
        ),
        (
            "{evaluate: {samples: 40}}",
            ring(8.0, 0.5, 0.2),
            is(Verdict::Undecided, "samples of an evaluation", Below, 80.0),
        ),
        (
            "{}",
            ring(8.0, 0.05, 0.2),
            is(Verdict::Undecided, "high_quality", Below, 0.1),
        ),
        (
            "{}",
            ring(4.0, 0.9, 0.3),
            is(Verdict::ModeCollapse, "modes", Below, 8.0),
        ),
        (
            "{}",
            ring(8.0, 0.9, 0.8),
            is(
                Verdict::ModeCollapse,
                "exp(-reverse_kl), share of modes in effect",
                AtMost,
                0.5,
            ),
        ),
    ] {
        assert_eq!(decisive(keys, measured), expected);
    }
}

#[test]
fn only_an_evaluation_that_is_healthy_by_itself_has_a_score() {
    let score = |measured: Vec<(Metric, f64)>, keys: &str| {
        let rows = evals(|_| measured.clone());
        healthy_score(&run(keys), &rows[3])
    };
    assert_eq!(score(ring(8.0, 0.5, 0.2), "{}"), Some(0.5));
    assert_eq!(
        score(ring(7.0, 0.9, 0.2), "{}"),
        None,
        "a mode is lost, however sharp the others are"
    );
    assert_eq!(
        score(ring(8.0, 0.09, 0.2), "{}"),
        None,
        "the samples are bad"
    );
    assert_eq!(
        score(ring(8.0, 0.5, 0.2), "{evaluate: {samples: 40}}"),
        None,
        "too few samples to tell"
    );
    let images =
        |coverage, precision| vec![(Metric::Coverage, coverage), (Metric::Precision, precision)];
    assert_eq!(score(images(0.7, 0.6), "{data: digits}"), Some(0.7));
    assert_eq!(
        score(images(0.3, 0.9), "{data: digits}"),
        None,
        "sharp, and only a part of the data"
    );
    assert_eq!(
        healthy_score(&run("{}"), &evals(|_| ring(8.0, 0.5, 0.2))[0]),
        None,
        "before the first step"
    );
}

#[test]
fn photographs_of_our_own_runs_are_judged_as_those_from_anywhere() {
    let photographs = "{data: {folder: {path: x, side: 32, channels: 3}}}";
    let few = |recall: f64| {
        evals(|_| {
            vec![
                (Metric::Precision, 0.9),
                (Metric::Coverage, 0.9),
                (Metric::Recall, recall),
                (Metric::JensenShannon, 0.02),
            ]
        })
    };
    let said = |spec: &str, recall| {
        let found = judge(spec, &steps(balanced), &few(recall));
        (found.verdict, found.confidence.is_some())
    };
    assert_eq!(said(photographs, 0.1), (Verdict::ModeCollapse, false));
    assert_eq!(
        said(photographs, 0.9),
        (Verdict::Healthy, false),
        "no held-out run says how often that is right"
    );
    let pixels = "{data: {folder: {path: x, side: 32, channels: 3}}, evaluate: {features: pixels}}";
    assert_eq!(
        said(pixels, 0.1),
        (Verdict::Healthy, true),
        "in pixels recall decides nothing"
    );
}
