//! Rules over histories written by hand, and over labelled logs of other people's runs.

use std::path::Path;

use super::*;
use crate::metrics::{Measured, Metric};
use crate::spec::{self, Run};
use crate::train::{EvalRow, StepRow};

fn run(text: &str) -> Run {
    let study = format!("study: t\nquestion: what?\nrun: {text}\n");
    spec::parse("test", &study, &[]).unwrap_or_else(|error| panic!("{error}")).runs[0].run.clone()
}

/// 400 steps with these values of D: (loss, accuracy) as functions of the step.
fn steps(d: impl Fn(u64) -> (f64, f64)) -> Vec<StepRow> {
    let row = |step| {
        let (loss, accuracy) = d(step);
        StepRow {
            step,
            d_loss: Some(loss),
            d_acc: Some(accuracy),
            g_loss: Some(1.0),
            d_stepped: 2,
            ..StepRow::default()
        }
    };
    (1..=400).map(row).collect()
}

/// 40 evaluations with these metrics, as functions of the step.
fn evals(values: impl Fn(u64) -> Vec<(Metric, f64)>) -> Vec<EvalRow> {
    let row = |step| {
        let mut measured = Measured::default();
        values(step).into_iter().for_each(|(metric, value)| measured[metric as usize] = Some(value));
        EvalRow { step, measured }
    };
    (0..=40).map(|index| row(index * 10)).collect()
}

fn ring(modes: f64, quality: f64, reverse_kl: f64) -> Vec<(Metric, f64)> {
    vec![
        (Metric::Modes, modes),
        (Metric::ModesTotal, 8.0),
        (Metric::HighQuality, quality),
        (Metric::ReverseKl, reverse_kl),
    ]
}

fn judge(text: &str, steps: &[StepRow], evals: &[EvalRow]) -> Diagnosis {
    diagnose(&Case { run: &run(text), steps, evals })
}

fn balanced(_: u64) -> (f64, f64) {
    (0.5, 0.74)
}

#[test]
fn a_run_that_holds_all_modes_is_healthy_from_when_it_does() {
    let evals = evals(|step| if step < 150 { ring(5.0, 0.05, 0.8) } else { ring(8.0, 0.5, 0.2) });
    let found = judge("{}", &steps(balanced), &evals);
    assert_eq!((found.verdict, found.onset), (Verdict::Healthy, Some(150)));
    assert_eq!(found.findings[0].remedy.patch, "");
}

#[test]
fn modes_that_are_lost_for_good_are_a_collapse_from_their_loss_on() {
    let evals = evals(|step| if step < 200 { ring(8.0, 0.5, 0.2) } else { ring(1.0, 0.9, 2.079) });
    let found = judge("{lr_g: 1e-4, lr_d: 1e-2}", &steps(balanced), &evals);
    assert_eq!((found.verdict, found.onset), (Verdict::ModeCollapse, Some(200)));
    assert_eq!(found.findings[0].severity, Severity::Severe);
    assert_eq!(found.findings[0].remedy.patch, "lr_g: 1e-3\nlr_d: 1e-3");
}

#[test]
fn one_mode_too_few_is_partial_and_all_modes_with_one_favourite_are_severe() {
    let partial = judge("{}", &steps(balanced), &evals(|_| ring(7.0, 0.5, 0.3)));
    assert_eq!((partial.verdict, partial.findings[0].severity), (Verdict::ModeCollapse, Severity::Partial));
    let favourite = judge("{}", &steps(balanced), &evals(|_| ring(8.0, 0.9, 1.6)));
    assert_eq!((favourite.verdict, favourite.findings[0].severity), (Verdict::ModeCollapse, Severity::Severe));
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
    let evals = evals(|step| if step == 370 { ring(0.0, 0.0, f64::NAN) } else { ring(1.0, 0.9, 2.079) });
    let found = judge("{}", &steps(balanced), &evals);
    assert_eq!((found.verdict, found.onset), (Verdict::ModeCollapse, Some(10)));
}

#[test]
fn too_few_samples_decide_nothing() {
    let found = judge("{evaluate: {samples: 79}}", &steps(balanced), &evals(|_| ring(7.0, 0.9, 0.2)));
    assert_eq!(found.verdict, Verdict::Undecided);
    assert_eq!(found.findings[0].remedy.patch, "evaluate: {samples: 80}");
    let found = judge("{evaluate: {samples: 80}}", &steps(balanced), &evals(|_| ring(7.0, 0.9, 0.2)));
    assert_eq!(found.verdict, Verdict::ModeCollapse);
}

#[test]
fn evidence_says_only_what_holds() {
    let found = judge("{}", &steps(balanced), &evals(|_| ring(7.0, 0.5, 0.3)));
    let compared: Vec<bool> = found.findings[0].evidence.iter().map(|evidence| evidence.comparison.is_some()).collect();
    assert_eq!(compared, [true, false, true], "modes and quality decided, the reverse KL did not");
}

#[test]
fn a_discriminator_that_wins_is_found_with_its_onset() {
    let winning = steps(|step| if step <= 100 { (0.6, 0.6) } else { (0.05, 0.99) });
    let found = judge("{}", &winning, &evals(|_| ring(3.0, 0.02, 1.0)));
    assert_eq!((found.verdict, found.onset), (Verdict::DiscriminatorDominance, Some(101)));
    assert_eq!(found.findings[0].remedy.patch, "balance: {skip_d_on_loss: {below: 0.6}}");
}

#[test]
fn collapse_is_graver_than_dominance_and_both_are_told() {
    let found = judge("{}", &steps(|_| (0.19, 0.94)), &evals(|_| ring(1.0, 0.9, 2.079)));
    let verdicts: Vec<Verdict> = found.findings.iter().map(|finding| finding.verdict).collect();
    assert_eq!(verdicts, [Verdict::ModeCollapse, Verdict::DiscriminatorDominance]);
}

#[test]
fn a_discriminator_at_chance_before_bad_samples_is_dominated() {
    let found = judge("{lr_g: 1e-2, lr_d: 1e-4}", &steps(|_| (0.69, 0.52)), &evals(|_| ring(1.0, 0.01, 2.079)));
    assert_eq!((found.verdict, found.onset), (Verdict::GeneratorDominance, Some(1)));
    assert_eq!(found.findings[0].remedy.patch, "lr_g: 1e-3\nlr_d: 1e-3");
    let mut early = steps(|_| (0.69, 0.52));
    early.truncate(200);
    let found = judge("{lr_g: 1e-2, lr_d: 1e-4}", &early, &evals(|_| ring(1.0, 0.01, 2.079)));
    assert_eq!(found.verdict, Verdict::Undecided, "D is at chance at the beginning of any run");
}

#[test]
fn values_that_are_not_finite_or_explode_are_divergence() {
    let mut broken = steps(balanced);
    broken.truncate(57);
    broken[56].g_loss = Some(f64::NAN);
    let found = judge("{}", &broken, &evals(|_| ring(8.0, 0.5, 0.1))[..5]);
    assert_eq!((found.verdict, found.onset), (Verdict::Divergence, Some(57)));
    assert!(found.findings[0].evidence[0].value.is_nan());
    assert_eq!(found.findings[0].remedy.patch, "lr_g: 1e-4\nlr_d: 1e-4");
    let exploding = steps(|step| if step < 200 { (0.5, 0.7) } else { (1e4, 0.5) });
    let found = judge("{}", &exploding, &evals(|_| ring(8.0, 0.5, 0.1)));
    assert_eq!((found.verdict, found.onset), (Verdict::Divergence, Some(201)));
}

#[test]
fn a_loss_that_only_compares_or_has_no_level_never_says_that_d_has_won_or_exploded() {
    let won = steps(|_| (1e-4, 1.0));
    let healthy = evals(|_| ring(8.0, 0.5, 0.2));
    let verdict = |loss: &str, steps: &[StepRow]| judge(&format!("{{loss: {loss}}}"), steps, &healthy).verdict;
    for loss in ["non_saturating", "minimax", "least_squares", "hinge"] {
        assert_eq!(verdict(loss, &won), Verdict::DiscriminatorDominance, "{loss}");
    }
    for loss in ["rsgan", "ra_gan", "ra_hinge", "wasserstein"] {
        assert_eq!(verdict(loss, &won), Verdict::Healthy, "{loss}");
    }
    let large = steps(|_| (500.0, 0.7));
    assert_eq!(verdict("hinge", &large), Verdict::Divergence);
    assert_eq!(verdict("wasserstein", &large), Verdict::Healthy, "only samples can tell");
}

#[test]
fn images_collapse_by_coverage_only_when_they_look_real() {
    let images = |coverage: f64, precision: f64| {
        evals(move |_| vec![(Metric::Coverage, coverage), (Metric::Precision, precision)])
    };
    let of = |coverage, precision| judge("{data: digits}", &steps(balanced), &images(coverage, precision));
    assert_eq!(of(0.7, 0.8).verdict, Verdict::Healthy);
    assert_eq!(of(0.3, 0.9).verdict, Verdict::ModeCollapse);
    assert_eq!(of(0.3, 0.9).findings[0].severity, Severity::Severe);
    assert_eq!(of(0.45, 0.9).verdict, Verdict::Undecided);
    assert_eq!(of(0.1, 0.1).verdict, Verdict::Undecided);
}

#[test]
fn a_run_of_one_step_is_judged_without_a_panic() {
    let one = steps(balanced);
    let found = judge("{}", &one[..1], &evals(|_| ring(0.0, 0.0, f64::NAN))[..1]);
    assert_eq!(found.verdict, Verdict::Undecided);
    assert_eq!(judge("{}", &[], &[]).verdict, Verdict::Undecided);
}

#[test]
fn every_remedy_is_a_patch_of_the_run() {
    for text in [
        "{}",
        "{lr_g: 1e-2}",
        "{lr_d: 1e-2}",
        "{balance: {skip_d_on_loss: {below: 0.1}}}",
        "{optimizer: extragradient, balance: simultaneous}",
        "{unroll: 2, loss: hinge}",
        "{balance: gap_aware, loss: least_squares}",
    ] {
        for (d, values) in
            [((0.05, 0.99), ring(1.0, 0.9, 2.0)), ((0.69, 0.5), ring(1.0, 0.0, 2.0)), ((1e9, 0.5), ring(8.0, 0.9, 0.1))]
        {
            let found = judge(text, &steps(|_| d), &evals(|_| values.clone()));
            for finding in found.findings {
                let patch: serde_yaml::Mapping = serde_yaml::from_str(&finding.remedy.patch).unwrap();
                let sets = patch.into_iter().map(|(key, value)| {
                    let value = serde_yaml::to_string(&value).unwrap().trim().replace('\n', " ");
                    format!("{}={}", key.as_str().unwrap(), flow(&value)).parse().unwrap()
                });
                let sets: Vec<spec::Override> = sets.collect();
                spec::parse("t", &format!("study: t\nquestion: q\nrun: {text}\n"), &sets).unwrap();
            }
        }
    }
}

/// Block style on one line is flow style without its braces.
fn flow(value: &str) -> String {
    match value.split_once(": ") {
        Some((name, rest)) => format!("{{{name}: {{{}}}}}", rest.trim()),
        None => value.trim_end_matches(':').to_string(),
    }
}

/// Logs of other people's runs, labelled by their authors: losses only, so collapse can be neither shown nor excluded.
#[test]
fn labelled_traces_get_their_label() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces");
    if !folder.exists() {
        eprintln!("skipped: the labelled traces are not here");
        return;
    }
    for (name, label) in [
        ("lesson_fc.csv", Verdict::Undecided),
        ("lesson_dcgan.csv", Verdict::DiscriminatorDominance),
        ("ganhacks_2.csv", Verdict::DiscriminatorDominance),
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let row = |line: &str| {
            let values: Vec<f64> = line.split(',').map(|value| value.parse().unwrap()).collect();
            StepRow { step: values[0] as u64, d_loss: Some(values[1]), g_loss: Some(values[2]), ..StepRow::default() }
        };
        let rows: Vec<StepRow> = text.lines().skip(1).map(row).collect();
        assert_eq!(judge("{}", &rows, &[]).verdict, label, "{name}");
    }
}

#[test]
fn only_an_evaluation_that_is_healthy_by_itself_has_a_score() {
    let score = |measured: Vec<(Metric, f64)>, keys: &str| {
        let rows = evals(|_| measured.clone());
        health(&run(keys), &rows[3])
    };
    assert_eq!(score(ring(8.0, 0.5, 0.2), "{}"), Some(0.5));
    assert_eq!(score(ring(7.0, 0.9, 0.2), "{}"), None, "a mode is lost, however sharp the others are");
    assert_eq!(score(ring(8.0, 0.1, 0.2), "{}"), None, "the samples are bad");
    assert_eq!(score(ring(8.0, 0.5, 0.2), "{evaluate: {samples: 40}}"), None, "too few samples to tell");
    let images = |coverage, precision| vec![(Metric::Coverage, coverage), (Metric::Precision, precision)];
    assert_eq!(score(images(0.7, 0.6), "{data: digits}"), Some(0.7));
    assert_eq!(score(images(0.3, 0.9), "{data: digits}"), None, "sharp, and only a part of the data");
    assert_eq!(health(&run("{}"), &evals(|_| ring(8.0, 0.5, 0.2))[0]), None, "before the first step");
}
