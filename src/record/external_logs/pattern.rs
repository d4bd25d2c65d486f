//! Lines of any form, by a regular expression whose groups have the names of columns.

use std::path::Path;
use std::str::FromStr;

use regex::{CaptureLocations, Regex, RegexBuilder};

use super::log_table::LogTable;
use super::row_reader::RowReader;
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
    let mut lines = MatchingLines::new(pattern);
    lines.read(text);
    let rows = std::mem::take(lines.rows());
    lines.table(path, rows)
}

/// Reads the lines that match a pattern.
pub(super) struct MatchingLines {
    regex: Regex,
    table: SparseTable,
    /// Groups with names, and their columns.
    groups: Vec<(usize, usize)>,
    bad: Bad,
    /// Lines that were read.
    lines: u64,
    /// The first that says anything, for the message that none matches.
    first: String,
}

impl MatchingLines {
    pub fn new(pattern: &LogPattern) -> Self {
        let regex = pattern.0.clone();
        let mut table = SparseTable::default();
        let named = regex.capture_names().enumerate();
        let groups = named
            .filter_map(|(group, name)| Some((group, table.add_column(name?.to_string())?)))
            .collect();
        Self {
            regex,
            table,
            groups,
            bad: Bad::default(),
            lines: 0,
            first: String::new(),
        }
    }

    /// Reads a line that is visible as it is.
    fn line(&mut self, line: &str, place: u64, found: &mut CaptureLocations) {
        let Self { table, bad, .. } = self;
        if self.regex.captures_read(found, line).is_none() || !table.begin_row(place) {
            return;
        }
        for (group, column) in &self.groups {
            let Some((start, end)) = found.get(*group) else {
                continue;
            };
            match cell::parse(line[start..end].trim_end_matches([',', ';', ')', ']', '}', '|'])) {
                Ok(Some(value)) => table.set(*column, value),
                Ok(None) => {}
                Err(reason) => bad.add(&table.columns[*column].name, place, reason),
            }
        }
    }
}

impl RowReader for MatchingLines {
    fn read(&mut self, text: &str) {
        let mut found = self.regex.capture_locations();
        let (before, mut last) = (self.lines, 0);
        lines::each_line(text, |line, place| {
            let plain = line
                .contains('\u{1b}')
                .then(|| lines::without_escapes(line));
            let line = plain.as_deref().unwrap_or(line);
            if self.first.is_empty() {
                self.first = line.trim().to_string();
            }
            self.line(line, before + place, &mut found);
            last = place;
        });
        // The last line of whole ones is what follows their last newline.
        self.lines += last.saturating_sub(1);
    }

    fn rows(&mut self) -> &mut SparseTable {
        &mut self.table
    }

    fn table(&self, path: &Path, rows: SparseTable) -> Result<LogTable, ExternalLogError> {
        if rows.height() == 0 {
            return Err(no_match(path, &self.first));
        }
        let mut table = rows.finish("line", &[]);
        self.bad.mark(&mut table);
        Ok(table)
    }
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
    fn mark(&self, table: &mut LogTable) {
        for (name, reason) in &self.0 {
            let column = table.columns.iter_mut().find(|column| column.name == *name);
            if let Some(column) = column {
                column.values = Err(reason.clone());
            }
        }
    }
}

fn no_match(path: &Path, first: &str) -> ExternalLogError {
    ExternalLogError::Text {
        path: path.to_path_buf(),
        line: None,
        reason: format!(
            "no line matches `--pattern`; the first line is `{}`",
            visible_word(first)
        ),
    }
}
