//! A table that is filled row by row, where most rows have only some of the columns.

use super::log_table::{LogColumn, LogTable};

/// Values of a finished table, missing ones included: 512 MiB.
const MOST_VALUES: usize = 32 << 20;

/// Columns that a table of any length may have.
const LEAST_COLUMNS: usize = 8;

/// Columns of which more are left out: prose makes a name of every word before a number.
const MOST_COLUMNS: usize = 1024;

/// A column: the rows that have a value, ascending, and their values.
#[derive(Clone)]
pub(super) struct SparseColumn {
    pub name: String,
    pub values: Vec<f64>,
    /// The row of the first value.
    first: u32,
    /// The row of each value; empty while they follow each other without a gap.
    rows: Vec<u32>,
}

impl SparseColumn {
    /// The rows that have a value.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().copied();
        let end = if self.rows.is_empty() {
            self.next()
        } else {
            self.first
        };
        (self.first..end).chain(rows).map(|row| row as usize)
    }

    /// The row after the last of values without a gap.
    fn next(&self) -> u32 {
        self.first + self.values.len() as u32
    }

    /// Whether the latest value is of this row.
    fn has(&self, row: u32) -> bool {
        match self.rows.last() {
            Some(last) => *last == row,
            None => !self.values.is_empty() && self.next() == row + 1,
        }
    }

    /// An empty column.
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            values: Vec::new(),
            first: 0,
            rows: Vec::new(),
        }
    }

    /// The last row that has a value, with it.
    pub(super) fn last_mut(&mut self) -> Option<(usize, &mut f64)> {
        let row = self
            .rows
            .last()
            .copied()
            .unwrap_or(self.next().wrapping_sub(1));
        self.values.last_mut().map(|value| (row as usize, value))
    }

    /// Adds the value of a row after all that have one.
    pub(super) fn push(&mut self, row: u32, value: f64) {
        if self.values.is_empty() {
            self.first = row;
        } else if !self.rows.is_empty() {
            self.rows.push(row);
        } else if row != self.next() {
            self.rows = (self.first..self.next()).collect();
            self.rows.push(row);
        }
        self.values.push(value);
    }

    /// One value per row of a table of this height.
    pub fn dense(&self, height: usize) -> Vec<Option<f64>> {
        let mut values = vec![None; height];
        for (row, value) in self.rows().zip(&self.values) {
            values[row] = Some(*value);
        }
        values
    }
}

/// The rows so far.
#[derive(Clone, Default)]
pub(super) struct SparseTable {
    pub columns: Vec<SparseColumn>,
    pub(super) places: Vec<u64>,
}

impl SparseTable {
    /// A new column of this name; `None` if there are too many.
    pub fn add_column(&mut self, name: String) -> Option<usize> {
        if self.columns.len() == MOST_COLUMNS {
            return None;
        }
        self.columns.push(SparseColumn::new(name));
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
            self.columns[column].push(row, value);
        }
    }

    /// Takes all rows but the last, to which more may be added. The columns stay.
    pub fn take_complete(&mut self) -> SparseTable {
        let last = self.places.len().saturating_sub(1);
        let mut open = SparseTable::default();
        for column in &mut self.columns {
            let mut of_last = SparseColumn::new(column.name.clone());
            if column.has(last as u32) {
                let value = column.values.pop();
                column.rows.pop();
                value.into_iter().for_each(|value| of_last.push(0, value));
            }
            open.columns.push(of_last);
        }
        open.places.extend(self.places.pop());
        std::mem::replace(self, open)
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
            let mut counts: Vec<usize> = self.columns.iter().map(|at| at.values.len()).collect();
            counts.sort_unstable_by(|one, other| other.cmp(one));
            self.columns
                .retain(|column| column.values.len() > counts[most]);
        }
        let gone = before - self.columns.len();
        let note = || format!("the file is long, and {gone} columns with few values are left out");
        let column = |column: SparseColumn| LogColumn {
            values: Ok(column.dense(height)),
            name: column.name,
        };
        LogTable {
            columns: self.columns.into_iter().map(column).collect(),
            places: self.places,
            notes: (gone > 0).then(note).into_iter().collect(),
            place,
            ..LogTable::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_and_without_gaps_become_columns() {
        let mut table = SparseTable::default();
        let [all, late, some] =
            ["all", "late", "some"].map(|name| table.add_column(name.to_string()).unwrap());
        for row in 0..5_u32 {
            assert!(table.begin_row(u64::from(row) + 1));
            let value = f64::from(row);
            table.set(all, value);
            table.set(all, 9.0);
            if row > 1 {
                table.set(late, value);
            }
            if row % 2 == 0 {
                table.set(some, value);
            }
            assert_eq!((table.has(late), table.has(some)), (row > 1, row % 2 == 0));
        }
        let finished = table.finish("row", &[true, true]);
        let shown: Vec<String> = finished
            .columns
            .iter()
            .map(|column| format!("{:?}", column.values.as_ref().unwrap()).replace("Some", ""))
            .collect();
        assert_eq!(
            shown,
            [
                "[(0.0), (1.0), (2.0), (3.0), (4.0)]",
                "[None, None, (2.0), (3.0), (4.0)]",
                "[(0.0), None, (2.0), None, (4.0)]",
            ]
        );
    }

    #[test]
    fn complete_rows_are_taken_and_the_last_one_goes_on() {
        let mut table = SparseTable::default();
        let [step, late] = ["step", "late"].map(|name| table.add_column(name.to_string()).unwrap());
        for row in 0..3_u32 {
            table.begin_row(u64::from(row));
            table.set(step, f64::from(row));
        }
        table.set(late, 9.0);
        let taken = table.take_complete();
        assert_eq!((taken.height(), table.height()), (2, 1));
        assert_eq!(taken.columns[step].dense(2), [Some(0.0), Some(1.0)]);
        assert_eq!(taken.columns[late].dense(2), [None, None]);
        assert!(table.has(step) && table.has(late));
        table.begin_row(3);
        table.set(step, 3.0);
        assert_eq!(table.columns[step].dense(2), [Some(2.0), Some(3.0)]);
        assert_eq!(table.columns[late].dense(2), [Some(9.0), None]);
        assert_eq!(SparseTable::default().take_complete().height(), 0);
    }

    #[test]
    fn columns_have_a_limit() {
        let mut table = SparseTable::default();
        let added = (0..2 * MOST_COLUMNS).filter_map(|at| table.add_column(at.to_string()));
        assert_eq!(added.count(), MOST_COLUMNS);
    }
}
