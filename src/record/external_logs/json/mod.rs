//! JSON: an object per line, a list of objects, lists by name, and notebooks.

mod flat;
mod non_finite;
mod notebook;

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use self::flat::flatten;
use self::non_finite::with_quoted_numbers;
use super::ExternalLogError;
use super::log_table::LogTable;
use super::sparse_table::SparseTable;

/// Reads a text if it is JSON; `None` if it is something else.
///
/// # Errors
/// If it begins as nothing but JSON does, and is none, or is a notebook without output.
pub(super) fn read(path: &Path, text: &str) -> Option<Result<LogTable, ExternalLogError>> {
    let text = text.trim();
    if !begins_as_json(text) {
        return None;
    }
    let first = text.lines().next().unwrap_or_default();
    let is_object = |line: &str| matches!(parse(line), Ok(Value::Object(_)));
    if first.len() < text.len() && is_object(first) {
        return Some(Ok(read_lines(text)));
    }
    match parse(text) {
        Ok(Value::Object(object)) if object.contains_key("cells") => {
            Some(notebook::read(path, &Value::Object(object)))
        }
        Ok(whole) => Some(Ok(read_whole(whole))),
        Err(error) => Some(Err(malformed(path, &error))),
    }
}

fn parse(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).or_else(|error| match with_quoted_numbers(text) {
        Some(quoted) => serde_json::from_str(&quoted),
        None => Err(error),
    })
}

/// Whether a text begins with an object or a list of them. Printed lines begin with brackets, too:
/// `[0/20][0/32] Loss_D: ..`, `{'d_loss': ..}`.
fn begins_as_json(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| !letter.is_whitespace());
    matches!(
        (letters.next(), letters.next()),
        (Some('{'), Some('"' | '}') | None) | (Some('['), Some('{' | ']') | None)
    )
}

fn malformed(path: &Path, error: &serde_json::Error) -> ExternalLogError {
    ExternalLogError::Text {
        path: path.to_path_buf(),
        line: Some(error.line() as u64),
        reason: format!("this begins as JSON does, but it is damaged or cut off: {error}"),
    }
}

/// The rows so far, with a column for every name.
#[derive(Default)]
struct Rows {
    table: SparseTable,
    columns: HashMap<String, Option<usize>>,
}

impl Rows {
    fn begin(&mut self, place: u64) -> bool {
        self.table.begin_row(place)
    }

    fn set(&mut self, name: String, value: f64) {
        let column = match self.columns.get(&name) {
            Some(column) => *column,
            None => {
                let column = self.table.add_column(name.clone());
                self.columns.insert(name, column);
                column
            }
        };
        if let Some(column) = column {
            self.table.set(column, value);
        }
    }

    fn add(&mut self, place: u64, value: &Value) {
        if self.begin(place) {
            flatten(String::new(), value, &mut |name, value| {
                self.set(name, value)
            });
        }
    }

    fn finish(self, place: &'static str) -> LogTable {
        self.table.finish(place, &[])
    }
}

fn read_lines(text: &str) -> LogTable {
    let mut rows = Rows::default();
    let (mut bad, mut first_bad) = (0, 0);
    for (line, place) in text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty())
    {
        match parse(line) {
            Ok(value) => rows.add(place, &value),
            Err(_) if bad == 0 => (bad, first_bad) = (1, place),
            Err(_) => bad += 1,
        }
    }
    let mut table = rows.finish("line");
    if bad > 0 {
        table.notes.push(format!(
            "lines that are no JSON, and left out: {bad}, the first of them line {first_bad}"
        ));
    }
    table
}

/// A list of rows, or lists by name, or a single row.
fn read_whole(whole: Value) -> LogTable {
    let mut rows = Rows::default();
    match whole {
        Value::Array(list) => {
            for (value, place) in list.iter().zip(1..) {
                rows.add(place, value);
            }
        }
        object => {
            let mut lists = Vec::new();
            flat::lists(String::new(), &object, &mut lists);
            let height = lists.iter().map(|(_, list)| list.len()).max();
            match height {
                None => rows.add(1, &object),
                Some(height) => {
                    for row in 0..height {
                        rows.begin(row as u64 + 1);
                        for (name, list) in &lists {
                            let value = list.get(row).and_then(flat::number);
                            value
                                .into_iter()
                                .for_each(|value| rows.set(name.clone(), value));
                        }
                    }
                }
            }
        }
    }
    rows.finish("row")
}
