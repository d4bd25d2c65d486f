//! How long runs stay without a failure.

use super::group_by::{AxisGroup, group_by_axis};
use super::judged_run::JudgedRun;
use super::wilson::wilson_interval;
use crate::config::Axis;

/// The share of runs that no failure has reached yet, over the steps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SurvivalCurve {
    /// The value on the axis that tells curves apart.
    pub label: String,
    /// Index of that value.
    pub index: usize,
    /// How many runs.
    pub runs: usize,
    /// Runs without a failure at the end.
    pub surviving: usize,
    /// Each step at which the share falls, with the share from there on; begins with (0, 1).
    pub drops: Vec<(u64, f64)>,
    /// 95 % interval of the share at the end.
    pub interval: (f64, f64),
}

/// One curve per value of the axis `compared`, over all settings of the others. A run counts as
/// failed from the first onset of any failure found in it, and where no onset is known from its
/// last step. Every run is followed to its end, so nothing is censored and this is the estimator of
/// Kaplan and Meier (1958).
pub(crate) fn survival_curves(
    runs: &[JudgedRun],
    axes: &[Axis],
    compared: Option<usize>,
) -> Vec<SurvivalCurve> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let curve = |group: AxisGroup| {
        let mut failures: Vec<u64> = group
            .runs
            .iter()
            .filter_map(|run| failure_step(run))
            .collect();
        failures.sort_unstable();
        let total = group.runs.len();
        let mut drops = vec![(0, 1.0)];
        for (at, step) in failures.iter().enumerate() {
            let share = (total - at - 1) as f64 / total as f64;
            match drops.last_mut().filter(|(other, _)| other == step) {
                Some(drop) => drop.1 = share,
                None => drops.push((*step, share)),
            }
        }
        let surviving = total - failures.len();
        SurvivalCurve {
            interval: wilson_interval(surviving, total),
            drops,
            surviving,
            runs: total,
            index: group.index,
            label: group.label,
        }
    };
    group_by_axis(&all, axes, compared)
        .into_iter()
        .map(curve)
        .collect()
}

/// The step at which a run has failed.
fn failure_step(run: &JudgedRun) -> Option<u64> {
    let last = run
        .evals
        .last()
        .map(|row| row.step)
        .max(run.losses.steps.last().copied());
    run.verdict
        .is_failure()
        .then(|| run.first_failure.or(run.onset).or(last).unwrap_or(0))
}
