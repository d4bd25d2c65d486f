//! A table that is filled row by row, where most rows have only some of the columns.

use super::log_table::{LogColumn, LogTable};

/// Values of a finished table, missing ones included: 512 MiB.
const MOST_VALUES: usize = 32 << 20;

/// Columns that a table of any length may have.
const LEAST_COLUMNS: usize = 8;

/// Columns of which more are left out: prose makes a name of every word before a number.
const MOST_COLUMNS: usize = 1024;

/// A column: the rows that have a value, ascending, and their values.
pub(super) struct SparseColumn {
    pub name: String,
    pub rows: Vec<u32>,
    pub values: Vec<f64>,
}

impl SparseColumn {
    /// Whether the latest value is of this row.
    fn has(&self, row: u32) -> bool {
        self.rows.last() == Some(&row)
    }

    fn dense(self, height: usize) -> LogColumn {
        let mut values = vec![None; height];
        for (row, value) in self.rows.into_iter().zip(self.values) {
            values[row as usize] = Some(value);
        }
        LogColumn {
            name: self.name,
            values: Ok(values),
        }
    }
}

/// The rows so far.
#[derive(Default)]
pub(super) struct SparseTable {
    pub columns: Vec<SparseColumn>,
    places: Vec<u64>,
}

impl SparseTable {
    /// A new column of this name; `None` if there are too many.
    pub fn add_column(&mut self, name: String) -> Option<usize> {
        if self.columns.len() == MOST_COLUMNS {
            return None;
        }
        self.columns.push(SparseColumn {
            name,
            rows: Vec::new(),
            values: Vec::new(),
        });
        Some(self.columns.len() - 1)
    }

    /// Begins a row at a place of the file; false if there are too many.
    pub fn begin_row(&mut self, place: u64) -> bool {
        let has_room = u32::try_from(self.places.len()).is_ok();
        if has_room {
            self.places.push(place);
        }
        has_room
    }

    pub fn height(&self) -> usize {
        self.places.len()
    }

    /// Whether the last row has a value in this column.
    pub fn has(&self, column: usize) -> bool {
        let last = self.places.len().checked_sub(1);
        last.is_some_and(|row| self.columns[column].has(row as u32))
    }

    /// Sets a value of the last row, unless it has one: names that a line repeats say something
    /// else there.
    pub fn set(&mut self, column: usize, value: f64) {
        if !self.places.is_empty() && !self.has(column) {
            let row = self.places.len() as u32 - 1;
            self.columns[column].rows.push(row);
            self.columns[column].values.push(value);
        }
    }

    /// All rows as a table, in which such a place is called `place`, without the columns that
    /// `keep` denies. Where it would be too large, those with the fewest values are left out.
    pub fn finish(mut self, place: &'static str, keep: &[bool]) -> LogTable {
        let height = self.height();
        let mut kept = keep.iter();
        self.columns.retain(|_| *kept.next().unwrap_or(&true));
        let before = self.columns.len();
        let most = (MOST_VALUES / height.max(1)).max(LEAST_COLUMNS);
        if before > most {
            let mut counts: Vec<usize> = self.columns.iter().map(|at| at.rows.len()).collect();
            counts.sort_unstable_by(|one, other| other.cmp(one));
            self.columns
                .retain(|column| column.rows.len() > counts[most]);
        }
        let gone = before - self.columns.len();
        let note = || format!("the file is long, and {gone} columns with few values are left out");
        LogTable {
            columns: self
                .columns
                .into_iter()
                .map(|column| column.dense(height))
                .collect(),
            places: self.places,
            notes: (gone > 0).then(note).into_iter().collect(),
            place,
            ..LogTable::default()
        }
    }
}
