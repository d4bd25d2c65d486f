//! What the cells of a notebook have printed, in their order.

use std::path::Path;

use serde_json::Value;

use super::super::log_table::LogTable;
use super::super::{ExternalLogError, lines};

/// Reads a notebook.
///
/// # Errors
/// If nothing was printed in it.
pub(super) fn read(path: &Path, notebook: &Value) -> Result<LogTable, ExternalLogError> {
    let mut printed = String::new();
    for cell in list(notebook, "cells") {
        for output in list(cell, "outputs") {
            add_text(output.get("text"), &mut printed);
            add_text(
                output.get("data").and_then(|data| data.get("text/plain")),
                &mut printed,
            );
        }
    }
    if printed.trim().is_empty() {
        return Err(ExternalLogError::Text {
            path: path.to_path_buf(),
            line: None,
            reason:
                "no cell of this notebook holds printed text; run it and save it with its outputs"
                    .to_string(),
        });
    }
    Ok(lines::read(printed))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A text, or the list of its lines.
fn add_text(value: Option<&Value>, printed: &mut String) {
    match value {
        Some(Value::String(text)) => printed.push_str(text),
        Some(Value::Array(lines)) => {
            let lines = lines.iter().filter_map(Value::as_str);
            lines.for_each(|line| printed.push_str(line));
        }
        _ => return,
    }
    if !printed.ends_with('\n') {
        printed.push('\n');
    }
}
