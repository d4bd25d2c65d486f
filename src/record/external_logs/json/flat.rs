//! Nested objects as columns: the names along the way, with slashes between them.

use serde_json::{Map, Value};

use super::super::cell;

/// The number that a value is, also where it is written as text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => cell::number(text),
        _ => None,
    }
}

/// Every number of a row, by its name.
pub(super) fn flatten(name: String, value: &Value, add: &mut impl FnMut(String, f64)) {
    match value {
        Value::Object(object) => match mean(object) {
            Some(mean) => add(name, mean),
            None => {
                for (key, value) in object {
                    flatten(joined(&name, key), value, add);
                }
            }
        },
        value => {
            if let Some(number) = number(value) {
                add(name, number);
            }
        }
    }
}

/// Every list, by its name.
pub(super) fn lists<'a>(name: String, value: &'a Value, found: &mut Vec<(String, &'a [Value])>) {
    match value {
        Value::Array(list) => found.push((name, list)),
        Value::Object(object) => {
            for (key, value) in object {
                lists(joined(&name, key), value, found);
            }
        }
        _ => {}
    }
}

/// The mean of what StyleGAN collects: `{"num": 8, "mean": 0.5, "std": 0.1}`.
fn mean(object: &Map<String, Value>) -> Option<f64> {
    let is_summary = object.contains_key("num") || object.contains_key("std");
    object.get("mean").filter(|_| is_summary).and_then(number)
}

fn joined(name: &str, key: &str) -> String {
    if name.is_empty() {
        key.to_string()
    } else {
        format!("{name}/{key}")
    }
}
