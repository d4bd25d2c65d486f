//! Printed lines: names with numbers, among epochs, batches, times and prose.
//!
//! ```text
//! line --lexer--> tokens --line, written--> names of quantities, counters --names--> columns
//!  |                                                                        `counters`: the steps
//!  '-- text_tables: `component | loss` over lines of cells
//! ```
//!
//! Nothing here knows any program. A name is the words before a number, with or without a colon; a
//! fraction of whole numbers without a name, or one called epoch or batch, counts; a player in
//! brackets or before a colon owns the names after it. A carriage return ends a line, as progress
//! bars are redrawn by it.

mod counters;
mod lexer;
mod line;
mod names;
mod text_tables;
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use self::counters::Counters;
pub(super) use self::lexer::without_escapes;
use self::lexer::{Token, tokens};
use self::line::Line;
use self::names::Names;
use self::text_tables::TextTables;
use super::ExternalLogError;
use super::cell;
use super::column_aliases::step_rank;
use super::log_table::{LogColumn, LogTable};
use super::row_reader::RowReader;
use super::sparse_table::{SparseColumn, SparseTable};

/// Lines apart, up to which what a line says may be of the same step as the line before.
const NEAR: u64 = 2;

/// Reads all lines of a text.
pub(super) fn read(text: String) -> LogTable {
    let mut reader = PrintedLines::new();
    reader.read(&text);
    // It may take as much memory as the table.
    drop(text);
    let rows = std::mem::take(&mut reader.names.table);
    reader.finish(rows)
}

/// Visits the lines of a text, redrawn ones too, each with its number from 1.
pub(super) fn each_line<'a>(text: &'a str, mut visit: impl FnMut(&'a str, u64)) {
    for (line, number) in text.split('\n').zip(1..) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains('\r') || line.contains('\u{8}') {
            let drawn = line.split(['\r', '\u{8}']);
            drawn
                .filter(|drawn| !drawn.is_empty())
                .for_each(|drawn| visit(drawn, number));
        } else {
            visit(line, number);
        }
    }
}

/// How many lines of a text hold a name with a number.
pub(super) fn count_with_pairs(text: &str) -> usize {
    let mut reader = PrintedLines::new();
    let (mut count, mut found) = (0, Vec::new());
    each_line(text, |line, _| {
        reader.parse(line, &mut found);
        count += usize::from(!reader.line.pairs.is_empty());
    });
    count
}

/// Reads printed lines.
pub(super) struct PrintedLines {
    names: Names,
    counters: Counters,
    tables: TextTables,
    /// The epoch that a line of its own has begun.
    epoch: Option<f64>,
    line: Line,
    /// The last line that said something.
    last_place: u64,
    /// Lines that were read before.
    lines: u64,
    /// Columns with a number that has a decimal comma, and the first such number, with a point.
    decimal_commas: BTreeMap<usize, f64>,
}

impl RowReader for PrintedLines {
    fn read(&mut self, text: &str) {
        let mut found = Vec::new();
        let (before, mut last) = (self.lines, 0);
        each_line(text, |line, place| {
            self.parse(line, &mut found);
            self.add(before + place);
            last = place;
        });
        // The last line of whole ones is what follows their last newline.
        self.lines += last.saturating_sub(1);
    }

    fn rows(&mut self) -> &mut SparseTable {
        &mut self.names.table
    }

    fn table(&self, _path: &Path, rows: SparseTable) -> Result<LogTable, ExternalLogError> {
        Ok(self.finish(rows))
    }
}

impl PrintedLines {
    pub fn new() -> Self {
        Self {
            names: Names::new(),
            counters: Counters::default(),
            tables: TextTables::default(),
            epoch: None,
            line: Line::default(),
            last_place: 0,
            lines: 0,
            decimal_commas: BTreeMap::new(),
        }
    }

    /// Reads what a line says. The tokens are found in memory that is used again.
    fn parse<'a>(&mut self, text: &'a str, found: &mut Vec<Token<'a>>) {
        if text.contains('\u{1b}') {
            let plain = without_escapes(text);
            return self.parse_plain(&plain, &mut Vec::new());
        }
        self.parse_plain(text, found);
    }

    fn parse_plain<'a>(&mut self, text: &'a str, found: &mut Vec<Token<'a>>) {
        if !self.tables.read(text, &mut self.names, &mut self.line) {
            tokens(text, found);
            line::read(found, &mut self.names, &mut self.line);
        }
    }

    /// Adds what a line says to the row of the line before, or as a row of its own.
    fn add(&mut self, place: u64) {
        let line = &self.line;
        let table = &mut self.names.table;
        self.epoch = line.epoch.or(self.epoch);
        if line.pairs.is_empty() {
            return;
        }
        let is_near = place - self.last_place <= NEAR;
        let is_new = |(column, _): &(usize, f64)| !table.has(*column);
        let continues = is_near && !line.has_counter() && line.pairs.iter().all(is_new);
        if !continues || table.height() == 0 {
            if !table.begin_row(place) {
                return;
            }
            self.counters.set(table, line, self.epoch);
        }
        self.last_place = place;
        if let Some((column, value)) = line.decimal_comma {
            self.decimal_commas.entry(column).or_insert(value);
        }
        for (column, value) in &line.pairs {
            table.set(*column, *value);
        }
    }

    /// The table of all rows.
    fn finish(&self, rows: SparseTable) -> LogTable {
        let names = &self.names;
        let steps = self.counters.steps(&rows);
        let columns = &rows.columns;
        let height = rows.height();
        let has_known = columns.iter().any(|column| names.is_known(&column.name));
        // Among known names, a rare number is one in prose: `Loaded 5000 images`.
        let is_prose = |column: &SparseColumn| {
            let is_rare = column.values.len() == 1 || 100 * column.values.len() < height;
            let is_known = names.is_known(&column.name) || step_rank(&column.name).is_some();
            has_known && height > 2 && is_rare && !is_known
        };
        let keep: Vec<bool> = (0..columns.len())
            .map(|at| {
                let column = &columns[at];
                !column.values.is_empty() && !self.counters.is_part(at) && !is_prose(column)
            })
            .collect();
        // Beside such a number a whole one with a comma may mean thousands or decimals.
        let refused = self.decimal_commas.iter().map(|(at, value)| {
            let written = value.to_string().replace('.', ",");
            (columns[*at].name.clone(), cell::decimal_comma(&written))
        });
        let refused: Vec<(String, String)> = refused.collect();
        let mut table = rows.finish("line", &keep);
        for (name, complaint) in refused {
            let column = table.columns.iter_mut().find(|column| column.name == name);
            if let Some(column) = column {
                column.values = Err(complaint);
            }
        }
        if let Some(steps) = steps {
            table.step = Some(table.columns.len());
            table.columns.push(LogColumn {
                name: steps.name.to_string(),
                values: Ok(steps.values),
            });
        }
        table
    }
}
