//! What other thresholds would have come to, on the seeds by which they may be chosen.

use seesaw::diagnose::{Diagnosis, Thresholds};

use super::scores::mistaken;
use super::trained_runs::{DiagnoseRun, TrainedRun};

type Change = fn(&mut Thresholds, f64);

/// Thresholds with the values that are tried.
const TRIED: [(&str, Change, &[f64]); 23] = [
    (
        "window",
        |thresholds, value| thresholds.window = value,
        &[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5],
    ),
    (
        "nearly_real",
        |thresholds, value| thresholds.nearly_real = value,
        &[0.5, 0.7, 0.75, 0.8, 1.0],
    ),
    (
        "real_quality",
        |thresholds, value| thresholds.real_quality = value,
        &[0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2],
    ),
    (
        "real_precision_of_classes",
        |thresholds, value| thresholds.real_precision_of_classes = value,
        &[0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6],
    ),
    (
        "held_class",
        |thresholds, value| thresholds.held_class = value,
        &[0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15],
    ),
    (
        "in_effect",
        |thresholds, value| thresholds.in_effect = value,
        &[0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    ),
    (
        "won_loss",
        |thresholds, value| thresholds.won_loss = value,
        &[0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6],
    ),
    (
        "won_loss_alone",
        |thresholds, value| thresholds.won_loss_alone = value,
        &[0.001, 0.01, 0.03, 0.05, 0.1, 0.2, 0.4],
    ),
    (
        "rising",
        |thresholds, value| thresholds.rising = value,
        &[1.28, 1.64, 2.0, 2.33, 2.6, 3.1],
    ),
    (
        "in_reach",
        |thresholds, value| thresholds.in_reach = value,
        &[0.5, 1.0, 2.0, 3.0, 5.0, 10.0],
    ),
    (
        "won_accuracy",
        |thresholds, value| thresholds.won_accuracy = value,
        &[0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99],
    ),
    (
        "won_relativistic_accuracy",
        |thresholds, value| thresholds.won_relativistic_accuracy = value,
        &[0.8, 0.9, 0.95, 0.97, 0.99],
    ),
    (
        "chance_loss",
        |thresholds, value| thresholds.chance_loss = value,
        &[0.8, 0.85, 0.9, 0.95, 0.98],
    ),
    (
        "chance_accuracy",
        |thresholds, value| thresholds.chance_accuracy = value,
        &[0.55, 0.6, 0.65, 0.7, 0.8],
    ),
    (
        "exploded_discriminator",
        |thresholds, value| thresholds.exploded_discriminator = value,
        &[3.0, 10.0, 30.0, 100.0, 300.0, 1000.0],
    ),
    (
        "exploded_generator",
        |thresholds, value| thresholds.exploded_generator = value,
        &[30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0],
    ),
    (
        "exploded_spread",
        |thresholds, value| thresholds.exploded_spread = value,
        &[3.0, 10.0, 30.0, 100.0, 300.0],
    ),
    (
        "fooled_loss",
        |thresholds, value| thresholds.fooled_loss = value,
        &[1.05, 1.1, 1.25, 1.5, 2.0],
    ),
    (
        "balanced_loss",
        |thresholds, value| thresholds.balanced_loss = value,
        &[0.4, 0.42, 0.45, 0.5, 0.55, 0.6, 0.7],
    ),
    (
        "learned_loss",
        |thresholds, value| thresholds.learned_loss = value,
        &[0.8, 0.85, 0.9, 0.95],
    ),
    (
        "wasserstein_fall",
        |thresholds, value| thresholds.wasserstein_fall = value,
        &[0.2, 0.3, 0.5, 0.7],
    ),
    (
        "constant",
        |thresholds, value| thresholds.constant = value,
        &[1e-6, 1e-5, 1e-4, 1e-3, 1e-2],
    ),
    (
        "still",
        |thresholds, value| thresholds.still = value,
        &[1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 3e-2],
    ),
];

/// Wrong verdicts for every value, with samples and from losses alone; the chosen one is bold.
pub fn table(runs: &[&TrainedRun]) -> String {
    let mut text = String::from(
        "| threshold | wrong verdicts with samples | from losses alone |\n|--|--|--|\n",
    );
    for (name, change, values) in TRIED {
        let counts = |diagnose_run: DiagnoseRun| {
            let count = |value: &f64| {
                let mut thresholds = Thresholds::default();
                change(&mut thresholds, *value);
                let words = format!("{value}: {}", wrong(runs, thresholds, diagnose_run));
                if thresholds == Thresholds::default() {
                    format!("**{words}**")
                } else {
                    words
                }
            };
            values.iter().map(count).collect::<Vec<_>>().join(", ")
        };
        let (samples, losses) = (
            counts(TrainedRun::diagnose),
            counts(TrainedRun::diagnose_losses),
        );
        text.push_str(&format!("| {name} | {samples} | {losses} |\n"));
    }
    text
}

fn wrong(runs: &[&TrainedRun], thresholds: Thresholds, diagnose_run: DiagnoseRun) -> usize {
    let diagnoses: Vec<Diagnosis> = runs
        .iter()
        .map(|run| diagnose_run(run, thresholds))
        .collect();
    let diagnosed: Vec<_> = runs.iter().copied().zip(&diagnoses).collect();
    mistaken(&diagnosed)
}
