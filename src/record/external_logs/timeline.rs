//! The steps of a log, and which of its rows tell of each.

use std::ops::Range;
use std::path::Path;

use super::ExternalLogError;
use super::alias_table::COARSE;
use super::chosen_columns::ChosenColumns;
use super::column_aliases::step_rank;
use super::error::shell;
use super::log_table::{LogColumn, LogTable, Values};

/// Whole numbers from here on are not all 64-bit floats.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Steps in ascending order, each with its rows.
pub(super) struct Timeline {
    pub steps: Vec<(u64, Range<usize>)>,
    /// The column that they are from; `None`: rows are counted.
    pub column: Option<usize>,
    /// The row at which training was started again from its beginning, or nearly; else 0.
    pub begins: usize,
    pub notes: Vec<String>,
}

/// What a restart keeps of the rows before it, at most, to be one from the beginning.
const KEPT_BY_A_RESTART: f64 = 0.05;

impl Timeline {
    /// Reads the steps of a log: its column of steps, or of epochs where each has one row; else its
    /// rows are counted from 1.
    ///
    /// # Errors
    /// If a column of steps holds anything but whole numbers from 0.
    pub fn of(
        path: &Path,
        table: &LogTable,
        chosen: &ChosenColumns,
    ) -> Result<Self, ExternalLogError> {
        if let Some(column) = chosen.get("step").or(table.step) {
            return Self::along(path, table, chosen, column);
        }
        let ranked = table
            .columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| Some((step_rank(&column.name)?, index)));
        let mut ranked: Vec<(usize, usize)> = ranked.collect();
        ranked.sort_unstable();
        let mut note = None;
        for (rank, column) in &ranked {
            let name = &table.columns[*column].name;
            if *rank >= COARSE && !grows_by_row(&table.columns[*column]) {
                note.get_or_insert(format!(
                    "`{name}` does not grow by whole numbers from row to row, so rows are counted as steps"
                ));
                continue;
            }
            // Iterations that begin anew in every epoch are no restarts.
            let goes_back = table.columns[*column].numbers(path).is_ok_and(goes_back);
            let is_of_epochs = |(rank, column): &(usize, usize)| {
                *rank >= COARSE && never_falls(&table.columns[*column])
            };
            if goes_back && ranked.iter().any(is_of_epochs) {
                note.get_or_insert(format!(
                    "`{name}` starts again in every epoch, so rows are counted as steps"
                ));
                continue;
            }
            return Self::along(path, table, chosen, *column);
        }
        Ok(Self::counted(table, chosen, note))
    }

    /// Counts the rows that hold anything that is read.
    fn counted(table: &LogTable, chosen: &ChosenColumns, note: Option<String>) -> Self {
        let is_read = chosen.rows(table, None);
        let rows = (0..table.places.len()).filter(|row| is_read(*row));
        let step = |count: u64| count << table.halvings;
        Self {
            steps: rows
                .zip(1..)
                .map(|(row, count)| (step(count), row..row + 1))
                .collect(),
            column: None,
            begins: 0,
            notes: note.into_iter().collect(),
        }
    }

    /// Steps as a column has them. A row without a step belongs to the one before it; a row of
    /// which nothing is read, such as a best value so far, is no step. One that goes back and has no loss tells
    /// of an earlier step, and is no restart.
    fn along(
        path: &Path,
        table: &LogTable,
        chosen: &ChosenColumns,
        column: usize,
    ) -> Result<Self, ExternalLogError> {
        let values = table.columns[column].numbers(path)?;
        let numbers = whole_numbers(values)
            .map_err(|row| no_steps(path, table, chosen, column, (row, values[row])))?;
        let mut steps: Vec<(u64, Range<usize>)> = Vec::new();
        let (mut told, mut restarts, mut begins) = (Told::default(), Vec::new(), 0);
        let read = chosen.read_values(table, Some(column));
        // The last row with a value of each column that is read.
        let mut filled: Vec<Option<usize>> = vec![None; read.len()];
        let is_read = chosen.rows(table, Some(column));
        let has_loss = chosen.rows_with_loss(table);
        let mut announced = None;
        for (row, step) in numbers.into_iter().enumerate() {
            if !is_read(row) {
                announced = step.or(announced);
                continue;
            }
            let step = step.or(announced.take());
            announced = None;
            let last = steps.last_mut();
            match (step, last) {
                (None, None) => {}
                (None, Some((_, rows))) => rows.end = row + 1,
                (Some(step), Some((last, rows))) if step == *last => {
                    rows.end = row + 1;
                    let begins = rows.start;
                    let replaces = |(values, filled): (&Values, &Option<usize>)| {
                        values[row].is_some() && filled.is_some_and(|before| before >= begins)
                    };
                    told.twice += usize::from(read.iter().zip(&filled).any(replaces));
                }
                (Some(step), Some((last, _))) if step < *last && !has_loss(row) => {
                    told.later += 1;
                    continue;
                }
                (Some(step), last) => {
                    if last.is_some_and(|(last, _)| step < *last) {
                        restarts.push((row, step));
                        let kept = steps.partition_point(|(earlier, _)| *earlier < step);
                        steps.truncate(kept);
                        if kept as f64 <= KEPT_BY_A_RESTART * row as f64 {
                            begins = row;
                        }
                    }
                    steps.push((step, row..row + 1));
                }
            }
            for (values, filled) in read.iter().zip(&mut filled) {
                *filled = values[row].map(|_| row).or(*filled);
            }
        }
        Ok(Self {
            steps,
            column: Some(column),
            begins,
            notes: notes(table, &told, &restarts),
        })
    }
}

/// The error of a column that holds something else than steps, with another that can be chosen.
fn no_steps(
    path: &Path,
    table: &LogTable,
    chosen: &ChosenColumns,
    column: usize,
    (row, value): (usize, Option<f64>),
) -> ExternalLogError {
    let can_be = |at: &usize| !chosen.reads(*at) && grows_by_row(&table.columns[*at]);
    let other = (0..table.columns.len()).find(can_be);
    let choice = match other {
        Some(at) => format!(
            "\n  choose another: --column step={}",
            shell(&table.columns[at].name)
        ),
        None => String::new(),
    };
    ExternalLogError::Column {
        path: path.to_path_buf(),
        column: table.columns[column].name.clone(),
        reason: format!(
            "is taken for the steps, which are whole numbers from 0; {} {} has {}{choice}",
            table.place,
            table.places[row],
            value.unwrap_or(f64::NAN),
        ),
    }
}

/// Rows that tell of a step that another one has told of.
#[derive(Default)]
struct Told {
    /// With another value of a column.
    twice: usize,
    /// After later steps, and without a loss.
    later: usize,
}

fn notes(table: &LogTable, told: &Told, restarts: &[(usize, u64)]) -> Vec<String> {
    let Told { twice, later } = told;
    let shared = (*twice > 0).then(|| {
        format!("rows that repeat a step: {twice}; of several values the last one counts")
    });
    let later = (*later > 0)
        .then(|| format!("rows without a loss that go back to an earlier step: {later}, left out"));
    let restarted = restarts.first().map(|(row, step)| {
        let times = if restarts.len() == 1 { String::new() } else { format!(", and {} times more", restarts.len() - 1) };
        format!(
            "steps go back to {step} at {} {}{times}: a restart, for which what was logged before from there on is left out",
            table.place, table.places[*row]
        )
    });
    shared.into_iter().chain(later).chain(restarted).collect()
}

/// Whether a column has a larger whole number in every row.
fn grows_by_row(column: &LogColumn) -> bool {
    let Ok(Ok(steps)) = column.values.as_deref().map(whole_numbers) else {
        return false;
    };
    steps.iter().all(Option::is_some) && steps.is_sorted_by(|one, next| one < next)
}

/// Whether a column holds numbers that never become smaller.
fn never_falls(column: &LogColumn) -> bool {
    column
        .values
        .as_deref()
        .is_ok_and(|values| !goes_back(values))
}

fn goes_back(values: &[Option<f64>]) -> bool {
    !values.iter().flatten().is_sorted()
}

/// Values as steps; the error is the first row that holds none.
fn whole_numbers(values: &[Option<f64>]) -> Result<Vec<Option<u64>>, usize> {
    let whole = |(row, value): (usize, &Option<f64>)| match *value {
        None => Ok(None),
        Some(value) if value.fract() == 0.0 && (0.0..=LARGEST).contains(&value) => {
            Ok(Some(value as u64))
        }
        Some(_) => Err(row),
    };
    values.iter().enumerate().map(whole).collect()
}
