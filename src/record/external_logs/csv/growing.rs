//! A table whose lines are read as they come.

use std::path::{Path, PathBuf};

use super::super::log_table::LogTable;
use super::super::row_reader::RowReader;
use super::super::sparse_table::SparseTable;
use super::super::{ExternalLogError, cell};
use super::blanks::{tabbed, with_tabs};
use super::left_out::LeftOut;
use super::records::Records;
use super::{is_numbers, named, separator};

/// Reads lines with as many fields as the header.
pub(in super::super) struct GrowingCsv {
    path: PathBuf,
    separator: u8,
    /// Whether blanks part the columns.
    has_blanks: bool,
    is_headless: bool,
    rows: SparseTable,
    columns: Vec<Column>,
    /// The column of each field of a line, by the latest header.
    fields: Vec<usize>,
    /// Lines that were read.
    lines: u64,
    /// The last of them that is a row.
    last_row: u64,
    /// Lines that are no rows since then.
    since_row: u64,
    ragged: LeftOut,
    /// Lines with words where all others have numbers.
    worded: LeftOut,
    headers: LeftOut,
    other_headers: LeftOut,
}

/// What is known of a column.
struct Column {
    /// Its name as it is written.
    header: String,
    has_number: bool,
    /// Where it holds something else than a number.
    refused: Option<String>,
}

impl GrowingCsv {
    /// A table that begins with this text.
    pub fn new(path: &Path, text: &str) -> Self {
        let tabbed = with_tabs(text);
        Self {
            path: path.to_path_buf(),
            separator: separator(tabbed.as_deref().unwrap_or(text).as_bytes()),
            has_blanks: tabbed.is_some(),
            is_headless: false,
            rows: SparseTable::default(),
            columns: Vec::new(),
            fields: Vec::new(),
            lines: 0,
            last_row: 0,
            since_row: 0,
            ragged: LeftOut::default(),
            worded: LeftOut::default(),
            headers: LeftOut::default(),
            other_headers: LeftOut::default(),
        }
    }

    /// Whether most lines of a text are rows of such a table.
    pub fn is_table(path: &Path, text: &str) -> bool {
        let mut table = Self::new(path, text);
        table.read(text);
        let has_numbers = table.columns.iter().any(|column| column.has_number);
        has_numbers && table.rows.height() as u64 > table.ragged.count() + table.worded.count()
    }

    fn begin(&mut self, header: Vec<String>) {
        self.is_headless = is_numbers(&header);
        let names = match self.is_headless {
            true => (1..=header.len())
                .map(|number| number.to_string())
                .collect(),
            false => named(&self.path, header.clone()),
        };
        for (name, header) in names.into_iter().zip(header) {
            self.add_column(name, header);
        }
        self.fields = (0..self.columns.len()).collect();
    }

    fn add_column(&mut self, name: String, header: String) -> usize {
        self.rows.add_column(name);
        self.columns.push(Column {
            header,
            has_number: false,
            refused: None,
        });
        self.columns.len() - 1
    }

    /// Whether a line names columns, most of them known: a program that is started again writes its
    /// header again, and a changed one may write other columns, or in another order.
    fn is_header(&self, fields: &[String]) -> bool {
        let is_known = |field: &&String| self.columns.iter().any(|own| own.header == **field);
        let is_number = |field: &String| matches!(cell::parse(field), Ok(Some(_)));
        !self.is_headless
            && !fields.iter().any(is_number)
            && 2 * fields.iter().filter(is_known).count() > fields.len()
    }

    fn take_header(&mut self, header: Vec<String>, line: u64) {
        let mut fields = Vec::with_capacity(header.len());
        for name in header {
            let is_free = |at: &usize| self.columns[*at].header == name && !fields.contains(at);
            let known = (0..self.columns.len()).find(is_free);
            fields.push(known.unwrap_or_else(|| self.add_column(name.clone(), name)));
        }
        match fields == self.fields {
            true => self.headers.add(line),
            false => self.other_headers.add(line),
        }
        self.fields = fields;
    }

    /// Adds a line as a row. Returns whether it is one.
    fn add(&mut self, fields: &[String], line: u64) -> bool {
        if fields.len() != self.fields.len() {
            self.ragged.add(line);
            return false;
        }
        let cells = fields.iter().map(|field| cell::parse(field));
        let cells: Vec<(usize, Result<Option<f64>, String>)> =
            self.fields.iter().copied().zip(cells).collect();
        let is_out_of_place = |(at, cell): &(usize, Result<Option<f64>, String>)| {
            let column = &self.columns[*at];
            cell.is_err() && column.has_number && column.refused.is_none()
        };
        if cells.iter().any(is_out_of_place) {
            self.worded.add(line);
            return false;
        }
        if !self.rows.begin_row(line) {
            return false;
        }
        for (at, cell) in cells {
            let column = &mut self.columns[at];
            match cell {
                Ok(Some(value)) if at < self.rows.columns.len() => {
                    column.has_number = true;
                    self.rows.set(at, value);
                }
                Err(reason) if column.refused.is_none() => {
                    column.refused = Some(format!("on line {line} {reason}"));
                }
                _ => {}
            }
        }
        true
    }

    fn notes(&self) -> impl Iterator<Item = String> {
        let end = (self.since_row > 0 && self.last_row > 0).then(|| {
            format!(
                "nothing after line {} is judged: no later line is a row of the table",
                self.last_row
            )
        });
        let notes = [
            self.headers.header_note(),
            self.other_headers
                .counted("headers with other columns than before, which are taken by their names"),
            self.ragged
                .note("lines with another number of fields than the header"),
            self.worded
                .note("lines with a word where the lines before have a number"),
            end,
        ];
        notes.into_iter().flatten()
    }
}

impl RowReader for GrowingCsv {
    fn read(&mut self, text: &str) {
        let with_tabs = self.has_blanks.then(|| tabbed(text));
        let bytes = with_tabs.as_deref().unwrap_or(text).as_bytes();
        for record in Records::new(bytes, self.separator) {
            let line = self.lines + record.line;
            if self.columns.is_empty() {
                self.begin(record.fields.clone());
                if !self.is_headless {
                    continue;
                }
            } else if self.is_header(&record.fields) {
                self.take_header(record.fields, line);
                continue;
            }
            if self.add(&record.fields, line) {
                (self.last_row, self.since_row) = (line, 0);
            } else {
                self.since_row += 1;
            }
        }
        self.lines += text.matches('\n').count() as u64;
    }

    fn rows(&mut self) -> &mut SparseTable {
        &mut self.rows
    }

    fn table(&self, _path: &Path, rows: SparseTable) -> Result<LogTable, ExternalLogError> {
        let mut table = rows.finish("line", &[]);
        for (column, known) in table.columns.iter_mut().zip(&self.columns) {
            if let Some(reason) = &known.refused {
                column.values = Err(reason.clone());
            }
        }
        table.notes.extend(self.notes());
        Ok(LogTable {
            is_headless: self.is_headless,
            ..table
        })
    }
}
