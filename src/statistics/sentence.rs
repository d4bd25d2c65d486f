//! A paired comparison in a sentence that a person can quote.

use super::differences::{ArmDifference, Outcome};
use super::median::LEAST_VALUES;
use super::number::{number, p_value, percent};
use super::signed_ranks::PairedTest;

/// Largest p-value at which a difference is called shown.
const LEVEL: f64 = 0.05;

/// What a comparison shows, and how surely; of too few pairs, that they are too few.
pub fn sentence(difference: &ArmDifference, outcome: Outcome) -> String {
    let ArmDifference { baseline, other, test, left_out, .. } = difference;
    let aside = match left_out {
        0 => String::new(),
        1 => " One pair is left out, for a run of it has no finite value.".to_string(),
        many => format!(" {many} pairs are left out, for a run of them has no finite value."),
    };
    let name = what(outcome);
    let Some(test) = test else {
        return format!("{other} and {baseline} have no common seed at which {name} was measured.{aside}");
    };
    let pairs = plural(test.pairs, "common pair");
    let numbers = numbers(test, outcome);
    if test.pairs < LEAST_VALUES {
        return format!(
            "{pairs} of {other} and {baseline} are too few to show a difference in {name} ({numbers}); with {LEAST_VALUES} or \
             more, pairs that all point one way would.{aside}"
        );
    }
    if test.wilcoxon > LEVEL {
        return format!(
            "Over {pairs} no difference in {name} between {other} and {baseline} is shown ({numbers}).{aside}"
        );
    }
    let way = if test.effect > 0.0 { "higher" } else { "lower" };
    let size = size(test.estimate.abs(), outcome);
    format!("Over {pairs} {other} has {way} {name} than {baseline}, by {size} ({numbers}).{aside}")
}

fn what(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Metric(_) => outcome.name(),
        Outcome::Healthy => "a share of healthy runs",
    }
}

fn size(value: f64, outcome: Outcome) -> String {
    match outcome {
        Outcome::Metric(_) => number(value),
        Outcome::Healthy => percent(value),
    }
}

fn numbers(test: &PairedTest, outcome: Outcome) -> String {
    let estimate = match test.interval {
        Some((low, high)) => format!("95 % interval {} to {}, ", signed(low), signed(high)),
        None => format!("estimate {}, ", signed(test.estimate)),
    };
    // A yes or no has no size that an interval could be of.
    let estimate = if outcome == Outcome::Healthy { String::new() } else { estimate };
    format!(
        "{estimate}higher in {}, lower in {}, Wilcoxon {}, sign test {}",
        test.positive,
        test.negative,
        p_value(test.wilcoxon),
        p_value(test.sign)
    )
}

/// `+0.12`, `-3`, `0`.
fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number(value)) } else { number(value) }
}

/// `1 run`, `12 runs`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
