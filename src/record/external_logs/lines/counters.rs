//! The steps of printed lines, from what counts in them.

use super::super::column_aliases::step_rank;
use super::super::sparse_table::{SparseColumn, SparseTable};
use super::line::Line;

/// The columns of what counts, as far as there are any.
#[derive(Default)]
pub(super) struct Counters {
    epoch: Option<usize>,
    batch: Option<usize>,
    batches: Option<usize>,
    leading: Option<usize>,
    /// How often the count of batches has begun anew, in a log that does not name its epochs.
    passes: Option<usize>,
    passed: f64,
    last_batch: f64,
}

/// Steps by row, and what they are from.
pub(super) struct Steps {
    pub name: &'static str,
    pub values: Vec<Option<f64>>,
}

impl Counters {
    /// Sets the counters of the last row.
    pub fn set(&mut self, table: &mut SparseTable, line: &Line, epoch: Option<f64>) {
        let mut set = |column: &mut Option<usize>, name: &str, value: Option<f64>| {
            let Some(value) = value else { return };
            *column = column.or_else(|| table.add_column(name.to_string()));
            if let Some(column) = *column {
                table.set(column, value);
            }
        };
        if let Some(batch) = line.batch {
            let begins_anew = epoch.is_none() && batch.at < self.last_batch;
            self.passed += f64::from(u8::from(begins_anew));
            self.last_batch = batch.at;
        }
        let passed = (self.passed > 0.0 && epoch.is_none()).then_some(self.passed);
        set(&mut self.passes, "passes", passed);
        set(&mut self.epoch, "epoch", epoch);
        set(&mut self.batch, "batch", line.batch.map(|batch| batch.at));
        set(
            &mut self.batches,
            "batches",
            line.batch.map(|batch| batch.of),
        );
        set(&mut self.leading, "leading number", line.leading);
    }

    /// Whether a column is a part of the steps that [`Counters::steps`] makes, and nothing else.
    pub fn is_part(&self, column: usize) -> bool {
        let epoch = self.epoch.filter(|_| self.batch.is_some());
        [epoch, self.batch, self.batches, self.leading, self.passes].contains(&Some(column))
    }

    /// The steps, unless a column with the name of one has them, or there are none.
    pub fn steps(&self, table: &SparseTable) -> Option<Steps> {
        let has_named = || {
            table.columns.iter().enumerate().any(|(at, column)| {
                !self.is_part(at)
                    && Some(at) != self.epoch
                    && !column.values.is_empty()
                    && step_rank(&column.name).is_some()
            })
        };
        match (self.batch.zip(self.batches), self.leading) {
            (Some((batch, batches)), _) => {
                Some(self.of_batches(table, &table.columns[batch], &table.columns[batches]))
            }
            (None, Some(leading)) if !has_named() => Some(Steps {
                name: "the line's first number",
                values: table.columns[leading].dense(table.height()),
            }),
            _ => None,
        }
    }

    /// A count that goes on is the steps. One that begins anew is counted through, by epochs where
    /// the log names them.
    fn of_batches(
        &self,
        table: &SparseTable,
        batch: &SparseColumn,
        batches: &SparseColumn,
    ) -> Steps {
        let mut values = batch.dense(table.height());
        let epochs = self.epoch.map(|epoch| &table.columns[epoch]);
        if self.passes.is_none() && goes_on(batch, epochs) {
            return Steps {
                name: "the count of batches",
                values,
            };
        }
        let dense = |column: &SparseColumn| column.dense(table.height());
        let epochs = epochs.map(dense);
        let passes = self.passes.map(|passes| dense(&table.columns[passes]));
        let most = batches.values.iter().copied().fold(1.0, f64::max);
        for (row, value) in values.iter_mut().enumerate() {
            let of_row = |column: &Option<Vec<Option<f64>>>| column.as_ref()?[row];
            let begun = of_row(&epochs).or(of_row(&passes)).unwrap_or(0.0);
            *value = value.map(|at| begun * most + at);
        }
        let name = match epochs {
            Some(_) => "counted from epoch and batch",
            None => "the count of batches, through all epochs",
        };
        Steps { name, values }
    }
}

/// Rows of several epochs in which a count of all training must have grown, to be taken for one.
const ROWS: usize = 8;

/// Whether a count is of all training, not of an epoch.
fn goes_on(batch: &SparseColumn, epochs: Option<&SparseColumn>) -> bool {
    let has_several = epochs.is_some_and(|epochs| epochs.values.first() != epochs.values.last());
    if has_several {
        batch.values.len() >= ROWS && batch.values.is_sorted_by(|one, next| one < next)
    } else {
        batch.values.is_sorted()
    }
}
