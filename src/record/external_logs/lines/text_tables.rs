//! Tables that are printed with bars between their cells: a header, then rows of numbers, each of
//! which may begin with what it is about.

use super::super::cell;
use super::super::column_aliases::step_rank;
use super::line::Line;
use super::names::Names;

/// The table that is being printed.
#[derive(Default)]
pub(super) struct TextTables {
    header: Vec<String>,
}

impl TextTables {
    /// Reads a line if it is of a table; false if it is not.
    pub fn read(&mut self, text: &str, names: &mut Names, into: &mut Line) -> bool {
        if !text.contains('|') {
            // A rule below the header.
            if !text.bytes().all(|byte| b"-=+ ".contains(&byte)) {
                self.header.clear();
            }
            return false;
        }
        // The rule below a header of Markdown.
        if text.bytes().all(|byte| b"|-:=+ \t\r".contains(&byte)) {
            into.clear();
            return true;
        }
        let cells: Vec<&str> = text
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        if cells.len() == self.header.len() && self.row(&cells, names, into) {
            return true;
        }
        let is_name = |cell: &&str| {
            !cell.is_empty()
                && !cell.contains([':', '=', '%', '['])
                && !cell.contains(|letter: char| letter.is_ascii_digit())
        };
        if cells.len() > 1 && cells.iter().all(is_name) {
            self.header = cells.into_iter().map(ToString::to_string).collect();
        }
        false
    }

    fn row(&self, cells: &[&str], names: &mut Names, into: &mut Line) -> bool {
        let numbers: Vec<Option<f64>> = cells.iter().map(|text| cell::number(text)).collect();
        if !numbers[1..].iter().all(Option::is_some) || numbers.len() < 2 {
            return false;
        }
        into.clear();
        let label = numbers[0].is_none().then_some(cells[0]);
        for (header, value) in self.header.iter().zip(numbers) {
            let Some(value) = value else { continue };
            let name = match label {
                Some(label) => format!("{label} {header}"),
                None => header.clone(),
            };
            into.has_step |= step_rank(&name).is_some();
            into.pairs
                .extend(names.column(&name).map(|column| (column, value)));
        }
        true
    }
}
