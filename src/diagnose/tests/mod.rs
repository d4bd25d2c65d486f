//! Rules over histories written by hand, and over labelled logs of other people's runs.

mod foreign;

use std::path::Path;

use super::*;
use crate::config::{self, Loss, Run};
use crate::metrics::{Measured, Metric};
use crate::train::{EvalRow, StepRow};

fn run(text: &str) -> Run {
    let study = format!("study: t\nquestion: what?\nrun: {text}\n");
    config::parse("test", &study, &[])
        .unwrap_or_else(|error| panic!("{error}"))
        .runs[0]
        .run
        .clone()
}

/// 400 steps with these values of D: (loss, accuracy) as functions of the step, and as much noise
/// as tells them from a clamp.
fn steps(d: impl Fn(u64) -> (f64, f64)) -> Vec<StepRow> {
    let row = |step| {
        let (loss, accuracy) = d(step);
        let noise = 1.0 + 2e-3 * ((step * 7919 % 101) as f64 / 101.0 - 0.5);
        StepRow {
            step,
            d_loss: Some(loss * noise),
            d_acc: Some(accuracy),
            g_loss: Some(noise),
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
        values(step)
            .into_iter()
            .for_each(|(metric, value)| measured[metric as usize] = Some(value));
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
        (Metric::RarestMode, if modes < 8.0 { 0.0 } else { 0.5 }),
    ]
}

fn judge(text: &str, steps: &[StepRow], evals: &[EvalRow]) -> Diagnosis {
    diagnose(&Case::new(&run(text), steps, evals))
}

fn balanced(_: u64) -> (f64, f64) {
    (0.5, 0.74)
}

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
        (Severity::Severe, Some(Form::LateFull))
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
    assert_eq!(never.findings[0].form, Some(Form::Full));
}

#[test]
fn one_mode_too_few_is_partial_and_all_modes_with_one_favourite_are_severe() {
    let partial = judge("{}", &steps(balanced), &evals(|_| ring(7.0, 0.5, 0.3)));
    assert_eq!(
        (partial.verdict, partial.findings[0].severity),
        (Verdict::ModeCollapse, Severity::Partial)
    );
    assert_eq!(partial.findings[0].form, Some(Form::Partial));
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
    let names = ["rarest_mode", "high_quality", "exp(-reverse_kl)", "modes"];
    assert_eq!(
        names.map(compared),
        [true, true, false, false],
        "the rarest mode decided, the reverse KL did not"
    );
}

#[test]
fn a_discriminator_that_wins_is_found_with_its_onset() {
    let winning = steps(|step| {
        if step <= 100 {
            (0.6, 0.6)
        } else {
            (0.05, 0.99)
        }
    });
    let found = judge("{}", &winning, &evals(|_| ring(3.0, 0.02, 1.0)));
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::DiscriminatorDominance, Some(101))
    );
    assert_eq!(
        found.findings[0].remedy.patch,
        "balance: {skip_d_on_loss: {below: 0.6}}"
    );
}

#[test]
fn collapse_is_graver_than_dominance_and_both_are_told() {
    let found = judge(
        "{}",
        &steps(|_| (0.19, 0.94)),
        &evals(|_| ring(1.0, 0.9, 2.079)),
    );
    let verdicts: Vec<Option<Verdict>> = found
        .findings
        .iter()
        .map(|finding| finding.symptom.verdict())
        .collect();
    assert_eq!(
        verdicts,
        [
            Some(Verdict::ModeCollapse),
            Some(Verdict::DiscriminatorDominance)
        ]
    );
}

#[test]
fn a_discriminator_at_chance_before_bad_samples_is_dominated() {
    let found = judge(
        "{lr_g: 1e-2, lr_d: 1e-4}",
        &steps(|_| (0.69, 0.52)),
        &evals(|_| ring(1.0, 0.01, 2.079)),
    );
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::GeneratorDominance, Some(1))
    );
    assert_eq!(found.findings[0].remedy.patch, "lr_g: 1e-3\nlr_d: 1e-3");
    let mut early = steps(|_| (0.69, 0.52));
    early.truncate(200);
    let found = judge(
        "{lr_g: 1e-2, lr_d: 1e-4}",
        &early,
        &evals(|_| ring(1.0, 0.01, 2.079)),
    );
    assert_eq!(
        found.verdict,
        Verdict::Undecided,
        "D is at chance at the beginning of any run"
    );
}

#[test]
fn values_that_are_not_finite_or_explode_are_divergence() {
    let mut broken = steps(balanced);
    broken.truncate(57);
    broken[56].g_loss = Some(f64::NAN);
    let found = judge("{}", &broken, &evals(|_| ring(8.0, 0.5, 0.1))[..5]);
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::Divergence, Some(57))
    );
    assert!(found.findings[0].evidence[0].value.is_nan());
    assert_eq!(
        found.findings[0].remedy.patch,
        "lr_g: 1e-4\nlr_d: 1e-4\nregularize: [{r1: {gamma: 0.1}}]"
    );
    let exploding = steps(|step| if step < 200 { (0.5, 0.7) } else { (1e4, 0.5) });
    let found = judge("{}", &exploding, &evals(|_| ring(8.0, 0.5, 0.1)));
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::Divergence, Some(201))
    );
}

#[test]
fn a_loss_that_only_compares_or_has_no_level_never_says_that_d_has_won_or_exploded() {
    let won = steps(|_| (1e-4, 1.0));
    let losses_only = |loss: Loss, steps: &[StepRow]| {
        let rows: Vec<StepRow> = steps
            .iter()
            .map(|row| StepRow {
                d_acc: None,
                ..*row
            })
            .collect();
        diagnose(&Case::foreign(loss, 0, &rows, &[]))
    };
    for loss in Loss::ALL {
        let found = losses_only(loss, &won);
        assert_eq!(
            found.verdict == Verdict::DiscriminatorDominance,
            loss.has_level(),
            "{}",
            loss.name()
        );
        assert!(
            found
                .limits
                .iter()
                .any(|limit| limit.contains("no samples")),
            "{:?}",
            found.limits
        );
        let value = found
            .limits
            .iter()
            .any(|limit| limit.contains("does not say how far D is ahead"));
        assert_eq!(value, !loss.has_level(), "{}", loss.name());
    }
    let with_samples = |loss: &str, quality: f64| {
        let evals = evals(|_| ring(8.0, quality, 0.2));
        judge(&format!("{{loss: {loss}}}"), &won, &evals).verdict
    };
    for loss in Loss::ALL {
        assert_eq!(
            with_samples(loss.name(), 0.5),
            Verdict::Healthy,
            "{}: samples are good",
            loss.name()
        );
        let bad = with_samples(loss.name(), 0.01);
        assert_eq!(
            bad == Verdict::DiscriminatorDominance,
            loss != Loss::Wasserstein,
            "{}",
            loss.name()
        );
    }
    let verdict = |loss: Loss, value: f64| losses_only(loss, &steps(|_| (value, 0.7))).verdict;
    assert_eq!(verdict(Loss::Hinge, 500.0), Verdict::Divergence);
    assert_eq!(
        verdict(Loss::Wasserstein, 500.0),
        Verdict::Undecided,
        "no level to compare it with"
    );
    assert_eq!(
        verdict(Loss::Wasserstein, 5e4),
        Verdict::Divergence,
        "but no scores are like that"
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
    assert_eq!(of(0.3, 0.9).findings[0].form, Some(Form::Partial));
    assert_eq!(of(0.1, 0.9).findings[0].form, Some(Form::Full));
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
        for (d, values) in [
            ((0.05, 0.99), ring(1.0, 0.9, 2.0)),
            ((0.69, 0.5), ring(1.0, 0.0, 2.0)),
            ((1e9, 0.5), ring(8.0, 0.9, 0.1)),
        ] {
            let found = judge(text, &steps(|_| d), &evals(|_| values.clone()));
            for finding in found.findings {
                let patch: serde_yaml::Mapping =
                    serde_yaml::from_str(&finding.remedy.patch).unwrap();
                let sets = patch.into_iter().map(|(key, value)| {
                    let value = serde_json::to_string(&value).unwrap();
                    format!("{}={value}", key.as_str().unwrap())
                        .parse()
                        .unwrap()
                });
                let sets: Vec<config::Override> = sets.collect();
                config::parse("t", &format!("study: t\nquestion: q\nrun: {text}\n"), &sets)
                    .unwrap();
            }
        }
    }
}

/// Logs of other people's runs, labelled by their authors: losses only, so collapse can be neither
/// shown nor excluded, and what is healthy is so as far as losses show.
#[test]
fn labelled_traces_get_their_label() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces");
    if !folder.exists() {
        eprintln!("skipped: the labelled traces are not here");
        return;
    }
    for (name, label) in [
        ("lesson_fc.csv", Verdict::Healthy),
        ("lesson_dcgan.csv", Verdict::DiscriminatorDominance),
        ("ganhacks_2.csv", Verdict::DiscriminatorDominance),
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let row = |line: &str| {
            let values: Vec<f64> = line
                .split(',')
                .map(|value| value.parse().unwrap())
                .collect();
            StepRow {
                step: values[0] as u64,
                d_loss: Some(values[1]),
                g_loss: Some(values[2]),
                ..StepRow::default()
            }
        };
        let rows: Vec<StepRow> = text.lines().skip(1).map(row).collect();
        let found = diagnose(&Case::foreign(Loss::NonSaturating, 0, &rows, &[]));
        assert_eq!(found.verdict, label, "{name}");
        assert!(
            found.limits[0].contains("neither show nor exclude a mode collapse"),
            "{name}: {:?}",
            found.limits
        );
    }
}

#[test]
fn only_an_evaluation_that_is_healthy_by_itself_has_a_score() {
    let score = |measured: Vec<(Metric, f64)>, keys: &str| {
        let rows = evals(|_| measured.clone());
        health(&run(keys), &rows[3])
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
        health(&run("{}"), &evals(|_| ring(8.0, 0.5, 0.2))[0]),
        None,
        "before the first step"
    );
}

#[test]
fn a_loss_at_its_ideal_is_told_from_a_blind_d_by_samples_alone() {
    let at_ideal = steps(|step| if step < 200 { (0.4, 0.8) } else { (0.693, 0.5) });
    let blind = steps(|_| (0.693, 0.5));
    let good = evals(|_| ring(8.0, 0.6, 0.1));
    let bad = evals(|_| ring(2.0, 0.01, 1.0));
    assert_eq!(judge("{}", &at_ideal, &good).verdict, Verdict::Healthy);
    assert_eq!(
        judge("{}", &blind, &bad).verdict,
        Verdict::GeneratorDominance
    );
    let without = |steps: &[StepRow]| diagnose(&Case::foreign(Loss::NonSaturating, 0, steps, &[]));
    assert_eq!(
        without(&at_ideal).verdict,
        Verdict::Healthy,
        "it has once learned"
    );
    let noisy = steps(|step| (0.69 + 1e-3 * (step % 7) as f64, 0.5));
    assert_eq!(
        without(&noisy).verdict,
        Verdict::Undecided,
        "it may never have seen anything"
    );
    for steps in [&at_ideal, &noisy] {
        assert!(
            without(steps)
                .limits
                .iter()
                .any(|limit| limit.contains("look the same without samples"))
        );
    }
}

#[test]
fn what_stands_still_is_frozen_unless_it_is_good() {
    let constant: Vec<StepRow> = steps(|_| (0.0, 1.0))
        .into_iter()
        .map(|row| StepRow {
            g_loss: Some(100.0),
            ..row
        })
        .collect();
    let found = diagnose(&Case::foreign(Loss::NonSaturating, 0, &constant, &[]));
    assert_eq!(
        (found.verdict, found.findings[0].form),
        (Verdict::Frozen, Some(Form::Saturated))
    );
    let still = |quality: f64, change: f64| {
        let mut values = ring(if quality > 0.1 { 8.0 } else { 0.0 }, quality, 0.2);
        values.push((Metric::FrameChange, change));
        let noisy = steps(|step| (0.6 + 1e-3 * (step % 7) as f64, 0.55));
        judge("{}", &noisy, &evals(|_| values.clone()))
    };
    let found = still(0.01, 1e-5);
    assert_eq!(
        (found.verdict, found.findings[0].form),
        (Verdict::Frozen, Some(Form::Still))
    );
    assert_eq!(still(0.5, 1e-5).verdict, Verdict::Healthy);
    assert_eq!(still(0.01, 0.1).verdict, Verdict::Undecided);
    let mut values = ring(0.0, 0.0, f64::NAN);
    values.push((Metric::FrameChange, 1e-5));
    let won = judge(
        "{}",
        &steps(|step| (0.01 / step as f64, 1.0)),
        &evals(|_| values.clone()),
    );
    assert_eq!(
        won.verdict,
        Verdict::DiscriminatorDominance,
        "G stands still because D has won"
    );
}

#[test]
fn a_d_that_is_wrong_more_than_right_is_dominated_even_without_samples() {
    let rows: Vec<StepRow> = steps(|_| (2.0, 0.2))
        .into_iter()
        .map(|row| StepRow {
            g_loss: row.g_loss.map(|loss| 0.1 * loss),
            ..row
        })
        .collect();
    let found = diagnose(&Case::foreign(Loss::NonSaturating, 0, &rows, &[]));
    assert_eq!(
        (found.verdict, found.findings[0].form),
        (Verdict::GeneratorDominance, Some(Form::Fooled))
    );
}

#[test]
fn circles_and_ranges_are_told_and_decide_nothing() {
    let circling = steps(|step| (0.5 + 0.15 * (step as f64 / 5.0).sin(), 0.75));
    let found = judge("{}", &circling, &evals(|_| ring(8.0, 0.5, 0.2)));
    assert_eq!(found.verdict, Verdict::Healthy);
    assert_eq!(found.findings[1].symptom, Symptom::Sign(Sign::Oscillation));
    let period = found.findings[1].evidence.last().unwrap().value;
    assert!((28.0..=36.0).contains(&period), "{period}: 10 pi");
    let mut values = ring(2.0, 0.01, 1.0);
    values.push((Metric::RangeGap, 0.4));
    let found = judge("{}", &steps(|_| (0.01, 1.0)), &evals(|_| values.clone()));
    let symptoms: Vec<&str> = found
        .findings
        .iter()
        .map(|finding| finding.symptom.name())
        .collect();
    assert_eq!(symptoms, ["discriminator_dominance", "range_shortcut"]);
}

#[test]
fn a_failure_that_lasts_ends_a_run_and_a_resumed_watch_counts_on() {
    let run = run("{stop: {on: [mode_collapse], patience: 3}}");
    let steps = steps(balanced);
    let evals = evals(|step| {
        if step < 100 {
            ring(8.0, 0.5, 0.2)
        } else {
            ring(1.0, 0.9, 2.0)
        }
    });
    let mut watch = Watch::default();
    let ended = (1..=evals.len()).find(|seen| {
        let done = evals[seen - 1].step as usize;
        watch.see(&run, &steps[..done], &evals[..*seen]).is_some()
    });
    let ended = ended.expect("it collapses for good");
    assert!(
        (100..200).contains(&evals[ended - 1].step),
        "{}",
        evals[ended - 1].step
    );
    for seen in 1..=ended {
        let done = evals[seen - 1].step as usize;
        let again = Watch::after(&run, &steps[..done], &evals[..seen]);
        assert_eq!(
            again.ends(&run).is_some(),
            seen == ended,
            "after {seen} evaluations"
        );
    }
    let unwatched = self::run("{}");
    assert_eq!(
        Watch::after(&unwatched, &steps, &evals).ends(&unwatched),
        None
    );
}
