//! A table that grows for as long as somebody trains, and never has more than a few thousand rows:
//! neighbouring rows are joined in pairs whenever it is full.
//!
//! The rules look at medians, and those of a few thousand rows are nearly those of all: a run of our
//! own is judged in the same way while it is trained.

use super::log_table::LogTable;
use super::sparse_table::{SparseColumn, SparseTable};

/// Rows that are kept, at most; half as many after they were joined.
const MOST_ROWS: usize = 8192;

/// Values in a row that are not finite before one of joined rows is not: where a loss is logged in
/// every second row, or overflows for a step, it is not lost.
const LOST: u32 = 8;

/// The rows so far. Each is of as many rows of the log, the last one perhaps of fewer.
#[derive(Clone, Default)]
pub(super) struct ThinnedTable {
    table: SparseTable,
    halvings: u32,
    /// Rows of the log in the last row.
    in_last: usize,
    /// By column, how many of the latest values were not finite.
    lost: Vec<u32>,
}

impl ThinnedTable {
    /// Rows of the log in a row.
    fn joined(&self) -> usize {
        1 << self.halvings
    }

    /// Adds rows. The columns of `more` are those of this table, and further ones.
    pub fn absorb(&mut self, more: &SparseTable) {
        let known = self.table.columns.len();
        let new = more.columns[known..].iter();
        let new = new.map(|column| SparseColumn::new(column.name.clone()));
        self.table.columns.extend(new);
        self.lost.resize(self.table.columns.len(), 0);
        let mut next = 0;
        while next < more.places.len() {
            next = self.absorb_from(more, next);
        }
    }

    /// Adds rows from one on, up to the next that finds the table full.
    fn absorb_from(&mut self, more: &SparseTable, first: usize) -> usize {
        if self.table.places.len() >= MOST_ROWS && self.in_last >= self.joined() {
            self.halve();
        }
        let joined = self.joined();
        // Where the first row of all would be, had every row before it its share.
        let height = self.table.places.len();
        let filled = height.saturating_sub(1) * joined + self.in_last;
        let room = MOST_ROWS * joined - filled;
        let end = more.places.len().min(first + room);
        let row_of = |row: usize| (filled + row - first) / joined;
        for row in first..end {
            match row_of(row) < self.table.places.len() {
                true => *self.table.places.last_mut().expect("a row") = more.places[row],
                false => self.table.places.push(more.places[row]),
            }
        }
        self.in_last = filled + (end - first) - (self.table.places.len() - 1) * joined;
        let threshold = LOST.min(joined as u32);
        for (at, column) in more.columns.iter().enumerate() {
            let (own, lost) = (&mut self.table.columns[at], &mut self.lost[at]);
            for (row, value) in column.rows().zip(&column.values) {
                if (first..end).contains(&row) {
                    *lost = if value.is_finite() { 0 } else { *lost + 1 };
                    if *lost == 0 || *lost >= threshold {
                        set(own, row_of(row), *value);
                    }
                }
            }
        }
        end
    }

    /// Joins neighbouring rows in pairs. A value that is not finite gives way to one that is.
    fn halve(&mut self) {
        let places = std::mem::take(&mut self.table.places);
        self.table.places = places.chunks(2).map(|pair| pair[pair.len() - 1]).collect();
        for column in &mut self.table.columns {
            let mut halved = SparseColumn::new(std::mem::take(&mut column.name));
            for (row, value) in column.rows().zip(&column.values) {
                match halved.last_mut() {
                    Some((last, _)) if last == row / 2 && !value.is_finite() => {}
                    _ => set(&mut halved, row / 2, *value),
                }
            }
            *column = halved;
        }
        let is_odd = places.len() % 2 == 1;
        self.in_last += if is_odd { 0 } else { self.joined() };
        self.halvings += 1;
    }

    /// Leaves out the rows before this one: they are of an attempt before. What follows is no longer
    /// joined.
    pub fn forget_before(&mut self, first: usize) {
        let first = first.min(self.table.places.len());
        self.table.places.drain(..first);
        for column in &mut self.table.columns {
            let mut kept = SparseColumn::new(std::mem::take(&mut column.name));
            let rows = column.rows().zip(&column.values);
            for (row, value) in rows.filter(|(row, _)| *row >= first) {
                set(&mut kept, row - first, *value);
            }
            *column = kept;
        }
        (self.halvings, self.in_last) = (0, usize::from(!self.table.places.is_empty()));
    }

    /// Whether rows were joined.
    pub fn is_thinned(&self) -> bool {
        self.halvings > 0
    }

    /// The rows, and these further ones.
    pub fn with(&self, more: &SparseTable) -> ThinnedTable {
        let mut all = self.clone();
        all.absorb(more);
        all
    }

    /// The table as a reader finishes it.
    ///
    /// # Errors
    /// As the reader's.
    pub fn finish<E>(
        self,
        finish: impl FnOnce(SparseTable) -> Result<LogTable, E>,
    ) -> Result<LogTable, E> {
        Ok(LogTable {
            halvings: self.halvings,
            ..finish(self.table)?
        })
    }
}

/// Sets a value of a row that is the last with a value, or after it.
fn set(column: &mut SparseColumn, row: usize, value: f64) {
    match column.last_mut() {
        Some((last, held)) if last == row => *held = value,
        _ => column.push(row as u32, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows with their number, and a loss where there is one, absorbed in pieces.
    fn table(rows: usize, piece: usize, loss: impl Fn(usize) -> Option<f64>) -> ThinnedTable {
        let mut thinned = ThinnedTable::default();
        let all: Vec<usize> = (0..rows).collect();
        for rows in all.chunks(piece) {
            let mut more = SparseTable::default();
            let [step, d_loss] =
                ["step", "d_loss"].map(|name| more.add_column(name.into()).unwrap());
            for row in rows {
                more.begin_row(*row as u64 + 1);
                more.set(step, *row as f64);
                loss(*row)
                    .into_iter()
                    .for_each(|loss| more.set(d_loss, loss));
            }
            thinned.absorb(&more);
        }
        thinned
    }

    fn columns(thinned: &ThinnedTable) -> Vec<Vec<Option<f64>>> {
        let table = thinned
            .clone()
            .finish(|table| Ok::<_, ()>(table.finish("line", &[])))
            .unwrap();
        let columns = table.columns.into_iter();
        columns.map(|column| column.values.unwrap()).collect()
    }

    #[test]
    fn few_rows_are_kept_as_they_are() {
        let found = columns(&table(MOST_ROWS, 1000, |row| (row % 3 == 0).then_some(0.5)));
        assert!((0..MOST_ROWS).all(|row| found[0][row] == Some(row as f64)));
        assert!((0..MOST_ROWS).all(|row| found[1][row] == (row % 3 == 0).then_some(0.5)));
    }

    #[test]
    fn many_rows_are_joined_evenly_however_they_come() {
        for rows in [8193, 100_000, 1_000_003] {
            let whole = table(rows, rows, |row| Some(row as f64));
            let found = columns(&whole);
            assert_eq!(found, columns(&table(rows, 777, |row| Some(row as f64))));
            let joined = whole.joined();
            assert!((MOST_ROWS / 2..=MOST_ROWS).contains(&found[0].len()));
            assert_eq!(found[0].len(), rows.div_ceil(joined));
            for (at, step) in found[0].iter().enumerate() {
                let last = ((at + 1) * joined).min(rows) - 1;
                assert_eq!(*step, Some(last as f64), "{at}");
            }
        }
    }

    #[test]
    fn a_loss_that_is_logged_rarely_is_in_every_row() {
        let found = columns(&table(100_000, 5000, |row| (row % 7 == 0).then_some(1.0)));
        assert!(found[1].iter().all(|loss| *loss == Some(1.0)));
    }

    #[test]
    fn losses_that_are_lost_for_good_are_and_others_are_not() {
        let lost_from =
            |from: usize| move |row: usize| Some(if row < from { 0.5 } else { f64::NAN });
        let count = |found: &[Vec<Option<f64>>]| {
            let lost = found[1].iter().filter(|loss| loss.is_some_and(f64::is_nan));
            lost.count()
        };
        let found = columns(&table(100_000, 1000, lost_from(50_000)));
        assert!((count(&found) as f64 / found[1].len() as f64 - 0.5).abs() < 0.01);
        let latest = columns(&table(100_000, 1000, lost_from(99_990)));
        assert!(latest[1].last().unwrap().unwrap().is_nan());
        for period in 2..=6 {
            let often = move |row: usize| {
                Some(if row.is_multiple_of(period) {
                    0.5
                } else {
                    f64::NAN
                })
            };
            assert_eq!(count(&columns(&table(100_000, 1000, often))), 0, "{period}");
        }
    }

    #[test]
    fn after_a_restart_rows_are_kept_as_they_are() {
        let mut thinned = table(100_000, 1000, |_| Some(0.5));
        let height = columns(&thinned)[0].len();
        thinned.forget_before(height - 1);
        let mut more = SparseTable::default();
        for name in ["step", "d_loss"] {
            more.add_column(name.to_string());
        }
        for row in 0..5 {
            more.begin_row(row);
            more.set(0, row as f64);
        }
        thinned.absorb(&more);
        let steps: Vec<f64> = columns(&thinned)[0].iter().flatten().copied().collect();
        assert_eq!(steps, [99_999.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
    }
}
