//! The columns of a table as people see them, and how much room they need.

use super::color::TextStyle;
use super::styled_text::{StyledText, width};
use super::table::TextTable;
use super::value::Value;
use super::wrapping::Breaks;
use crate::diagnose::Verdict;
use crate::plot;

/// A column of texts is at least so wide, unless its texts are shorter.
const LEAST_TEXT_WIDTH: usize = 20;

/// A column that is shown.
pub(super) struct ShownColumn {
    /// Its place in the table.
    pub(super) index: usize,
    pub(super) title: StyledText,
    pub(super) cells: Vec<StyledText>,
    pub(super) breaks: Breaks,
    /// The width with which no line is broken.
    pub(super) natural: usize,
    /// The width below which a value that is one word, or a text, would suffer.
    pub(super) least: usize,
}

impl ShownColumn {
    /// Leaves of ids of runs the digits at their ends, by which commands take runs too.
    pub(super) fn shorten_to_digits(&mut self) {
        for cell in &mut self.cells {
            if let Some((_, digits)) = cell.text.rsplit_once('-') {
                *cell = cell.with_text(digits.to_string());
            }
        }
        let widths = self.cells.iter().map(|cell| width(&cell.text));
        self.natural = widths.max().unwrap_or(0).max(width(&self.title.text));
        self.least = self.natural;
    }
}

/// All columns except those for programs, and those that are shown where they are used and are not.
pub(super) fn shown_columns(table: &TextTable, letters: bool) -> Vec<ShownColumn> {
    let is_used = |value: &Value| {
        !matches!(
            value,
            Value::Missing | Value::Integer(0) | Value::VerdictCount(_, 0)
        )
    };
    let is_shown = |index: &usize| {
        let mut values = table.rows.iter().map(|row| &row[*index]);
        table.rows.is_empty() || !table.shown_where_used.contains(index) || values.any(is_used)
    };
    let for_people = |index: &usize| !table.for_programs.contains(index);
    let columns = (0..table.headers.len()).filter(for_people).filter(is_shown);
    columns
        .map(|index| shown_column(table, index, letters))
        .collect()
}

fn shown_column(table: &TextTable, index: usize, letters: bool) -> ShownColumn {
    let values = || table.rows.iter().map(move |row| &row[index]);
    let is_count = |value: &Value| {
        matches!(
            value,
            Value::Number(_) | Value::Integer(_) | Value::VerdictCount(..)
        )
    };
    let is_numeric =
        values().any(is_count) && values().all(|value| is_count(value) || *value == Value::Missing);
    let align = |text: StyledText| match is_numeric {
        true => text.right_aligned(),
        false => text,
    };
    let is_id = table.ids.contains(&index);
    let breaks = if is_id {
        Breaks::BlanksAndCommas
    } else {
        Breaks::Blanks
    };
    let title = align(title(&table.titles[index], letters));
    let cells: Vec<StyledText> = values().map(|value| align(cell(value))).collect();
    let widest = |text: &str| text.lines().map(width).max().unwrap_or(0);
    let natural = cells
        .iter()
        .map(|cell| widest(&cell.text))
        .max()
        .unwrap_or(0);
    let least = cells.iter().zip(values()).map(|(cell, value)| match value {
        Value::Series { .. } => widest(&cell.text),
        _ => cell
            .text
            .lines()
            .map(|line| least_line_width(line, breaks))
            .max()
            .unwrap_or(0),
    });
    let least = least
        .max()
        .unwrap_or(0)
        .max(Breaks::Blanks.longest_piece(&title.text));
    ShownColumn {
        index,
        natural: natural.max(width(&title.text)),
        title,
        cells,
        breaks,
        least,
    }
}

/// The columns that a line of a cell takes at least: all of a single word, some of a text.
fn least_line_width(line: &str, breaks: Breaks) -> usize {
    let longest = breaks.longest_piece(line);
    match longest == width(line.trim()) {
        true => longest,
        false if breaks == Breaks::BlanksAndCommas => longest,
        false => width(line).min(LEAST_TEXT_WIDTH),
    }
}

/// A verdict, by its name or by its number of runs, in its color; other values as people read them.
fn cell(value: &Value) -> StyledText {
    let named = || {
        Verdict::ALL
            .into_iter()
            .find(|verdict| *value == Value::text(verdict.name()))
    };
    match value {
        Value::Judged {
            verdict,
            label,
            imbalanced,
        } => StyledText::with_style(
            label.clone(),
            match imbalanced {
                true => TextStyle::Imbalance,
                false => TextStyle::Verdict(*verdict),
            },
        ),
        Value::VerdictCount(_, 0) => StyledText::plain(""),
        Value::VerdictCount(verdict, count) => {
            StyledText::with_style(count.to_string(), TextStyle::Verdict(*verdict))
        }
        _ => match named() {
            Some(verdict) => StyledText::with_style(verdict.name(), TextStyle::Verdict(verdict)),
            None => StyledText::plain(value.to_string()),
        },
    }
}

fn title(name: &str, letters: bool) -> StyledText {
    let verdict = Verdict::ALL
        .into_iter()
        .find(|verdict| name == verdict.name());
    match verdict.filter(|_| letters) {
        Some(verdict) => {
            let letter = plot::verdict_letter(verdict).to_string();
            StyledText::with_style(letter, TextStyle::Verdict(verdict))
        }
        None => StyledText::plain(name),
    }
}
