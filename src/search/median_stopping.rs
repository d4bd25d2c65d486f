//! The median stopping rule, decided for all settings at once.
//!
//! Vizier compares a trial with those that have ended before it, which depends on their order. Here every setting that is
//! left has come to the same step, and those that were dropped count with what they had then: without them each look
//! would drop half of what the look before had left.

use super::entrant::{Entrant, RunAtRung};
use super::score::score;
use crate::metrics::Metric;

/// Settings of which none is dropped, as Ray Tune's `min_samples_required`.
const TOO_FEW: usize = 2;

/// Of each entrant that is left, whether its best value so far is below the median of running means at more than half of
/// the seeds.
pub(super) fn below_median(metric: Metric, entrants: &[Entrant]) -> Vec<bool> {
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
    let is_below = |entrant: &Entrant| {
        let runs = entrant.runs.iter().zip(&medians);
        let below = runs
            .filter(|(run, median)| best(metric, run) < **median)
            .count();
        entrants.len() > TOO_FEW && 2 * below > seeds
    };
    left.map(is_below).collect()
}

fn scores(metric: Metric, run: &RunAtRung) -> impl Iterator<Item = f64> {
    let scores = run
        .evaluated
        .iter()
        .map(move |(_, value)| score(metric, *value));
    scores.filter(|score| score.is_finite())
}

/// The mean of a run's scores; of a failed one, or one without any, the worst.
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
