//! How long runs stay without a failure.

use super::proportion::share_interval;
use super::split::parts;
use super::study::JudgedRun;
use crate::config::Axis;

/// The share of runs that no failure has reached yet, over the steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// The value on the axis that tells curves apart.
    pub label: String,
    /// Index of that value.
    pub index: usize,
    pub runs: usize,
    /// Runs without a failure at the end.
    pub left: usize,
    /// Each step at which the share falls, with the share from there on; begins with (0, 1).
    pub falls: Vec<(u64, f64)>,
    /// 95 % interval of the share at the end.
    pub interval: (f64, f64),
}

/// A curve a value of the axis `by`, over all settings of the others. A run counts as failed from
/// the first onset of any failure found in it, and where no onset is known from its last step.
/// Every run is followed to its end, so nothing is censored and this is Kaplan and Meier's curve
/// (1958).
pub fn survival(runs: &[JudgedRun], axes: &[Axis], by: Option<usize>) -> Vec<Survival> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let curve = |part: super::split::Part| {
        let mut failures: Vec<u64> = part.runs.iter().filter_map(|run| failure(run)).collect();
        failures.sort_unstable();
        let total = part.runs.len();
        let mut falls = vec![(0, 1.0)];
        for (at, step) in failures.iter().enumerate() {
            let share = (total - at - 1) as f64 / total as f64;
            match falls.last_mut().filter(|(other, _)| other == step) {
                Some(fall) => fall.1 = share,
                None => falls.push((*step, share)),
            }
        }
        let left = total - failures.len();
        Survival {
            interval: share_interval(left, total),
            falls,
            left,
            runs: total,
            index: part.index,
            label: part.label,
        }
    };
    parts(&all, axes, by).into_iter().map(curve).collect()
}

/// The step at which a run has failed.
fn failure(run: &JudgedRun) -> Option<u64> {
    let last = run
        .evals
        .last()
        .map(|row| row.step)
        .max(run.trajectory.steps.last().copied());
    run.verdict
        .is_failure()
        .then(|| run.failed.or(run.onset).or(last).unwrap_or(0))
}
