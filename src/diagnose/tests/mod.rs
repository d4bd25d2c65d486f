//! Rules over histories written by hand, and over labelled logs of other people's runs.

mod conditional;
mod equilibrium;
mod external;
mod missed_parts;
mod players;
mod published;
mod quantity;
mod samples;
mod starved;
mod words;

use super::*;
use crate::config::{self, Run};
use crate::metrics::{Metric, MetricValues};
use crate::strategies::Loss;
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
            g_stepped: 1,
            ..StepRow::default()
        }
    };
    (1..=400).map(row).collect()
}

/// 40 evaluations with these metrics, as functions of the step.
fn evals(values: impl Fn(u64) -> Vec<(Metric, f64)>) -> Vec<EvalRow> {
    let row = |step| {
        let mut measured = MetricValues::default();
        values(step)
            .into_iter()
            .for_each(|(metric, value)| measured.set(metric, value));
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
    diagnose(&RunHistory::new(&run(text), steps, evals))
}

fn balanced(_: u64) -> (f64, f64) {
    (0.5, 0.74)
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

#[test]
fn a_failure_that_lasts_ends_a_run_and_a_resumed_run_counts_on() {
    let run = run("{stop: {on: [mode_collapse], patience: 3}}");
    let steps = steps(balanced);
    let evals = evals(|step| {
        if step < 100 {
            ring(8.0, 0.5, 0.2)
        } else {
            ring(1.0, 0.9, 2.0)
        }
    });
    let mut stopping = LastingFailure::to_stop_on(&run);
    let ended = (1..=evals.len()).find(|seen| {
        let done = evals[seen - 1].step as usize;
        stopping
            .observe(&run, &steps[..done], &evals[..*seen])
            .is_some()
    });
    let ended = ended.expect("it collapses for good");
    assert!(
        (100..200).contains(&evals[ended - 1].step),
        "{}",
        evals[ended - 1].step
    );
    for seen in 1..=ended {
        let done = evals[seen - 1].step as usize;
        let again = LastingFailure::to_stop_on(&run).replay(&run, &steps[..done], &evals[..seen]);
        assert_eq!(
            again.lasting().is_some(),
            seen == ended,
            "after {seen} evaluations"
        );
    }
    let without_stop = self::run("{}");
    let never = LastingFailure::to_stop_on(&without_stop).replay(&without_stop, &steps, &evals);
    assert!(never.lasting().is_none());
}

#[test]
fn what_d_does_before_g_may_move_ends_nothing() {
    let run = run("{warm_up_d: 150, steps: 1000, stop: {on: [mode_collapse], patience: 3}}");
    let (steps, evals) = (steps(balanced), evals(|_| ring(1.0, 0.9, 2.0)));
    let mut stopping = LastingFailure::to_stop_on(&run);
    let ended = (1..=evals.len()).find(|seen| {
        let done = evals[seen - 1].step as usize;
        let lasting = stopping.observe(&run, &steps[..done], &evals[..*seen]);
        lasting.is_some()
    });
    let after: Vec<u64> = evals
        .iter()
        .map(|row| row.step)
        .filter(|step| *step > 150)
        .collect();
    assert_eq!(evals[ended.unwrap() - 1].step, after[2]);
}

#[test]
fn a_run_that_went_back_counts_from_there_and_names_its_remedies() {
    let run = run("{lr_d: 1e-2, heal: {on: [mode_collapse], patience: 3}}");
    let steps = steps(balanced);
    let evals = evals(|_| ring(1.0, 0.9, 2.0));
    let ended_after = |back_to| {
        let mut lasting = LastingFailure::to_heal(&run, back_to);
        let ended = (1..=evals.len()).find(|seen| {
            let done = evals[seen - 1].step as usize;
            lasting
                .observe(&run, &steps[..done], &evals[..*seen])
                .is_some()
        });
        let found = lasting.lasting().expect("it has collapsed").clone();
        assert_eq!(found.failure, crate::config::Failure::ModeCollapse);
        assert!(found.remedies[0].patch.contains("lr_d: 1e-3"), "{found:?}");
        evals[ended.unwrap() - 1].step
    };
    let every = evals[1].step - evals[0].step;
    let later = evals[evals.len() / 2].step;
    assert!(ended_after(0) < later);
    assert_eq!(ended_after(later), later + 3 * every);
}
