//! What decides, as a number of which more is better.

use super::entrant::RunAtRung;
use crate::config::Search;
use crate::metrics::{Direction, Metric, TABLE};

/// The metric that decides.
///
/// # Panics
/// Never: a study names a metric of the table, as a test of both lists checks.
pub fn metric_of(search: &Search) -> Metric {
    let row = TABLE.iter().find(|row| row.name == search.metric());
    row.expect("a study names a metric of the table").metric
}

/// A value with the sign that makes more better. What is not a number, or was not measured, is worst.
pub(super) fn score(metric: Metric, value: Option<f64>) -> f64 {
    let value = value.filter(|value| value.is_finite());
    match metric.description().direction {
        Direction::Down => value.map_or(f64::NEG_INFINITY, |value| -value),
        _ => value.unwrap_or(f64::NEG_INFINITY),
    }
}

/// The value that has this score; none of the worst.
pub(super) fn value_of(metric: Metric, score: f64) -> Option<f64> {
    let score = Some(score).filter(|score| score.is_finite());
    match metric.description().direction {
        Direction::Down => score.map(|score| -score),
        _ => score,
    }
}

/// The score of a run at a rung: that of its last evaluation, and of one with a failure verdict the worst.
pub(super) fn score_of(metric: Metric, run: &RunAtRung) -> f64 {
    match run.failure {
        Some(_) => f64::NEG_INFINITY,
        None => score(metric, run.value()),
    }
}

/// By how much one score is above another; two that are worst are equal.
pub(super) fn difference(one: f64, other: f64) -> f64 {
    if one == other { 0.0 } else { one - other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::BETTER_METRICS;

    #[test]
    fn a_study_may_name_every_metric_that_has_a_better_direction() {
        let rows = TABLE.iter();
        let better = rows.filter(|row| row.direction != Direction::Neither);
        let names: Vec<&str> = better.map(|row| row.name).collect();
        assert_eq!(names, BETTER_METRICS);
    }

    #[test]
    fn what_is_not_measured_or_not_finite_is_worst() {
        assert_eq!(score(Metric::Frechet, Some(2.0)), -2.0);
        assert_eq!(score(Metric::Modes, Some(2.0)), 2.0);
        for value in [None, Some(f64::NAN), Some(f64::INFINITY)] {
            assert_eq!(score(Metric::Frechet, value), f64::NEG_INFINITY);
        }
        for (metric, value) in [(Metric::Frechet, 2.0), (Metric::Modes, 2.0)] {
            assert_eq!(value_of(metric, score(metric, Some(value))), Some(value));
            assert_eq!(value_of(metric, f64::NEG_INFINITY), None);
        }
        assert_eq!(difference(f64::NEG_INFINITY, f64::NEG_INFINITY), 0.0);
    }
}
