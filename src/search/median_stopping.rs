//! The median stopping rule, decided for all settings at once.
//!
//! Vizier compares a trial with those that have ended before it, which depends on their order. Here every setting that is
//! left has come to the same step, and those that were dropped count with what they had then: without them each look
//! would drop half of what the look before had left.

use super::entrant::{Entrant, RunAtRung};
use super::median_evidence::{AgainstMedian, Medians};
use super::score::{score, value_of};
use crate::metrics::Metric;

/// Settings of which none is dropped, as Ray Tune's `min_samples_required`.
const TOO_FEW: usize = 2;

/// The medians of running means at each seed, and how each entrant that is left compares with them.
pub(super) fn against_medians(
    metric: Metric,
    entrants: &[Entrant],
) -> (Medians, Vec<AgainstMedian>) {
    let seeds = entrants.first().map_or(0, |entrant| entrant.runs.len());
    let medians: Vec<f64> = (0..seeds)
        .map(|seed| {
            let means = entrants
                .iter()
                .map(|entrant| mean(metric, &entrant.runs[seed]));
            median(means.collect())
        })
        .collect();
    let left = entrants.iter().filter(|entrant| !entrant.is_dropped);
    let compared = left.map(|entrant| compare(metric, entrant, &medians));
    let compared = compared.collect();
    let medians = Medians {
        settings: entrants.len(),
        by_seed: values(metric, &medians),
    };
    (medians, compared)
}

/// Whether a setting is dropped: it is worse than the median at more than half of the seeds.
pub(super) fn is_dropped(own: &AgainstMedian, medians: &Medians) -> bool {
    medians.settings > TOO_FEW && 2 * own.worse_at() > own.is_worse.len()
}

fn compare(metric: Metric, entrant: &Entrant, medians: &[f64]) -> AgainstMedian {
    let of_runs = |score: fn(Metric, &RunAtRung) -> f64| -> Vec<f64> {
        entrant.runs.iter().map(|run| score(metric, run)).collect()
    };
    let (bests, means) = (of_runs(best), of_runs(mean));
    let pairs = bests.iter().zip(medians);
    AgainstMedian {
        is_worse: pairs.map(|(best, median)| best < median).collect(),
        best: values(metric, &bests),
        mean: values(metric, &means),
    }
}

fn values(metric: Metric, scores: &[f64]) -> Vec<Option<f64>> {
    let values = scores.iter().map(|score| value_of(metric, *score));
    values.collect()
}

fn scores(metric: Metric, run: &RunAtRung) -> impl Iterator<Item = f64> {
    let scores = run
        .evaluated
        .iter()
        .map(move |(_, value)| score(metric, *value));
    scores.filter(|score| score.is_finite())
}

/// The mean of a run's scores; of one with a failure verdict, or without any value, the worst.
fn mean(metric: Metric, run: &RunAtRung) -> f64 {
    let count = scores(metric, run).count();
    match run.failure.is_some() || count == 0 {
        true => f64::NEG_INFINITY,
        false => scores(metric, run).sum::<f64>() / count as f64,
    }
}

/// The best of a run's scores, likewise.
fn best(metric: Metric, run: &RunAtRung) -> f64 {
    match run.failure {
        Some(_) => f64::NEG_INFINITY,
        None => scores(metric, run).fold(f64::NEG_INFINITY, f64::max),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.len(), values.len() % 2) {
        (0, _) => f64::NEG_INFINITY,
        (_, 1) => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}
