//! The differences between the baseline and the other sides as a table.

use super::super::terminal::table::TextTable;
use super::super::terminal::value::Value;
use crate::statistics::{ArmComparison, Outcome, PairedTest};

const HEADERS: [&str; 17] = [
    "outcome",
    "unit",
    "baseline",
    "other",
    "seeds",
    "pairs",
    "left_out",
    "baseline_median",
    "other_median",
    "difference",
    "low",
    "high",
    "higher",
    "lower",
    "wilcoxon_p",
    "sign_p",
    "effect",
];

/// How many of [`OPTIONAL`] are mostly the same in every row.
const SAME_IN_EVERY_ROW: usize = 4;

/// What a narrow terminal does without: what is the same in every row, then what the sentences
/// below the table say.
const OPTIONAL: [&str; 10] = [
    "unit",
    "left_out",
    "pairs",
    "baseline",
    "effect",
    "sign_p",
    "higher",
    "lower",
    "wilcoxon_p",
    "seeds",
];

/// The ends of the interval: one says nothing without the other.
const INTERVAL: [&str; 2] = ["low", "high"];

/// One row per outcome and other side.
pub(super) fn difference_table(differences: &[(Outcome, ArmComparison)]) -> TextTable {
    let titles = HEADERS.map(|header| match header {
        "difference" => "paired difference".to_string(),
        other => other.replace('_', " "),
    });
    let titles = HEADERS.into_iter().zip(titles.iter().map(String::as_str));
    let mut others = differences.iter().map(|(_, difference)| &difference.other);
    let first = others.next();
    // Of two sides the sentences below name both.
    let same = match others.all(|other| Some(other) == first) {
        true => &["other"][..],
        false => &[],
    };
    let mut table = TextTable::new(HEADERS)
        .with_optional(&OPTIONAL[..SAME_IN_EVERY_ROW])
        .with_optional(same)
        .with_optional(&OPTIONAL[SAME_IN_EVERY_ROW..])
        .with_optional_together(&INTERVAL)
        .with_titles(titles);
    for (outcome, difference) in differences {
        table.push(row(*outcome, difference));
    }
    table
}

fn row(outcome: Outcome, difference: &ArmComparison) -> Vec<Value> {
    let test = difference.test;
    let number = |value: fn(&PairedTest) -> f64| Value::optional_number(test.as_ref().map(value));
    let count = |value: fn(&PairedTest) -> usize| {
        Value::optional_integer(test.as_ref().map(|test| value(test) as u64))
    };
    // Whether a run is healthy has no size that could be estimated.
    let has_size = outcome != Outcome::Healthy;
    let interval = test.and_then(|test| test.interval).filter(|_| has_size);
    // Those of yes and no are shares: means, not medians.
    let typical = if has_size {
        difference.medians
    } else {
        difference.means
    };
    vec![
        Value::text(outcome.name()),
        Value::text(outcome.unit().text()),
        Value::text(&difference.baseline),
        Value::text(&difference.other),
        count(|test| test.count),
        Value::Integer(difference.pairs.len() as u64),
        Value::Integer(difference.left_out as u64),
        Value::optional_number(typical.map(|(baseline, _)| baseline)),
        Value::optional_number(typical.map(|(_, other)| other)),
        match has_size {
            true => number(|test| test.estimate),
            false => Value::Missing,
        },
        Value::optional_number(interval.map(|(low, _)| low)),
        Value::optional_number(interval.map(|(_, high)| high)),
        count(|test| test.positive),
        count(|test| test.negative),
        number(|test| test.wilcoxon_p),
        number(|test| test.sign_p),
        number(|test| test.rank_biserial),
    ]
}
