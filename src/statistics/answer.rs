//! The answer of a study in two sentences.

use super::arm_comparison::{ArmComparison, Outcome, compare_arms};
use super::comparison_sentence::comparison_clause;
use super::group_by::{AxisGroup, group_by_axis};
use super::judged_run::{JudgedRun, count_healthy, count_verdicts};
use super::number_format::{format_percent, plural};
use super::ranking::rank_settings;
use super::shown_axes::{compared_axis, healthy_share_range, strongest_axis, varied_axes};
use crate::config::{Axis, AxisKind};
use crate::diagnose::Verdict;
use crate::metrics::Metric;

/// Two sentences: what became of the runs and which setting is best; and what made the difference.
/// `compared` is what arms are compared by; `deciding` decides between settings that are equally
/// healthy.
pub fn answer(runs: &[JudgedRun], axes: &[Axis], compared: Metric, deciding: Metric) -> String {
    if runs.is_empty() {
        return "No run has been finished yet.".to_string();
    }
    let first = outcome_sentence(runs, axes, deciding);
    match cause_sentence(runs, axes, compared) {
        Some(second) => format!("{first} {second}"),
        None => first,
    }
}

/// How many runs are healthy, what the others are, and where all is best.
fn outcome_sentence(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> String {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let healthy = count_healthy(&all);
    let share = match (healthy, runs.len()) {
        (0, 1) => "The only finished run is not healthy".to_string(),
        (1, 1) => "The only finished run is healthy".to_string(),
        (0, total) => format!("None of {total} runs is healthy"),
        (all, total) if all == total => format!("All {total} runs are healthy"),
        (1, total) => format!("1 of {total} runs is healthy"),
        (some, total) => format!("{some} of {total} runs are healthy"),
    };
    // Where some are healthy, the question is where; the others are counted beside the answer.
    let others = match healthy {
        0 => count_others(&all),
        _ => String::new(),
    };
    let ranked = rank_settings(runs, axes, metric);
    let varied = varied_axes(axes).next().is_some();
    match ranked.first().filter(|best| varied && best.healthy > 0) {
        Some(best) => format!(
            "{share}{others}; best is {}, with {} of {} healthy (95 % interval {} to {}).",
            best.label,
            best.healthy,
            plural(best.runs, "seed"),
            format_percent(best.interval.0),
            format_percent(best.interval.1)
        ),
        None => format!("{share}{others}."),
    }
}

/// ` (3 mode_collapse, 1 divergence)`: the verdicts that are not healthy.
fn count_others(runs: &[&JudgedRun]) -> String {
    let counts = count_verdicts(runs);
    let others: Vec<String> = counts
        .iter()
        .filter(|(verdict, _)| *verdict != Verdict::Healthy)
        .map(|(verdict, count)| format!("{count} {}", verdict.name()))
        .collect();
    match others.is_empty() {
        true => String::new(),
        false => format!(" ({})", others.join(", ")),
    }
}

/// Which axis moves the share of healthy runs most, and what the paired test says of the arms.
fn cause_sentence(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Option<String> {
    let strongest = strongest_axis(runs, axes)?;
    let strongest = (healthy_share_range(runs, axes, strongest) > 0.0)
        .then(|| strongest_clause(runs, axes, strongest));
    let clauses = strongest.into_iter().chain(arms_clause(runs, axes, metric));
    let clauses: Vec<String> = clauses.collect();
    (!clauses.is_empty()).then(|| format!("{}.", clauses.join(". ")))
}

/// What the paired test says; of several arms, of the one with the clearest difference.
fn arms_clause(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Option<String> {
    let axis = compared_axis(runs, axes).filter(|axis| axes[*axis].kind == AxisKind::Arms)?;
    let outcome = Outcome::Metric(metric);
    let found = compare_arms(runs, axes, axis, outcome);
    let arms = found.len();
    let p = |comparison: &ArmComparison| comparison.test.map_or(1.0, |test| test.wilcoxon_p);
    let clearest = found
        .into_iter()
        .min_by(|one, other| p(one).total_cmp(&p(other)))?;
    comparison_clause(&clearest, outcome, arms)
}

/// "What matters most is lr_d (healthy: 4 of 8 at 1e-3, none of 8 at 1e-2)".
fn strongest_clause(runs: &[JudgedRun], axes: &[Axis], axis: usize) -> String {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let share = |group: AxisGroup| {
        let count = match count_healthy(&group.runs) {
            0 => "none".to_string(),
            some => some.to_string(),
        };
        format!("{count} of {} at {}", group.runs.len(), group.label)
    };
    let groups = group_by_axis(&all, axes, Some(axis)).into_iter();
    format!(
        "What matters most is {} (healthy: {})",
        axes[axis].name,
        groups.map(share).collect::<Vec<_>>().join(", ")
    )
}
