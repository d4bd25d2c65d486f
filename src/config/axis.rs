//! The axes of a study, as tables and pictures show them.

use serde_yaml::{Mapping, Value};
use std::collections::HashSet;
use std::fmt;

/// One thing that varies between runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// A dotted path into the run, or the name of a group of arms.
    pub name: String,
    /// What the name is.
    pub kind: AxisKind,
    /// The distinct values that runs of the study really have; numbers are in ascending order.
    pub values: Vec<AxisValue>,
}

/// Whether an axis sweeps one key or named patches of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisKind {
    /// The name is a path into the run, and the values are its values.
    Path,
    /// The values are names of arms.
    Arms,
}

/// The value of one run on one axis.
#[derive(Clone, Debug, PartialEq)]
pub enum AxisValue {
    /// A number.
    Number(f64),
    /// A name, or anything else in short words.
    Text(String),
}

impl AxisValue {
    /// Says a YAML value shortly: `{grid: {side: 3}}` becomes `grid side=3`.
    pub(super) fn of(value: &Value) -> AxisValue {
        match value.as_f64() {
            Some(number) => AxisValue::Number(number),
            None => AxisValue::Text(short(value)),
        }
    }
}

impl fmt::Display for AxisValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AxisValue::Text(text) => out.write_str(text),
            AxisValue::Number(number) => {
                let size = number.abs();
                match size == 0.0 || (0.01..1e6).contains(&size) {
                    true => write!(out, "{number}"),
                    false => write!(out, "{number:e}"),
                }
            }
        }
    }
}

/// A YAML value as people read it: lists keep their brackets, which [`AxisValue`] leaves out for the sake
/// of the names of runs.
pub(super) fn words(value: &Value) -> String {
    match value {
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(words).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(pairs) => pair_words(pairs, words),
        value => short(value),
    }
}

fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null => "nothing".to_string(),
        Value::Number(_) => AxisValue::of(value).to_string(),
        Value::Tagged(tagged) => format!("{} {}", tagged.tag, short(&tagged.value)),
        Value::Sequence(items) if items.is_empty() => "empty".to_string(),
        Value::Sequence(items) => joined(items.iter().map(short)),
        Value::Mapping(pairs) => pair_words(pairs, short),
    }
}

fn pair_words(pairs: &Mapping, words: fn(&Value) -> String) -> String {
    joined(pairs.iter().map(|(key, value)| {
        let gap = if value.is_mapping() { " " } else { "=" };
        let pair = format!("{}{gap}{}", words(key), words(value));
        pair.trim_end().to_string()
    }))
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// The distinct values in order of appearance; numbers, if all are numbers, in ascending order.
pub(super) fn distinct<'a>(values: impl Iterator<Item = &'a AxisValue>) -> Vec<AxisValue> {
    let mut distinct: Vec<AxisValue> = Vec::new();
    let mut seen = HashSet::new();
    for value in values {
        let is_new = match value {
            AxisValue::Number(number) => seen.insert((Some(number.to_bits()), "")),
            AxisValue::Text(text) => seen.insert((None, text.as_str())),
        };
        if is_new {
            distinct.push(value.clone());
        }
    }
    let number = |value: &AxisValue| match value {
        AxisValue::Number(number) => Some(*number),
        AxisValue::Text(_) => None,
    };
    if distinct.iter().all(|value| number(value).is_some()) {
        distinct.sort_by(|a, b| number(a).partial_cmp(&number(b)).expect("no value is NaN"));
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short() {
        let table = [
            ("0.02", "0.02"),
            ("0.30", "0.3"),
            ("0.001", "1e-3"),
            ("4e-4", "4e-4"),
            ("256", "256"),
            ("256.0", "256"),
            ("0", "0"),
            ("1000000", "1e6"),
            ("alternate", "alternate"),
            ("[0.5, 0.999]", "0.5 0.999"),
            ("{grid: {side: 3, std: 0.001}}", "grid side=3 std=1e-3"),
            ("{ring: {}}", "ring"),
            (
                "[lecam, {r1: {gamma: 1, every: 16}}]",
                "lecam r1 gamma=1 every=16",
            ),
            ("[]", "empty"),
        ];
        for (yaml, shown) in table {
            let value = AxisValue::of(&serde_yaml::from_str(yaml).unwrap());
            assert_eq!(value.to_string(), shown);
        }
    }

    #[test]
    fn lists_keep_their_brackets_for_people() {
        let table = [
            ("[]", "[]"),
            ("[0, 0.9]", "[0, 0.9]"),
            ("[lecam, {r1: {gamma: 1}}]", "[lecam, r1 gamma=1]"),
            ("{adam: {betas: [0, 0.9]}}", "adam betas=[0, 0.9]"),
            ("alternate", "alternate"),
        ];
        for (yaml, shown) in table {
            assert_eq!(words(&serde_yaml::from_str(yaml).unwrap()), shown);
        }
    }

    #[test]
    fn distinct_numbers_ascend_and_words_keep_their_order() {
        let numbers = [3.0, 1.0, 3.0].map(AxisValue::Number);
        assert_eq!(distinct(numbers.iter()), [1.0, 3.0].map(AxisValue::Number));
        let words = ["b", "a", "b"].map(|word| AxisValue::Text(word.into()));
        assert_eq!(distinct(words.iter()), words[..2]);
    }
}
