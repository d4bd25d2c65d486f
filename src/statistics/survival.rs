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
    /// Runs that came to the end of the study's longest without a failure.
    pub surviving: usize,
    /// Each step at which the share falls, with the share from there on; begins with (0, 1).
    pub drops: Vec<(u64, f64)>,
    /// Steps at which runs without a failure were dropped by a search, or came to their end before the longest of the
    /// study, each once, with the share there: they are followed no further.
    pub cuts: Vec<(u64, f64)>,
    /// Runs that were dropped without a failure.
    pub dropped: usize,
    /// Runs that came to their own end, before that of the longest, without a failure.
    pub shorter: usize,
    /// The step up to which any run was followed, where none without a failure came to the end of the longest; none where
    /// some did, or none is left.
    pub end: Option<u64>,
    /// 95 % interval of the share at the end of the curve.
    pub interval: (f64, f64),
}

/// One curve per value of the axis `compared`, over all settings of the others. A run counts as
/// failed from the first onset of any failure found in it, and where no onset is known from its
/// last step. A run that was dropped by a search, or has fewer steps than others, is followed until then. This is the
/// estimator of Kaplan and Meier (1958); the interval is that of as many runs as were followed to a failure or to the end
/// of the curve.
pub(crate) fn survival_curves(
    runs: &[JudgedRun],
    axes: &[Axis],
    compared: Option<usize>,
) -> Vec<SurvivalCurve> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let groups = group_by_axis(&all, axes, compared);
    let longest = runs.iter().filter_map(JudgedRun::last_step).max();
    let longest = longest.unwrap_or(0);
    let begun = groups.into_iter().filter(|group| !group.runs.is_empty());
    begun.map(|group| curve(group, longest)).collect()
}

/// The curve of a group, in a study whose longest run ends at step `longest`.
fn curve(group: AxisGroup, longest: u64) -> SurvivalCurve {
    let failures = group.runs.iter().filter_map(|run| failure_step(run));
    let mut failures: Vec<u64> = failures.collect();
    failures.sort_unstable();
    let cut_runs = || {
        let steps = group.runs.iter().copied();
        steps.filter_map(|run| Some((run, cut_step(run, longest)?)))
    };
    let mut cuts: Vec<u64> = cut_runs().map(|(_, step)| step).collect();
    cuts.sort_unstable();
    let dropped = cut_runs().filter(|(run, _)| run.is_cut).count();
    let shorter = cuts.len() - dropped;
    let total = group.runs.len();
    let surviving = total - failures.len() - cuts.len();
    let drops = drops(total, &failures, &cuts);
    let is_somebody_left = drops.last().is_none_or(|(_, share)| *share > 0.0);
    let last_steps = group.runs.iter().filter_map(|run| run.last_step());
    let end = last_steps
        .max()
        .filter(|_| surviving == 0 && is_somebody_left);
    // Runs that were dropped last of all were followed to the end of their curve.
    let left_before = cuts.iter().filter(|cut| end != Some(**cut)).count();
    let followed = total - left_before;
    let share = drops.last().map_or(1.0, |(_, share)| *share);
    cuts.dedup();
    SurvivalCurve {
        interval: wilson_interval((share * followed as f64).round() as usize, followed),
        cuts: cuts
            .into_iter()
            .map(|step| (step, share_at(&drops, step)))
            .collect(),
        surviving,
        drops,
        dropped,
        shorter,
        end,
        runs: total,
        index: group.index,
        label: group.label,
    }
}

/// The share at a step, which has fallen with the failures of that step.
fn share_at(drops: &[(u64, f64)], step: u64) -> f64 {
    let before = drops.iter().take_while(|(at, _)| *at <= step);
    before.last().map_or(1.0, |(_, share)| *share)
}

/// The share of `total` runs that no failure has reached, from each step on at which it falls. `failures` are
/// sorted; `cut` are the steps up to which the others were followed that were dropped.
fn drops(total: usize, failures: &[u64], cut: &[u64]) -> Vec<(u64, f64)> {
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

/// The step at which a run has failed.
fn failure_step(run: &JudgedRun) -> Option<u64> {
    let at = || run.first_failure.or(run.onset).or(run.last_step());
    run.verdict.is_failure().then(|| at().unwrap_or(0))
}

/// The step at which a run without a failure was dropped, or ended before the longest one.
fn cut_step(run: &JudgedRun, longest: u64) -> Option<u64> {
    let last = run.last_step().unwrap_or(0);
    let is_cut = !run.verdict.is_failure() && (run.is_cut || last < longest);
    is_cut.then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Verdict;

    #[test]
    fn runs_that_were_dropped_are_followed_until_then() {
        assert_eq!(drops(4, &[10, 20], &[]), [(0, 1.0), (10, 0.75), (20, 0.5)]);
        // Kaplan and Meier by hand: 4 at risk, 1 fails; 1 is dropped; of the 2 left 1 fails.
        assert_eq!(
            drops(4, &[10, 20], &[15]),
            [(0, 1.0), (10, 0.75), (20, 0.375)]
        );
        // One that is dropped at the step of a failure was at risk then.
        assert_eq!(drops(2, &[20], &[20]), [(0, 1.0), (20, 0.5)]);
        assert_eq!(drops(3, &[20, 20], &[10]), [(0, 1.0), (20, 0.0)]);
    }

    /// A run of 100 steps, or one that was dropped at this step.
    fn run(verdict: Verdict, dropped_at: Option<u64>) -> JudgedRun {
        let mut run = JudgedRun::new(Vec::new(), 0, verdict);
        run.is_cut = dropped_at.is_some();
        run.losses.steps = vec![dropped_at.unwrap_or(100)];
        run.onset = verdict.is_failure().then_some(20);
        run
    }

    #[test]
    fn shorter_runs_are_followed_to_their_own_end() {
        let with_steps = |verdict: Verdict, steps: u64| {
            let mut run = run(verdict, None);
            run.losses.steps = vec![steps];
            run
        };
        let (healthy, failed) = (Verdict::Healthy, Verdict::Divergence);
        // Kaplan and Meier by hand: two of 4 end at step 10, and both of the others fail at 20.
        let mixed = [
            with_steps(healthy, 10),
            with_steps(healthy, 10),
            with_steps(failed, 20),
            with_steps(failed, 20),
        ];
        let curve = curve_of(&mixed);
        assert_eq!(curve.drops, [(0, 1.0), (20, 0.0)]);
        assert_eq!(curve.cuts, [(10, 1.0)]);
        assert_eq!((curve.surviving, curve.shorter, curve.dropped), (0, 2, 0));
        assert_eq!(curve.end, None, "nobody is left");
        // Each a curve of its own: that of the shorter runs ends with them.
        let axes = [crate::config::Axis {
            name: "steps".to_string(),
            kind: crate::config::AxisKind::Path,
            values: [10.0, 20.0].map(crate::config::AxisValue::Number).into(),
        }];
        let alone = mixed.map(|run| JudgedRun {
            setting: vec![crate::config::AxisValue::Number(run.losses.steps[0] as f64)],
            ..run
        });
        let curves = survival_curves(&alone, &axes, Some(0));
        let ends: Vec<_> = curves
            .iter()
            .map(|curve| (curve.end, curve.shorter))
            .collect();
        assert_eq!(ends, [(Some(10), 2), (None, 0)]);
    }

    fn curve_of(runs: &[JudgedRun]) -> SurvivalCurve {
        survival_curves(runs, &[], None).remove(0)
    }

    #[test]
    fn dropped_runs_leave_the_curve_where_they_were_dropped() {
        let (healthy, failed) = (Verdict::Healthy, Verdict::Divergence);
        let some = [
            run(healthy, Some(50)),
            run(healthy, Some(50)),
            run(failed, None),
            run(healthy, None),
        ];
        let curve = curve_of(&some);
        assert_eq!(curve.cuts, [(50, 0.75)]);
        assert_eq!((curve.surviving, curve.dropped, curve.end), (1, 2, None));
        let all = [
            run(healthy, Some(50)),
            run(healthy, Some(80)),
            run(failed, Some(80)),
            run(healthy, Some(80)),
        ];
        let curve = curve_of(&all);
        assert_eq!(curve.end, Some(80), "nobody knows what came after");
        assert_eq!((curve.surviving, curve.dropped), (0, 3));
        assert_eq!(curve.cuts, [(50, 0.75), (80, 0.75)]);
        assert_eq!(
            curve.interval,
            wilson_interval(2, 3),
            "three were followed to step 80"
        );
    }
}
