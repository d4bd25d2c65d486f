//! The answer of a study in two sentences.

use super::arm_comparison::{ArmComparison, Outcome, compare_arms};
use super::axis_values::varied_axes;
use super::comparison_sentence::comparison_clause;
use super::group_by::{AxisGroup, group_by_axis};
use super::judged_run::{JudgedRun, count_healthy, count_verdicts};
use super::number_format::{format_percent, plural};
use super::ranking::rank_settings;
use super::scattered_axis::{Halves, is_scattered};
use super::shown_axes::{compared_axis, healthy_share_range, strongest_axis};
use crate::config::{Axis, AxisKind, AxisValue};
use crate::diagnose::Verdict;
use crate::metrics::{Direction, Metric};

/// Two sentences: what became of the runs and which setting is best; and what made the difference.
/// `compared` is what arms are compared by; `deciding` decides between settings that are equally
/// healthy.
pub fn answer(runs: &[JudgedRun], axes: &[Axis], compared: Metric, deciding: Metric) -> String {
    if runs.is_empty() {
        return "No run is finished yet.".to_string();
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
    varied_axes(axes).next()?;
    let grouped = strongest_axis(runs, axes)
        .map(|axis| (healthy_share_range(runs, axes, axis), axis))
        .filter(|(range, _)| *range > 0.0);
    let halves = strongest_halves(runs, axes);
    let strongest = match (grouped, halves) {
        (Some((range, _)), Some((axis, halves))) if halves.range() > range => {
            Some(halves_clause(&axes[axis], &halves))
        }
        (None, Some((axis, halves))) => Some(halves_clause(&axes[axis], &halves)),
        (Some((_, axis)), _) => Some(strongest_clause(runs, axes, axis)),
        (None, None) => None,
    };
    let clauses = strongest.into_iter().chain(arms_clause(runs, axes, metric));
    let clauses: Vec<String> = clauses.collect();
    (!clauses.is_empty()).then(|| format!("{}.", clauses.join(". ")))
}

/// The scattered axis whose halves differ most in their share of healthy runs, where any do.
fn strongest_halves(runs: &[JudgedRun], axes: &[Axis]) -> Option<(usize, Halves)> {
    let scattered = varied_axes(axes).filter(|axis| is_scattered(runs, axes, *axis));
    let halves = scattered.filter_map(|axis| Some((axis, Halves::of(runs, axis)?)));
    let differing = halves.filter(|(_, halves)| halves.range() > 0.0);
    differing.max_by(|(_, one), (_, other)| one.range().total_cmp(&other.range()))
}

/// "What matters most is lr_d (healthy: 8 of 10 up to 1e-3, 2 of 10 above)".
fn halves_clause(axis: &Axis, halves: &Halves) -> String {
    let words = |(healthy, runs): (usize, usize)| match healthy {
        0 => format!("none of {runs}"),
        some => format!("{some} of {runs}"),
    };
    format!(
        "What matters most is {} (healthy: {} up to {}, {} above)",
        axis.name,
        words(halves.low),
        AxisValue::Number(halves.up_to),
        words(halves.high)
    )
}

/// What the paired test says about the arm with the clearest difference; ties go to the arm with the
/// most healthy runs. An arm whose runs all failed is left out: samples that are noise hit every
/// mode, too, so a metric says nothing for it.
fn arms_clause(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Option<String> {
    let axis = compared_axis(runs, axes).filter(|axis| axes[*axis].kind == AxisKind::Arms)?;
    let outcome = Outcome::Metric(metric);
    let found = compare_arms(runs, axes, axis, outcome);
    let arms = found.len();
    let p = |comparison: &ArmComparison| comparison.test.map_or(1.0, |test| test.wilcoxon_p);
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let groups = group_by_axis(&all, axes, Some(axis));
    let runs_of = |arm: &str| {
        let group = groups.iter().find(|group| group.label == arm);
        group.map_or(&[][..], |group| &group.runs)
    };
    let all_failed = |arm: &str| runs_of(arm).iter().all(|run| run.verdict.is_failure());
    let healthy = |comparison: &ArmComparison| count_healthy(runs_of(&comparison.other));
    let clearest = found
        .into_iter()
        .filter(|comparison| !better_arm(comparison, metric).is_some_and(all_failed))
        .min_by(|one, other| {
            let by_p = p(one).total_cmp(&p(other));
            by_p.then_with(|| healthy(other).cmp(&healthy(one)))
        })?;
    comparison_clause(&clearest, outcome, arms)
}

/// The arm that the metric speaks for, if it speaks for one.
fn better_arm(comparison: &ArmComparison, metric: Metric) -> Option<&str> {
    let sign = match metric.description().direction {
        Direction::Up => 1.0,
        Direction::Down => -1.0,
        Direction::Neither => return None,
    };
    match sign * comparison.test?.rank_biserial {
        other if other > 0.0 => Some(&comparison.other),
        baseline if baseline < 0.0 => Some(&comparison.baseline),
        _ => None,
    }
}

/// Most values of an axis that are all named.
const ALL_NAMED: usize = 6;
/// Of more values, this many of those that share a share of healthy runs.
const NAMED_ALIKE: usize = 2;

/// "What matters most is lr_d (healthy: 4 of 8 at 1e-3, none of 8 at 1e-2)". Of many values, the
/// best come first and those that are alike stand together.
fn strongest_clause(runs: &[JudgedRun], axes: &[Axis], axis: usize) -> String {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let groups = group_by_axis(&all, axes, Some(axis));
    let shares = match groups.len() <= ALL_NAMED {
        true => {
            let each = groups.iter();
            let each = each.map(|group| format!("{} at {}", healthy_words(group), group.label));
            each.collect::<Vec<_>>().join(", ")
        }
        false => best_and_worst(groups),
    };
    format!(
        "What matters most is {} (healthy: {shares})",
        axes[axis].name
    )
}

/// `2 of 3`, `none of 3`.
fn healthy_words(group: &AxisGroup) -> String {
    let count = match count_healthy(&group.runs) {
        0 => "none".to_string(),
        some => some.to_string(),
    };
    format!("{count} of {}", group.runs.len())
}

/// `3 of 3 at a and b, 2 of 3 at c, none of 3 at d, e and 8 more`: the two best shares and the
/// worst.
fn best_and_worst(mut groups: Vec<AxisGroup>) -> String {
    let share =
        |group: &AxisGroup| count_healthy(&group.runs) as f64 / group.runs.len().max(1) as f64;
    groups.sort_by(|one, other| share(other).total_cmp(&share(one)));
    let alike = |one: &AxisGroup, other: &AxisGroup| share(one) == share(other);
    let classes: Vec<&[AxisGroup]> = groups.chunk_by(alike).collect();
    let words =
        |class: &&[AxisGroup]| format!("{} at {}", healthy_words(&class[0]), some_names(class));
    let between = match classes.len() {
        few if few <= 3 => 0..0,
        many => 2..many - 1,
    };
    let left_out: usize = classes[between.clone()]
        .iter()
        .map(|class| class.len())
        .sum();
    let mut parts: Vec<String> = classes.iter().map(words).collect();
    if left_out > 0 {
        parts.splice(
            between,
            [format!("{} in between", plural(left_out, "value"))],
        );
    }
    parts.join(", ")
}

/// `a`, `a and b`, `a, b and 3 more`.
fn some_names(class: &[AxisGroup]) -> String {
    let named = match class.len() {
        few if few <= NAMED_ALIKE + 1 => few,
        _ => NAMED_ALIKE,
    };
    let mut names: Vec<String> = class[..named].iter().map(|it| it.label.clone()).collect();
    if named < class.len() {
        names.push(format!("{} more", class.len() - named));
    }
    let last = names.pop().unwrap_or_default();
    match names.is_empty() {
        true => last,
        false => format!("{} and {last}", names.join(", ")),
    }
}
