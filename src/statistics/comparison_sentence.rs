//! A paired comparison in a sentence that a person can quote.

use super::arm_comparison::{ArmComparison, Outcome};
use super::median::MIN_VALUES;
use super::number_format::{format_number, format_p_value, plural};
use super::wilcoxon::PairedTest;

/// Largest p-value at which a difference is called shown.
const SIGNIFICANCE_LEVEL: f64 = 0.05;

/// What a comparison shows, and how surely; of too few seeds, that they are too few.
pub fn comparison_sentence(comparison: &ArmComparison, outcome: Outcome) -> String {
    let ArmComparison {
        baseline,
        other,
        test,
        left_out,
        ..
    } = comparison;
    let aside = match left_out {
        0 => String::new(),
        1 => " One pair is left out because one of its runs has no finite value.".to_string(),
        many => {
            format!(" {many} pairs are left out because one of their runs has no finite value.")
        }
    };
    let name = outcome_words(outcome);
    let Some(test) = test else {
        return format!("{}{aside}", unpaired(comparison, outcome));
    };
    let (seeds, numbers) = (common_seeds(comparison, test), test_numbers(test, outcome));
    if test.count < MIN_VALUES {
        let verb = if test.count == 1 { "is" } else { "are" };
        return format!(
            "{seeds} {verb} too few to tell {other} and {baseline} apart in {name} ({numbers}); with {MIN_VALUES} or more seeds a \
             consistent difference can be shown.{aside}"
        );
    }
    if test.wilcoxon_p > SIGNIFICANCE_LEVEL {
        return format!(
            "Over {seeds} no difference in {name} between {other} and {baseline} is shown ({numbers}).{aside}"
        );
    }
    format!(
        "Over {seeds} {} ({numbers}).{aside}",
        shown_difference(comparison, test, outcome)
    )
}

/// Why no pair can be made, and what both sides have all the same.
fn unpaired(comparison: &ArmComparison, outcome: Outcome) -> String {
    let ArmComparison {
        baseline, other, ..
    } = comparison;
    let name = outcome_words(outcome);
    let why = match (comparison.shares_seeds, comparison.left_out) {
        (false, _) => "share no seed",
        (true, 0) => "share seeds in no common setting",
        (true, _) => "have no pair of finite values",
    };
    let (values, kind) = match outcome {
        Outcome::Healthy => (comparison.means, ""),
        Outcome::Metric(_) => (comparison.medians, "the median of "),
    };
    let values = values.map_or(String::new(), |(of_baseline, of_other)| {
        format!(
            "; over all runs {kind}{name} is {} with {baseline} and {} with {other}",
            format_number(of_baseline),
            format_number(of_other)
        )
    });
    format!("{other} and {baseline} {why}, so {name} cannot be compared in pairs{values}.")
}

/// `6 common seeds`, `6 common seeds (12 pairs)`.
fn common_seeds(comparison: &ArmComparison, test: &PairedTest) -> String {
    let seeds = plural(test.count, "common seed");
    if comparison.pairs.len() == test.count {
        seeds
    } else {
        format!("{seeds} ({} pairs)", comparison.pairs.len())
    }
}

/// `modes is higher with cure than with plain, by 1.5`, `cure is healthy more often than plain`.
fn shown_difference(comparison: &ArmComparison, test: &PairedTest, outcome: Outcome) -> String {
    let ArmComparison {
        baseline, other, ..
    } = comparison;
    let up = test.rank_biserial > 0.0;
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
                true => format!(", by {}", format_number(test.estimate.abs())),
                false => format!(
                    " in {} of {}",
                    if up { test.positive } else { test.negative },
                    test.count
                ),
            };
            format!(
                "{} is {way} with {other} than with {baseline}{size}",
                outcome.name()
            )
        }
    }
}

/// The same without its end, for an answer that has more to say: `Over 6 common seeds modes is
/// higher ..`. The comparison is the clearest of those of `arms` arms, and its p-value is multiplied by
/// their number (Bonferroni). `None` without a pair.
pub(super) fn comparison_clause(
    comparison: &ArmComparison,
    outcome: Outcome,
    arms: usize,
) -> Option<String> {
    let ArmComparison {
        baseline,
        other,
        pairs,
        ..
    } = comparison;
    let test = comparison.test?;
    let (seeds, name) = (common_seeds(comparison, &test), outcome_words(outcome));
    if test.count < MIN_VALUES {
        let higher = pairs
            .iter()
            .filter(|pair| pair.other > pair.baseline)
            .count();
        let lower = pairs
            .iter()
            .filter(|pair| pair.other < pair.baseline)
            .count();
        let verb = if test.count == 1 { "is" } else { "are" };
        return Some(format!(
            "In {higher} of {} {name} is higher with {other} than with {baseline}, in {lower} lower; {} {verb} too few for a test",
            plural(pairs.len(), "pair"),
            plural(test.count, "seed")
        ));
    }
    let corrected = (test.wilcoxon_p * arms as f64).min(1.0);
    let p = match arms {
        1 => format_p_value(corrected),
        _ => format!("{} for {arms} arms", format_p_value(corrected)),
    };
    if corrected > SIGNIFICANCE_LEVEL {
        return Some(format!(
            "Over {seeds} {other} and {baseline} do not differ clearly in {name} (Wilcoxon {p})"
        ));
    }
    let interval = test.interval.map_or(String::new(), |(low, high)| {
        format!(
            "95 % interval {} to {}, ",
            format_signed(low),
            format_signed(high)
        )
    });
    Some(format!(
        "Over {seeds} {} ({interval}Wilcoxon {p})",
        shown_difference(comparison, &test, outcome)
    ))
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Metric(_) => outcome.name(),
        Outcome::Healthy => "the share of healthy runs",
    }
}

fn test_numbers(test: &PairedTest, outcome: Outcome) -> String {
    let estimate = match test.interval {
        Some((low, high)) => format!(
            "95 % interval {} to {}, ",
            format_signed(low),
            format_signed(high)
        ),
        None => format!("estimate {}, ", format_signed(test.estimate)),
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
        format_p_value(test.wilcoxon_p),
        format_p_value(test.sign_p)
    )
}

/// `+0.12`, `-3`, `0`.
fn format_signed(value: f64) -> String {
    if value > 0.0 {
        format!("+{}", format_number(value))
    } else {
        format_number(value)
    }
}
