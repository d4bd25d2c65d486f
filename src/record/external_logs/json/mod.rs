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
use super::row_reader::RowReader;
use super::sparse_table::SparseTable;

/// Reads a text if it is JSON; `None` if it is something else.
///
/// # Errors
/// If it begins as nothing but JSON does, and is none, or is a notebook without output.
pub(super) fn read(path: &Path, text: &str) -> Option<Result<LogTable, ExternalLogError>> {
    let text = text.trim();
    if is_lines(text) {
        let mut lines = JsonLines::default();
        lines.read(text);
        let rows = std::mem::take(lines.rows());
        return Some(lines.table(path, rows));
    }
    if !begins_as_json(text) {
        return None;
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

/// Whether a text is an object per line, of which there are several.
pub(super) fn is_lines(text: &str) -> bool {
    let text = text.trim();
    let first = text.lines().next().unwrap_or_default();
    begins_as_json(text) && first.len() < text.len() && matches!(parse(first), Ok(Value::Object(_)))
}

/// Whether a text is JSON that is written whole, not line by line.
pub(super) fn is_document(text: &str) -> bool {
    begins_as_json(text) && !is_lines(text)
}

/// Reads an object per line.
#[derive(Default)]
pub(super) struct JsonLines {
    rows: Rows,
    /// Lines that were read.
    lines: u64,
    /// How many of them are no JSON, and the first.
    bad: u64,
    first_bad: u64,
}

impl RowReader for JsonLines {
    fn read(&mut self, text: &str) {
        for line in text.lines() {
            self.lines += 1;
            if line.trim().is_empty() {
                continue;
            }
            match parse(line) {
                Ok(value) => self.rows.add(self.lines, &value),
                Err(_) => {
                    self.bad += 1;
                    self.first_bad = if self.bad == 1 {
                        self.lines
                    } else {
                        self.first_bad
                    };
                }
            }
        }
    }

    fn rows(&mut self) -> &mut SparseTable {
        &mut self.rows.table
    }

    fn table(&self, _path: &Path, rows: SparseTable) -> Result<LogTable, ExternalLogError> {
        let mut table = rows.finish("line", &[]);
        if self.bad > 0 {
            table.notes.push(format!(
                "lines that are no JSON, and left out: {}, the first of them line {}",
                self.bad, self.first_bad
            ));
        }
        Ok(table)
    }
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
