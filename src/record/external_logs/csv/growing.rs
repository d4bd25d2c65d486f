//! A table whose lines are read as they come.

use std::path::{Path, PathBuf};

use super::super::log_table::LogTable;
use super::super::row_reader::RowReader;
use super::super::sparse_table::SparseTable;
use super::super::{ExternalLogError, cell};
use super::blanks::{tabbed, with_tabs};
use super::records::Records;
use super::{header_again, is_numbers, named, separator};

/// Reads lines with as many fields as the first.
pub(in super::super) struct GrowingCsv {
    path: PathBuf,
    separator: u8,
    /// Whether blanks part the columns.
    has_blanks: bool,
    /// The first line, as soon as it was read.
    header: Vec<String>,
    is_headless: bool,
    rows: SparseTable,
    /// By column, where it holds something else than a number.
    refused: Vec<Option<String>>,
    /// Lines that were read.
    lines: u64,
    /// Lines with another number of fields: how many, and the first.
    ragged: Option<(u64, u64)>,
    notes: Vec<String>,
}

impl GrowingCsv {
    /// A table that begins with this text.
    pub fn new(path: &Path, text: &str) -> Self {
        let tabbed = with_tabs(text);
        Self {
            path: path.to_path_buf(),
            separator: separator(tabbed.as_deref().unwrap_or(text).as_bytes()),
            has_blanks: tabbed.is_some(),
            header: Vec::new(),
            is_headless: false,
            rows: SparseTable::default(),
            refused: Vec::new(),
            lines: 0,
            ragged: None,
            notes: Vec::new(),
        }
    }

    fn begin(&mut self, header: Vec<String>) {
        self.is_headless = is_numbers(&header);
        let names = match self.is_headless {
            true => (1..=header.len())
                .map(|number| number.to_string())
                .collect(),
            false => named(&self.path, header.clone()),
        };
        for name in names {
            self.rows.add_column(name);
        }
        self.refused = vec![None; header.len()];
        self.header = header;
    }

    fn row(&mut self, fields: &[String], line: u64) {
        if !self.rows.begin_row(line) {
            return;
        }
        for ((at, field), refused) in fields.iter().enumerate().zip(&mut self.refused) {
            match cell::parse(field) {
                Ok(Some(value)) if at < self.rows.columns.len() => self.rows.set(at, value),
                Err(reason) if refused.is_none() => {
                    *refused = Some(format!("on line {line} {reason}"));
                }
                _ => {}
            }
        }
    }
}

impl RowReader for GrowingCsv {
    fn read(&mut self, text: &str) {
        let with_tabs = self.has_blanks.then(|| tabbed(text));
        let bytes = with_tabs.as_deref().unwrap_or(text).as_bytes();
        for record in Records::new(bytes, self.separator) {
            let line = self.lines + record.line;
            if self.header.is_empty() {
                self.begin(record.fields.clone());
                if !self.is_headless {
                    continue;
                }
            } else if !self.is_headless && record.fields == self.header {
                self.notes.push(header_again(line));
                continue;
            }
            if record.fields.len() == self.header.len() {
                self.row(&record.fields, line);
            } else {
                self.ragged.get_or_insert((0, line)).0 += 1;
            }
        }
        self.lines += text.matches('\n').count() as u64;
    }

    fn rows(&mut self) -> &mut SparseTable {
        &mut self.rows
    }

    fn table(&self, _path: &Path, rows: SparseTable) -> Result<LogTable, ExternalLogError> {
        let mut table = rows.finish("line", &[]);
        for (column, refused) in table.columns.iter_mut().zip(&self.refused) {
            if let Some(reason) = refused {
                column.values = Err(reason.clone());
            }
        }
        table.notes.extend(self.notes.iter().cloned());
        if let Some((count, first)) = self.ragged {
            table.notes.push(format!(
                "lines with another number of fields than the header, and left out: {count}, the first of them line {first}"
            ));
        }
        Ok(LogTable {
            is_headless: self.is_headless,
            ..table
        })
    }
}
