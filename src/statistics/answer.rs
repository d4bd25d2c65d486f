//! The answer of a study in two sentences.

use super::differences::{Outcome, differences};
use super::number::percent;
use super::ranking::ranking;
use super::sentence::{clause, plural};
use super::split::{compared_axis, parts, spread, strongest_axis};
use super::study::{JudgedRun, count_verdicts};
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
    let first = outcome(runs, axes, deciding);
    match cause(runs, axes, compared) {
        Some(second) => format!("{first} {second}"),
        None => first,
    }
}

/// How many runs are healthy, what the others are, and where all is best.
fn outcome(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> String {
    let counts = count_verdicts(&runs.iter().collect::<Vec<_>>());
    let healthy = healthy(runs.iter());
    let others: Vec<String> = counts
        .iter()
        .filter(|(verdict, _)| *verdict != Verdict::Healthy)
        .map(|(verdict, count)| format!("{count} {}", verdict.name()))
        .collect();
    let share = match (healthy, runs.len()) {
        (0, 1) => "The only finished run is not healthy".to_string(),
        (1, 1) => "The only finished run is healthy".to_string(),
        (0, total) => format!("None of {total} runs is healthy"),
        (all, total) if all == total => format!("All {total} runs are healthy"),
        (1, total) => format!("1 of {total} runs is healthy"),
        (some, total) => format!("{some} of {total} runs are healthy"),
    };
    // Where some are healthy, the question is where; the others are counted beside the answer.
    let others = if others.is_empty() || healthy > 0 {
        String::new()
    } else {
        format!(" ({})", others.join(", "))
    };
    let ranks = ranking(runs, axes, metric);
    let varied = axes.iter().any(|axis| axis.values.len() > 1);
    match ranks.first().filter(|rank| varied && rank.healthy > 0) {
        Some(best) => format!(
            "{share}{others}; best is {}, with {} of {} healthy (95 % interval {} to {}).",
            best.label,
            best.healthy,
            plural(best.runs, "seed"),
            percent(best.interval.0),
            percent(best.interval.1)
        ),
        None => format!("{share}{others}."),
    }
}

/// Which axis moves the share of healthy runs most, and what the paired test says of the arms.
fn cause(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Option<String> {
    let strongest = strongest_axis(runs, axes)?;
    let arms = compared_axis(runs, axes).filter(|axis| axes[*axis].kind == AxisKind::Arms);
    let compared = arms.and_then(|axis| {
        let outcome = Outcome::Metric(metric);
        let found = differences(runs, axes, axis, outcome);
        // Of several arms the one with the clearest difference speaks.
        let p =
            |difference: &super::ArmDifference| difference.test.map_or(1.0, |test| test.wilcoxon);
        let arms = found.len();
        let clearest = found
            .into_iter()
            .min_by(|one, other| p(one).total_cmp(&p(other)))?;
        clause(&clearest, outcome, arms)
    });
    let strongest = (spread(runs, axes, strongest) > 0.0).then(|| shares(runs, axes, strongest));
    let parts: Vec<String> = strongest.into_iter().chain(compared).collect();
    let sentence = parts.join("; ");
    let mut letters = sentence.chars();
    letters
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// "What matters most is lr_d (healthy: 4 of 8 at 1e-3, none of 8 at 1e-2)".
fn shares(runs: &[JudgedRun], axes: &[Axis], axis: usize) -> String {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let parts = parts(&all, axes, Some(axis));
    let share = |part: &super::split::Part| {
        let healthy = healthy(part.runs.iter().copied());
        let count = if healthy == 0 {
            "none".to_string()
        } else {
            healthy.to_string()
        };
        format!("{count} of {} at {}", part.runs.len(), part.label)
    };
    let words: Vec<String> = parts.iter().map(share).collect();
    format!(
        "what matters most is {} (healthy: {})",
        axes[axis].name,
        words.join(", ")
    )
}

fn healthy<'a>(runs: impl Iterator<Item = &'a JudgedRun>) -> usize {
    runs.filter(|run| run.verdict == Verdict::Healthy).count()
}
