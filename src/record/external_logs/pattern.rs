//! Lines of any form, by a regular expression whose groups have the names of columns.

use std::path::Path;
use std::str::FromStr;

use regex::{Regex, RegexBuilder};

use super::log_table::LogTable;
use super::sparse_table::SparseTable;
use super::{ExternalLogError, cell, lines};
use crate::text::visible_word;

/// Memory of a compiled expression, at most.
const LARGEST: usize = 4 << 20;

/// `--pattern`: which part of a line is what.
#[derive(Clone, Debug)]
pub struct LogPattern(Regex);

impl PartialEq for LogPattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl FromStr for LogPattern {
    type Err = ExternalLogError;

    fn from_str(text: &str) -> Result<Self, ExternalLogError> {
        let refused = |reason: String| ExternalLogError::Choice(format!("`--pattern`: {reason}"));
        let regex = RegexBuilder::new(text)
            .size_limit(LARGEST)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        if regex.capture_names().flatten().next().is_none() {
            let example = r"(?P<step>\d+).*D=(?P<d_loss>\S+)";
            return Err(refused(format!(
                "no group has a name, so it is not said which number is what; such as '{example}'"
            )));
        }
        Ok(Self(regex))
    }
}

/// Reads the lines that match.
///
/// # Errors
/// If none does.
pub(super) fn read(
    path: &Path,
    text: &str,
    pattern: &LogPattern,
) -> Result<LogTable, ExternalLogError> {
    let regex = &pattern.0;
    let mut table = SparseTable::default();
    let named = regex.capture_names().enumerate();
    let groups: Vec<(usize, usize)> = named
        .filter_map(|(group, name)| Some((group, table.add_column(name?.to_string())?)))
        .collect();
    let mut found = regex.capture_locations();
    let mut bad = Bad::default();
    lines::each_line(text, |line, place| {
        let plain = line
            .contains('\u{1b}')
            .then(|| lines::without_escapes(line));
        let line = plain.as_deref().unwrap_or(line);
        if regex.captures_read(&mut found, line).is_none() || !table.begin_row(place) {
            return;
        }
        for (group, column) in &groups {
            let Some((start, end)) = found.get(*group) else {
                continue;
            };
            match cell::parse(line[start..end].trim_end_matches([',', ';', ')', ']', '}', '|'])) {
                Ok(Some(value)) => table.set(*column, value),
                Ok(None) => {}
                Err(reason) => bad.add(&table.columns[*column].name, place, reason),
            }
        }
    });
    if table.height() == 0 {
        return Err(no_match(path, text));
    }
    let mut table = table.finish("line", &[]);
    bad.mark(&mut table);
    Ok(table)
}

/// The first value of each group that is no number.
#[derive(Default)]
struct Bad(Vec<(String, String)>);

impl Bad {
    fn add(&mut self, name: &str, place: u64, reason: String) {
        if self.0.iter().all(|(known, _)| known != name) {
            self.0
                .push((name.to_string(), format!("on line {place} {reason}")));
        }
    }

    /// Such a group is no column of numbers.
    fn mark(self, table: &mut LogTable) {
        for (name, reason) in self.0 {
            let column = table.columns.iter_mut().find(|column| column.name == name);
            if let Some(column) = column {
                column.values = Err(reason);
            }
        }
    }
}

fn no_match(path: &Path, text: &str) -> ExternalLogError {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    ExternalLogError::Text {
        path: path.to_path_buf(),
        line: None,
        reason: format!(
            "no line matches `--pattern`; the first line is `{}`",
            visible_word(first)
        ),
    }
}
