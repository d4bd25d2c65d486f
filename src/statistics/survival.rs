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
/// last step. A run that was dropped by a search is followed until then. This is the estimator of Kaplan
/// and Meier (1958); the interval is that of as many runs as were followed to a failure or to their end.
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
        let cut = group.runs.iter().filter_map(|run| cut_step(run)).collect();
        let surviving = total - failures.len();
        let drops = drops(total, &failures, cut);
        let followed = total
            - group
                .runs
                .iter()
                .filter(|run| cut_step(run).is_some())
                .count();
        let share = drops.last().map_or(1.0, |(_, share)| *share);
        SurvivalCurve {
            interval: wilson_interval((share * followed as f64).round() as usize, followed),
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

/// The share of `total` runs that no failure has reached, from each step on at which it falls. `failures` are
/// sorted; `cut` are the steps up to which the others were followed that were dropped.
fn drops(total: usize, failures: &[u64], cut: Vec<u64>) -> Vec<(u64, f64)> {
    let mut drops = vec![(0, 1.0)];
    // As long as none is dropped, the share is that of the runs that are left.
    let (mut begun, mut base, mut since, mut gone) = (total, 1.0, 0, 0);
    for step in failures {
        let cut_before = cut.iter().filter(|cut| *cut < step).count();
        if cut_before > gone {
            base = drops.last().map_or(1.0, |(_, share)| *share);
            begun = begun - since - (cut_before - gone);
            (since, gone) = (0, cut_before);
        }
        since += 1;
        let share = base * ((begun - since) as f64 / begun as f64);
        match drops.last_mut().filter(|(other, _)| other == step) {
            Some(drop) => drop.1 = share,
            None => drops.push((*step, share)),
        }
    }
    drops
}

fn last_step(run: &JudgedRun) -> Option<u64> {
    let evaluated = run.evals.last().map(|row| row.step);
    evaluated.max(run.losses.steps.last().copied())
}

/// The step at which a run has failed.
fn failure_step(run: &JudgedRun) -> Option<u64> {
    let at = || run.first_failure.or(run.onset).or(last_step(run));
    run.verdict.is_failure().then(|| at().unwrap_or(0))
}

/// The step at which a run without a failure was dropped.
fn cut_step(run: &JudgedRun) -> Option<u64> {
    let is_cut = run.is_cut && !run.verdict.is_failure();
    is_cut.then(|| last_step(run).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_were_dropped_are_followed_until_then() {
        assert_eq!(
            drops(4, &[10, 20], vec![]),
            [(0, 1.0), (10, 0.75), (20, 0.5)]
        );
        // Kaplan and Meier by hand: 4 at risk, 1 fails; 1 is dropped; of the 2 left 1 fails.
        assert_eq!(
            drops(4, &[10, 20], vec![15]),
            [(0, 1.0), (10, 0.75), (20, 0.375)]
        );
        // One that is dropped at the step of a failure was at risk then.
        assert_eq!(drops(2, &[20], vec![20]), [(0, 1.0), (20, 0.5)]);
        assert_eq!(drops(3, &[20, 20], vec![10]), [(0, 1.0), (20, 0.0)]);
    }
}
