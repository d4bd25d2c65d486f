//! A paired comparison in a sentence that a person can quote.

use super::differences::{ArmDifference, Outcome};
use super::median::LEAST_VALUES;
use super::number::{number, p_value};
use super::signed_ranks::PairedTest;

/// Largest p-value at which a difference is called shown.
const LEVEL: f64 = 0.05;

/// What a comparison shows, and how surely; of too few seeds, that they are too few.
pub fn sentence(difference: &ArmDifference, outcome: Outcome) -> String {
    let ArmDifference {
        baseline,
        other,
        test,
        left_out,
        ..
    } = difference;
    let aside = match left_out {
        0 => String::new(),
        1 => " One pair is left out, for a run of it has no finite value.".to_string(),
        many => format!(" {many} pairs are left out, for a run of them has no finite value."),
    };
    let name = what(outcome);
    let Some(test) = test else {
        return format!("{other} and {baseline} have no pair of runs to compare {name} by.{aside}");
    };
    let (seeds, numbers) = (seeds(difference, test), numbers(test, outcome));
    if test.pairs < LEAST_VALUES {
        let verb = if test.pairs == 1 { "is" } else { "are" };
        return format!(
            "{seeds} {verb} too few to tell {other} and {baseline} apart in {name} ({numbers}); with {LEAST_VALUES} or more, seeds \
             that all point one way would.{aside}"
        );
    }
    if test.wilcoxon > LEVEL {
        return format!(
            "Over {seeds} no difference in {name} between {other} and {baseline} is shown ({numbers}).{aside}"
        );
    }
    format!(
        "Over {seeds} {} ({numbers}).{aside}",
        shown(difference, test, outcome)
    )
}

/// `6 common seeds`, `6 common seeds (12 pairs)`.
fn seeds(difference: &ArmDifference, test: &PairedTest) -> String {
    let seeds = plural(test.pairs, "common seed");
    if difference.pairs.len() == test.pairs {
        seeds
    } else {
        format!("{seeds} ({} pairs)", difference.pairs.len())
    }
}

/// `cure has higher modes than plain, by 1.5`, `cure is healthy more often than plain`.
fn shown(difference: &ArmDifference, test: &PairedTest, outcome: Outcome) -> String {
    let ArmDifference {
        baseline, other, ..
    } = difference;
    let up = test.effect > 0.0;
    match outcome {
        Outcome::Healthy => {
            let often = if up { "more" } else { "less" };
            format!("{other} is healthy {often} often than {baseline}")
        }
        Outcome::Metric(_) => {
            let way = if up { "higher" } else { "lower" };
            // Where most seeds do not differ, the estimate is 0 although the others all point one
            // way.
            let size = match (test.estimate > 0.0) == up && test.estimate != 0.0 {
                true => format!(", by {}", number(test.estimate.abs())),
                false => format!(
                    " in {} of {}",
                    if up { test.positive } else { test.negative },
                    test.pairs
                ),
            };
            format!("{other} has {way} {} than {baseline}{size}", outcome.name())
        }
    }
}

/// The same in half a sentence, for an answer that has more to say: `over 6 common seeds cure has
/// ..`. The difference is the clearest of those of `arms` arms, and its p-value is multiplied by
/// their number (Bonferroni). `None` without a pair.
pub(super) fn clause(difference: &ArmDifference, outcome: Outcome, arms: usize) -> Option<String> {
    let ArmDifference {
        baseline,
        other,
        pairs,
        ..
    } = difference;
    let test = difference.test?;
    let (seeds, name) = (seeds(difference, &test), what(outcome));
    if test.pairs < LEAST_VALUES {
        let higher = pairs
            .iter()
            .filter(|pair| pair.other > pair.baseline)
            .count();
        let lower = pairs
            .iter()
            .filter(|pair| pair.other < pair.baseline)
            .count();
        let verb = if test.pairs == 1 { "is" } else { "are" };
        return Some(format!(
            "{other} has higher {name} than {baseline} in {higher} of {} and lower in {lower}, and {} {verb} too few for a test",
            plural(pairs.len(), "pair"),
            plural(test.pairs, "seed")
        ));
    }
    let corrected = (test.wilcoxon * arms as f64).min(1.0);
    let p = match arms {
        1 => p_value(corrected),
        _ => format!("{} for {arms} arms", p_value(corrected)),
    };
    if corrected > LEVEL {
        return Some(format!(
            "over {seeds} {other} and {baseline} do not differ clearly in {name} (Wilcoxon {p})"
        ));
    }
    let interval = test.interval.map_or(String::new(), |(low, high)| {
        format!("95 % interval {} to {}, ", signed(low), signed(high))
    });
    Some(format!(
        "over {seeds} {} ({interval}Wilcoxon {p})",
        shown(difference, &test, outcome)
    ))
}

fn what(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Metric(_) => outcome.name(),
        Outcome::Healthy => "the share of healthy runs",
    }
}

fn numbers(test: &PairedTest, outcome: Outcome) -> String {
    let estimate = match test.interval {
        Some((low, high)) => format!("95 % interval {} to {}, ", signed(low), signed(high)),
        None => format!("estimate {}, ", signed(test.estimate)),
    };
    // A yes or no has no size that an interval could be of.
    let estimate = if outcome == Outcome::Healthy {
        String::new()
    } else {
        estimate
    };
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
    if value > 0.0 {
        format!("+{}", number(value))
    } else {
        number(value)
    }
}

/// `1 run`, `12 runs`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
