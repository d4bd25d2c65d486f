//! A game whose equilibrium is known: whether it comes to it, circles it, or flies off.
//!
//! What counts is local convergence (Mescheder et al. 2018, section 2). No sample and no level of a
//! loss says more about a game of two numbers, so these rules stand alone.

use super::finding::Comparison::{Above, AtLeast, Below};
use super::words::number;
use super::{Evidence, Finding, RunHistory, Severity, Sign, Verdict, remedy};
use crate::config::{Data, Run};
use crate::train::StepRow;

/// Steps before which a game has not shown where it goes: two halves of the second half of a run.
const LEAST_STEPS: usize = 40;

/// What is found, the verdict's finding first; `None` where the equilibrium is not known.
pub(super) fn findings(history: &RunHistory) -> Option<Vec<Finding>> {
    let run = history.run?;
    let start = starting_distance(run)?;
    let measured: Option<Vec<f64>> = history.steps.iter().map(distance).collect();
    let distances = measured.filter(|distances| distances.len() >= LEAST_STEPS);
    let Some(distances) = distances else {
        let seen = history.steps.len() as f64;
        let few = Evidence::compared("steps", seen, Below, LEAST_STEPS as f64);
        let words = "train longer: a game shows where it goes within some rounds";
        return Some(vec![finding(Verdict::Undecided, words, vec![few])]);
    };
    if stands_still(history.steps, &distances) {
        let moved = "no player has moved in the last quarter by a thousandth of its distance";
        let words = "try another loss: its gradients vanish away from the equilibrium";
        let last = distances[distances.len() - 1];
        let evidence = vec![Evidence::informative(moved, last)];
        return Some(vec![Finding {
            severity: Severity::Severe,
            ..finding(Verdict::Frozen, words, evidence)
        }]);
    }
    Some(of_distances(history, start, &distances))
}

/// Whether both parameters are as good as constant in the last quarter, and not at the equilibrium.
fn stands_still(steps: &[StepRow], distances: &[f64]) -> bool {
    let last = &steps[steps.len() - steps.len() / 4..];
    let range = |column: fn(&StepRow) -> Option<f64>| {
        let values = || last.iter().filter_map(column);
        values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min)
    };
    let moved = range(|row| row.theta).max(range(|row| row.psi));
    moved < 1e-3 * distances[distances.len() - 1]
}

/// The distance from the equilibrium at which a run begins.
fn starting_distance(run: &Run) -> Option<f64> {
    match &run.data {
        Data::Dirac(start) => Some(start.theta.hypot(start.psi)),
        _ => None,
    }
}

fn distance(row: &StepRow) -> Option<f64> {
    Some(row.theta?.hypot(row.psi?))
}

fn of_distances(history: &RunHistory, start: f64, distances: &[f64]) -> Vec<Finding> {
    let thresholds = history.thresholds;
    let quarter = distances.len() / 4;
    let (before, end) = distances[distances.len() - 2 * quarter..].split_at(quarter);
    let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let (before, end) = (largest(before), largest(end));
    let (share, change) = (end / start, end / before);
    let at_the_end = "largest distance from equilibrium in the last quarter over that at the start";
    let of_quarters = "largest distance in the last quarter over that in the one before";
    let last = *distances.last().expect("there are enough steps");
    if !last.is_finite() || (share > thresholds.flown && change > 1.0 + thresholds.steady) {
        let evidence = vec![
            Evidence::compared(at_the_end, share, Above, thresholds.flown),
            Evidence::compared(of_quarters, change, Above, 1.0 + thresholds.steady),
        ];
        let words = "damp the game: `regularize: [r1]`, or updates that alternate";
        return vec![Finding {
            severity: Severity::Severe,
            onset: onset(history, distances, |at| at > thresholds.flown * start),
            ..finding(Verdict::Divergence, words, evidence)
        }];
    }
    if share < thresholds.arrived {
        let evidence = vec![Evidence::compared(
            at_the_end,
            share,
            Below,
            thresholds.arrived,
        )];
        let onset = onset(history, distances, |at| at < thresholds.arrived * start);
        let words = "nothing: the game converges";
        return vec![Finding {
            onset,
            ..finding(Verdict::Healthy, words, evidence)
        }];
    }
    let steady = 1.0 - thresholds.steady;
    let changes = Evidence::between(of_quarters, change, steady, 1.0 + thresholds.steady);
    if change < steady {
        let evidence = vec![
            Evidence::compared(of_quarters, change, Below, steady),
            Evidence::compared(at_the_end, share, AtLeast, thresholds.arrived),
        ];
        let words =
            "train longer, or damp the game: `regularize: [r1]` converges at a geometric rate";
        return vec![finding(Verdict::Undertrained, words, evidence)];
    }
    let words = "damp the game: `regularize: [r1]` turns the circle into a spiral inwards";
    let evidence = vec![
        Evidence::compared(at_the_end, share, AtLeast, thresholds.arrived),
        changes.clone(),
    ];
    let mut found = vec![finding(Verdict::Undecided, words, evidence)];
    if change <= 1.0 + thresholds.steady {
        found.push(Finding {
            severity: Severity::Note,
            evidence: vec![changes],
            ..Finding::of(Sign::Oscillation, remedy::in_words(words))
        });
    }
    found
}

fn finding(verdict: Verdict, words: &str, evidence: Vec<Evidence>) -> Finding {
    Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(verdict, remedy::in_words(words))
    }
}

/// The step from which the distance is so to the end.
fn onset(history: &RunHistory, distances: &[f64], is_so: impl Fn(f64) -> bool) -> Option<u64> {
    let holds = |at: &f64| is_so(*at) || !at.is_finite();
    let before = distances.iter().rposition(|at| !holds(at));
    let first = before.map_or(0, |before| before + 1);
    history.steps.get(first).map(|row| row.step)
}

/// The rule in words.
pub(super) fn condition(thresholds: &super::Thresholds) -> String {
    format!(
        "of the model dirac, by the largest distance from the equilibrium in each quarter of a run: divergence above {} times that \
         at the start and rising; healthy below {} of it; oscillation where the last quarter is within {} of the one before",
        number(thresholds.flown),
        number(thresholds.arrived),
        number(thresholds.steady),
    )
}
