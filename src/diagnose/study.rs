//! What the runs of a study say together: counts by cell, spread by arm, and the answer in two sentences.

use super::Verdict;
use super::case::median;
use crate::metrics::{Direction, Measured, TABLE};
use crate::spec::{Axis, AxisValue};
use crate::train::EvalRow;

/// One finished run, as far as statistics need it.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedRun {
    pub cell: Vec<AxisValue>,
    pub seed: u64,
    pub verdict: Verdict,
    pub last: Measured,
}

/// Runs that share their place in the plane of two axes, and in the facet of a third.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseCell {
    /// Index of the value on each of the axes asked for.
    pub place: Vec<usize>,
    /// How many runs had each verdict, the most frequent first.
    pub verdicts: Vec<(Verdict, usize)>,
    pub failing: usize,
}

/// Runs that share a label, with the spread of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub label: String,
    /// The metric and the verdict of each run.
    pub values: Vec<(Option<f64>, Verdict)>,
    /// Median, least and greatest value; `None` when no run has one.
    pub summary: Option<[f64; 3]>,
}

/// Metrics of the last evaluation, and the best ever of those with a better direction.
pub fn last_and_best(evals: &[EvalRow]) -> (Measured, Measured) {
    let last = evals.last().map(|row| row.measured).unwrap_or_default();
    let best = std::array::from_fn(|index| {
        if TABLE[index].direction == Direction::Neither {
            return None;
        }
        evals.iter().filter_map(|row| row.measured[index]).reduce(|left, right| TABLE[index].better(left, right))
    });
    (last, best)
}

fn count_verdicts(runs: &[&JudgedRun]) -> Vec<(Verdict, usize)> {
    let count = |verdict: Verdict| runs.iter().filter(|run| run.verdict == verdict).count();
    let mut counts: Vec<(Verdict, usize)> =
        Verdict::ALL.map(|verdict| (verdict, count(verdict))).into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(verdict, count)| (std::cmp::Reverse(*count), *verdict));
    counts
}

/// Counts of verdicts over the plane of the axes with these indices.
pub fn phase_cells(runs: &[JudgedRun], axes: &[Axis], chosen: &[usize]) -> Vec<PhaseCell> {
    let place = |run: &JudgedRun| -> Option<Vec<usize>> {
        chosen.iter().map(|axis| axes[*axis].values.iter().position(|value| *value == run.cell[*axis])).collect()
    };
    let mut places: Vec<Vec<usize>> = runs.iter().filter_map(place).collect();
    places.sort_unstable();
    places.dedup();
    let cell = |at: Vec<usize>| {
        let here: Vec<&JudgedRun> = runs.iter().filter(|run| place(run).as_ref() == Some(&at)).collect();
        let failing = here.iter().filter(|run| run.verdict.is_failure()).count();
        PhaseCell { place: at, verdicts: count_verdicts(&here), failing }
    };
    places.into_iter().map(cell).collect()
}

/// Runs grouped by everything that varies but the seed, in the order of their first appearance.
pub fn groups(runs: &[JudgedRun], axes: &[Axis], metric: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for run in runs {
        let label = label(axes, &run.cell);
        let value = (run.last[metric], run.verdict);
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.values.push(value),
            None => groups.push(Group { label, values: vec![value], summary: None }),
        }
    }
    for group in &mut groups {
        let finite = || group.values.iter().filter_map(|(value, _)| *value).filter(|value| value.is_finite());
        let least = finite().fold(f64::INFINITY, f64::min);
        let greatest = finite().fold(f64::NEG_INFINITY, f64::max);
        group.summary = median(finite()).map(|median| [median, least, greatest]);
    }
    groups
}

fn label(axes: &[Axis], cell: &[AxisValue]) -> String {
    let parts: Vec<String> = axes.iter().zip(cell).map(|(axis, value)| format!("{}={value}", axis.name)).collect();
    if parts.is_empty() { "all runs".to_string() } else { parts.join(", ") }
}

/// How many of the runs are healthy.
fn healthy(runs: &[&JudgedRun]) -> usize {
    runs.iter().filter(|run| run.verdict == Verdict::Healthy).count()
}

/// Two sentences: what became of the runs, and which value of which axis made the greatest difference.
pub fn answer(runs: &[JudgedRun], axes: &[Axis]) -> String {
    if runs.is_empty() {
        return "No run has been finished yet.".to_string();
    }
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let counts = count_verdicts(&all);
    let words: Vec<String> = counts.iter().map(|(verdict, count)| format!("{count} {}", verdict.name())).collect();
    let noun = if runs.len() == 1 { "run" } else { "runs" };
    let first = format!("Of {} {noun}: {}.", runs.len(), words.join(", "));
    match greatest_difference(runs, axes) {
        Some(second) => format!("{first} {second}"),
        None => first,
    }
}

/// The axis whose values differ most in their share of healthy runs.
fn greatest_difference(runs: &[JudgedRun], axes: &[Axis]) -> Option<String> {
    let shares = |index: usize| -> Vec<(String, usize, usize)> {
        let of_value = |value: &AxisValue| {
            let here: Vec<&JudgedRun> = runs.iter().filter(|run| run.cell[index] == *value).collect();
            (value.to_string(), healthy(&here), here.len())
        };
        axes[index].values.iter().map(of_value).filter(|(_, _, total)| *total > 0).collect()
    };
    let share = |(_, healthy, total): &(String, usize, usize)| *healthy as f64 / *total as f64;
    let spread = |index: &usize| {
        let shares: Vec<f64> = shares(*index).iter().map(share).collect();
        shares.iter().copied().fold(0.0, f64::max) - shares.iter().copied().fold(1.0, f64::min)
    };
    let axis =
        (0..axes.len()).filter(|index| axes[*index].values.len() > 1).max_by(|a, b| spread(a).total_cmp(&spread(b)))?;
    if spread(&axis) <= 0.0 {
        return Some("No axis makes a difference to the share of healthy runs.".to_string());
    }
    let parts: Vec<String> =
        shares(axis).iter().map(|(value, healthy, total)| format!("{healthy} of {total} at {value}")).collect();
    Some(format!("The axis `{}` makes the greatest difference: healthy are {}.", axes[axis].name, parts.join(", ")))
}
