//! One finished run, as far as statistics need it.

use super::loss_curves::LossCurves;
use super::trajectory::Trajectory;
use crate::config::AxisValue;
use crate::diagnose::Verdict;
use crate::metrics::{Direction, MetricValues};
use crate::train::EvalRow;

/// One finished run, as far as statistics need it.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedRun {
    /// Its value on each axis of the study.
    pub setting: Vec<AxisValue>,
    /// Its seed; runs of one setting differ in nothing else.
    pub seed: u64,
    /// What it is judged to be.
    pub verdict: Verdict,
    /// Whether it was dropped on the way, so that it is judged by its first steps.
    pub is_cut: bool,
    /// Whether its players go round in circles.
    pub oscillates: bool,
    /// First step at which the verdict holds.
    pub onset: Option<u64>,
    /// First step at which any of its failures holds, the most severe or another.
    pub first_failure: Option<u64>,
    /// Metrics of the last evaluation.
    pub last: MetricValues,
    /// Its evaluations, by rising step.
    pub evals: Vec<EvalRow>,
    /// Its losses; empty where nobody has read the run's steps.
    pub losses: LossCurves,
    /// The trajectory of its parameters, where each player has one, and somebody has read the run's steps.
    pub trajectory: Option<Trajectory>,
}

impl JudgedRun {
    /// A run of which nothing was measured.
    pub fn new(setting: Vec<AxisValue>, seed: u64, verdict: Verdict) -> Self {
        Self {
            setting,
            seed,
            verdict,
            is_cut: false,
            oscillates: false,
            onset: None,
            first_failure: None,
            last: MetricValues::default(),
            evals: Vec::new(),
            losses: LossCurves::default(),
            trajectory: None,
        }
    }

    /// The last step that is known of it: of an evaluation or, where somebody has read them, of its losses.
    pub fn last_step(&self) -> Option<u64> {
        let evaluated = self.evals.last().map(|row| row.step);
        evaluated.max(self.losses.steps.last().copied())
    }
}

/// Metrics of the last evaluation, and the best ever of those with a better direction.
pub(crate) fn last_and_best(evals: &[EvalRow]) -> (MetricValues, MetricValues) {
    let last = evals.last().map(|row| row.measured).unwrap_or_default();
    let best = MetricValues::from_fn(|metric| {
        let description = metric.description();
        if description.direction == Direction::Neither {
            return None;
        }
        evals
            .iter()
            .filter_map(|row| row.measured.get(metric))
            .reduce(|left, right| description.better(left, right))
    });
    (last, best)
}

/// How many of these runs are healthy.
pub(super) fn count_healthy(runs: &[&JudgedRun]) -> usize {
    let healthy = |run: &&&JudgedRun| run.verdict == Verdict::Healthy;
    runs.iter().filter(healthy).count()
}

/// How many of these runs have each verdict that occurs, the most frequent first.
pub(super) fn count_verdicts(runs: &[&JudgedRun]) -> Vec<(Verdict, usize)> {
    let count = |verdict: Verdict| runs.iter().filter(|run| run.verdict == verdict).count();
    let mut counts: Vec<(Verdict, usize)> = Verdict::ALL
        .map(|verdict| (verdict, count(verdict)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    counts.sort_by_key(|(verdict, count)| (std::cmp::Reverse(*count), *verdict));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metric;

    #[test]
    fn the_best_value_is_the_best_in_its_direction() {
        let row = |step, modes, reverse_kl| {
            let mut measured = MetricValues::default();
            measured.set(Metric::Modes, modes);
            measured.set(Metric::ReverseKl, reverse_kl);
            EvalRow { step, measured }
        };
        let modes_and_reverse_kl =
            |values: MetricValues| (values.get(Metric::Modes), values.get(Metric::ReverseKl));
        let (last, best) =
            last_and_best(&[row(0, 1.0, f64::NAN), row(1, 8.0, 0.1), row(2, 5.0, 0.4)]);
        assert_eq!(modes_and_reverse_kl(last), (Some(5.0), Some(0.4)));
        assert_eq!(modes_and_reverse_kl(best), (Some(8.0), Some(0.1)));
        assert_eq!(last_and_best(&[]).0, MetricValues::default());
    }
}
