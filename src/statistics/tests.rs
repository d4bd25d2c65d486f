//! What holds of statistics over whole studies.

use super::shown_axes::compared_axis;
use super::*;
use crate::config::{Axis, AxisKind, AxisValue};
use crate::diagnose::Verdict;
use crate::metrics::{Metric, MetricValues};
use crate::train::EvalRow;

fn axis(name: &str, kind: AxisKind, values: &[&str]) -> Axis {
    let value = |text: &&str| {
        text.parse()
            .map_or_else(|_| AxisValue::Text((*text).to_string()), AxisValue::Number)
    };
    Axis {
        name: name.to_string(),
        kind,
        values: values.iter().map(value).collect(),
    }
}

fn axes() -> Vec<Axis> {
    vec![
        axis("lr_d", AxisKind::Path, &["0.1", "0.2"]),
        axis("strategy", AxisKind::Arms, &["plain", "cure"]),
    ]
}

/// A run whose quality grows over three evaluations to `quality`.
fn run(rate: f64, arm: &str, seed: u64, verdict: Verdict, quality: f64) -> JudgedRun {
    let setting = vec![AxisValue::Number(rate), AxisValue::Text(arm.to_string())];
    let mut run = JudgedRun::new(setting, seed, verdict);
    run.evals = (0..3)
        .map(|at| {
            let mut measured = MetricValues::default();
            measured.set(Metric::HighQuality, quality * f64::from(at) / 2.0);
            EvalRow {
                step: at as u64 * 50,
                measured,
            }
        })
        .collect();
    run.last = run.evals[2].measured;
    run.onset = verdict.is_failure().then_some(40 + 10 * seed);
    run
}

/// Two rates, two arms, six seeds: the cure is always better by 0.1 + 0.01 a seed, and heals the
/// higher rate.
fn study() -> Vec<JudgedRun> {
    let mut runs = Vec::new();
    for seed in 0..6_u64 {
        for (rate, base) in [(0.1, 0.5), (0.2, 0.2)] {
            let plain = if rate < 0.15 {
                Verdict::Healthy
            } else {
                Verdict::ModeCollapse
            };
            let noise = 0.02 * seed as f64;
            runs.push(run(rate, "plain", seed, plain, base + noise));
            runs.push(run(
                rate,
                "cure",
                seed,
                Verdict::Healthy,
                base + noise + 0.1 + 0.01 * seed as f64,
            ));
        }
    }
    runs
}

/// Five runs over two rates and two arms, with the modes that they hold at the end.
pub(super) fn five_runs() -> (Vec<JudgedRun>, Vec<Axis>) {
    let run = |rate: f64, arm: &str, seed: u64, verdict: Verdict, modes: f64| {
        let setting = vec![AxisValue::Number(rate), AxisValue::Text(arm.to_string())];
        let mut run = JudgedRun::new(setting, seed, verdict);
        run.last.set(Metric::Modes, modes);
        run
    };
    let runs = vec![
        run(0.1, "a", 0, Verdict::Healthy, 8.0),
        run(0.2, "a", 0, Verdict::ModeCollapse, 1.0),
        run(0.1, "a", 1, Verdict::Healthy, 7.0),
        run(0.2, "a", 1, Verdict::Divergence, f64::NAN),
        run(0.1, "b", 0, Verdict::Undecided, 4.0),
    ];
    let axes = vec![
        axis("lr_d", AxisKind::Path, &["0.1", "0.2"]),
        axis("arm", AxisKind::Arms, &["a", "b"]),
    ];
    (runs, axes)
}

#[test]
fn arms_are_paired_by_seed_and_setting() {
    let found = compare_arms(&study(), &axes(), 1, Outcome::Metric(Metric::HighQuality));
    assert_eq!(found.len(), 1);
    let difference = &found[0];
    assert_eq!(
        (difference.baseline.as_str(), difference.other.as_str()),
        ("plain", "cure")
    );
    assert_eq!((difference.pairs.len(), difference.left_out), (12, 0));
    assert_eq!(difference.pairs[0].setting, "lr_d=0.1");
    let test = difference.test.unwrap();
    assert_eq!(
        (test.count, test.positive, test.negative, test.rank_biserial),
        (6, 6, 0, 1.0),
        "a seed is one number"
    );
    assert!((test.estimate - 0.125).abs() < 1e-9 && (test.sign_p - 0.03125).abs() < 1e-12);
    assert!(
        test.interval
            .is_some_and(|(low, high)| (low - 0.1).abs() < 1e-9 && (high - 0.15).abs() < 1e-9)
    );
    let healthy = &compare_arms(&study(), &axes(), 1, Outcome::Healthy)[0];
    assert_eq!(
        healthy.test.map(|test| (test.positive, test.negative)),
        Some((6, 0))
    );
}

#[test]
fn a_seed_that_only_one_arm_has_and_a_run_without_a_number_make_no_pair() {
    let mut runs = study();
    runs.retain(|run| !(run.seed == 2 && run.setting[1] == AxisValue::Text("cure".to_string())));
    runs[0].last.set(Metric::HighQuality, f64::NAN);
    let found = &compare_arms(&runs, &axes(), 1, Outcome::Metric(Metric::HighQuality))[0];
    assert_eq!((found.pairs.len(), found.left_out), (9, 1));
    let words = comparison_sentence(found, Outcome::Metric(Metric::HighQuality));
    assert!(
        words.starts_with(
            "5 common seeds (9 pairs) are too few to tell cure and plain apart in high_quality"
        ),
        "{words}"
    );
    assert!(
        words.ends_with("One pair is left out because one of its runs has no finite value."),
        "{words}"
    );
    let nothing = &compare_arms(&runs[..0], &axes(), 1, Outcome::Healthy);
    assert!(nothing.is_empty());
}

#[test]
fn arms_without_a_common_seed_still_show_their_values() {
    let mut runs = study();
    for run in &mut runs {
        let is_cure = run.setting[1] == AxisValue::Text("cure".to_string());
        run.seed += if is_cure { 100 } else { 0 };
    }
    let quality = Outcome::Metric(Metric::HighQuality);
    let found = &compare_arms(&runs, &axes(), 1, quality)[0];
    assert!(found.pairs.is_empty() && found.medians.is_some());
    let words = comparison_sentence(found, quality);
    let start = "cure and plain share no seed, so high_quality cannot be compared in pairs; over all runs the \
                 median of high_quality is ";
    assert!(words.starts_with(start), "{words}");
    let healthy = &compare_arms(&runs, &axes(), 1, Outcome::Healthy)[0];
    let words = comparison_sentence(healthy, Outcome::Healthy);
    let end = "over all runs the share of healthy runs is 0.5 with plain and 1 with cure.";
    assert!(words.ends_with(end), "{words}");
}

#[test]
fn a_shown_difference_is_said_with_its_numbers() {
    let found = &compare_arms(&study(), &axes(), 1, Outcome::Metric(Metric::HighQuality))[0];
    assert_eq!(
        comparison_sentence(found, Outcome::Metric(Metric::HighQuality)),
        "Over 6 common seeds (12 pairs) high_quality is higher with cure than with plain, by 0.125 (95 % interval +0.1 to +0.15, higher in \
         6, lower in 0, Wilcoxon p = 0.0312, sign test p = 0.0312)."
    );
}

#[test]
fn bands_hold_the_runs_that_are_still_there() {
    let mut runs = study();
    runs[0].evals.truncate(2);
    let panels = bands(
        &runs,
        &axes(),
        Some(1),
        StepQuantity::Metric(Metric::HighQuality),
    );
    let labels: Vec<&str> = panels.iter().map(|panel| panel.label.as_str()).collect();
    assert_eq!(labels, ["lr_d=0.1", "lr_d=0.2"]);
    let band = &panels[0].bands[0];
    assert_eq!(
        (band.label.as_str(), band.index, band.runs),
        ("plain", 0, 6)
    );
    let (step, last) = band.points[2];
    assert_eq!((step, last.count, last.is_interval), (100, 5, false));
    assert!(
        (last.median - 0.56).abs() < 1e-9
            && (last.low - 0.52).abs() < 1e-9
            && (last.high - 0.6).abs() < 1e-9
    );
    assert!(have_intervals(&panels), "six runs were begun");
    let together = bands(&runs, &axes()[..1], None, StepQuantity::DiscriminatorLoss);
    assert!(
        together
            .iter()
            .all(|panel| panel.bands[0].points.is_empty()),
        "nobody has read the steps"
    );
}

#[test]
fn survival_falls_at_every_onset() {
    let mut runs = study();
    let failing = runs
        .iter_mut()
        .find(|run| run.seed == 0 && run.verdict.is_failure())
        .unwrap();
    failing.first_failure = Some(30);
    let curves = survival_curves(&runs, &axes(), Some(1));
    assert_eq!(
        (
            curves[0].label.as_str(),
            curves[0].runs,
            curves[0].surviving
        ),
        ("plain", 12, 6)
    );
    assert_eq!(
        curves[0].drops,
        [
            (0, 1.0),
            (30, 11.0 / 12.0),
            (50, 10.0 / 12.0),
            (60, 0.75),
            (70, 8.0 / 12.0),
            (80, 7.0 / 12.0),
            (90, 0.5)
        ]
    );
    assert_eq!(
        (curves[1].drops.as_slice(), curves[1].surviving),
        (&[(0, 1.0)][..], 12)
    );
    assert_eq!(survival_curves(&study(), &axes(), None).len(), 1);
}

#[test]
fn the_compared_axis_is_the_arms_or_what_matters_most() {
    assert_eq!(compared_axis(&study(), &axes()), Some(1));
    let mut plain = axes();
    plain[1].kind = AxisKind::Path;
    assert_eq!(
        compared_axis(&study(), &plain),
        Some(0),
        "both move it alike: the first"
    );
    assert_eq!(compared_axis(&study(), &[]), None);
}

#[test]
fn the_answer_is_made_from_the_statistics() {
    let words = answer(&study(), &axes(), Metric::HighQuality, Metric::HighQuality);
    assert_eq!(
        words,
        "18 of 24 runs are healthy; best is lr_d=0.1, strategy=cure, with 6 of 6 seeds healthy (95 % interval 61 % to 100 %). What \
         matters most is lr_d (healthy: 12 of 12 at 0.1, 6 of 12 at 0.2). Over 6 common seeds (12 pairs) high_quality \
         is higher with cure than with plain, by 0.125 (95 % interval +0.1 to +0.15, Wilcoxon p = 0.0312)."
    );
    assert_eq!(
        answer(&[], &axes(), Metric::HighQuality, Metric::Modes),
        "No run is finished yet."
    );
    assert_eq!(
        answer(
            &[JudgedRun::new(Vec::new(), 0, Verdict::Divergence)],
            &[],
            Metric::Modes,
            Metric::HighQuality
        ),
        "The only finished run is not healthy (1 divergence)."
    );
}

/// Fifteen arms, of which some heal; the metric is best where every run failed.
fn many_arms() -> (Vec<JudgedRun>, Vec<Axis>) {
    let names: Vec<String> = (0..15).map(|at| format!("arm_{at}")).collect();
    let labels: Vec<&str> = names.iter().map(String::as_str).collect();
    let axes = vec![axis("rule", AxisKind::Arms, &labels)];
    let arm = |at: u64| {
        let name = names[at as usize].clone();
        (0..12).map(move |seed| {
            let healthy = match at {
                3 | 4 | 8 => true,
                5 => seed < 8,
                11 => seed < 1,
                _ => false,
            };
            let verdict = match healthy {
                true => Verdict::Healthy,
                false => Verdict::ModeCollapse,
            };
            let mut run = JudgedRun::new(vec![AxisValue::Text(name.clone())], seed, verdict);
            let modes = if at == 2 { 8.0 } else { 1.0 + 0.1 * at as f64 };
            run.last.set(Metric::Modes, modes + 0.01 * seed as f64);
            run
        })
    };
    ((0..15).flat_map(arm).collect(), axes)
}

#[test]
fn of_many_arms_the_best_and_the_worst_are_named() {
    let (runs, axes) = many_arms();
    let words = answer(&runs, &axes, Metric::Modes, Metric::Modes);
    let expected = "What matters most is rule (healthy: 12 of 12 at arm_3, arm_4 and arm_8, 8 of 12 at arm_5, 1 value in between, \
                    none of 12 at arm_0, arm_1 and 8 more).";
    assert!(words.contains(expected), "{words}");
}

#[test]
fn a_metric_speaks_for_no_arm_whose_runs_all_failed() {
    let (mut runs, axes) = many_arms();
    let words = answer(&runs, &axes, Metric::Modes, Metric::Modes);
    assert!(!words.contains("with arm_2 than"), "{words}");
    assert!(
        words.contains("modes is higher with arm_3 than with arm_0"),
        "{words}"
    );
    runs.iter_mut()
        .for_each(|run| run.verdict = Verdict::ModeCollapse);
    let words = answer(&runs, &axes, Metric::Modes, Metric::Modes);
    assert_eq!(words, "None of 180 runs is healthy (180 mode_collapse).");
}
