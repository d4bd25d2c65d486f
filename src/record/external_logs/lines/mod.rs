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

use self::counters::Counters;
use self::lexer::tokens;
pub(super) use self::lexer::without_escapes;
use self::line::Line;
use self::names::Names;
use self::text_tables::TextTables;
use super::column_aliases::step_rank;
use super::log_table::{LogColumn, LogTable};
use super::sparse_table::SparseColumn;

/// Lines apart, up to which what a line says may be of the same step as the line before.
const NEAR: u64 = 2;

/// Reads all lines of a text.
pub(super) fn read(text: &str) -> LogTable {
    let mut reader = Reader::new();
    for (line, place) in lines(text) {
        reader.line(line, place);
    }
    reader.finish()
}

/// The lines of a text, redrawn ones too, each with its number from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, u64)> {
    let numbered = text.split('\n').zip(1..);
    numbered.flat_map(|(line, number)| {
        line.split(['\r', '\u{8}'])
            .filter(|drawn| !drawn.is_empty())
            .map(move |drawn| (drawn, number))
    })
}

/// How many lines of a text hold a name with a number.
pub(super) fn count_with_pairs(text: &str) -> usize {
    let mut reader = Reader::new();
    let mut says = |(line, _): (&str, u64)| reader.says(line);
    lines(text).filter(|line| says(*line)).count()
}

struct Reader {
    names: Names,
    counters: Counters,
    tables: TextTables,
    /// The epoch that a line of its own has begun.
    epoch: Option<f64>,
    line: Line,
    /// The last line that said something.
    last_place: u64,
}

impl Reader {
    fn new() -> Self {
        Self {
            names: Names::new(),
            counters: Counters::default(),
            tables: TextTables::default(),
            epoch: None,
            line: Line::default(),
            last_place: 0,
        }
    }

    fn line(&mut self, text: &str, place: u64) {
        self.parse(text);
        let line = std::mem::take(&mut self.line);
        self.add(&line, place);
        self.line = line;
    }

    /// Whether a line holds a name with a number.
    fn says(&mut self, text: &str) -> bool {
        self.parse(text);
        !self.line.pairs.is_empty()
    }

    /// Reads what a line says.
    fn parse(&mut self, text: &str) {
        let plain = text.contains('\u{1b}').then(|| without_escapes(text));
        let text = plain.as_deref().unwrap_or(text);
        if !self.tables.read(text, &mut self.names, &mut self.line) {
            let mut found = Vec::new();
            tokens(text, &mut found);
            line::read(&found, &mut self.names, &mut self.line);
        }
    }

    /// Adds what a line says to the row of the line before, or as a row of its own.
    fn add(&mut self, line: &Line, place: u64) {
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
        for (column, value) in &line.pairs {
            table.set(*column, *value);
        }
    }

    fn finish(self) -> LogTable {
        let names = self.names;
        let steps = self.counters.steps(&names.table);
        let columns = &names.table.columns;
        let height = names.table.height();
        let has_known = columns.iter().any(|column| names.is_known(&column.name));
        // Among known names, a rare number is one in prose: `Loaded 5000 images`.
        let is_prose = |column: &SparseColumn| {
            let is_rare = column.rows.len() == 1 || 100 * column.rows.len() < height;
            let is_known = names.is_known(&column.name) || step_rank(&column.name).is_some();
            has_known && height > 2 && is_rare && !is_known
        };
        let keep: Vec<bool> = (0..columns.len())
            .map(|at| {
                let column = &columns[at];
                !column.rows.is_empty() && !self.counters.is_part(at) && !is_prose(column)
            })
            .collect();
        let mut table = names.table.finish("line", &keep);
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
