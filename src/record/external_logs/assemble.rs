//! From the columns of a log to the rows that the rules look at.

use std::ops::Range;
use std::path::Path;

use super::chosen_columns::ChosenColumns;
use super::log_table::LogTable;
use super::timeline::Timeline;
use super::{ExternalLog, ExternalLogError, LogOptions, MIN_ROWS};
use crate::metrics::{MetricValues, TABLE};
use crate::train::{EvalRow, STEP_COLUMNS, StepColumn, StepRow};

/// Makes rows of a log's columns.
///
/// # Errors
/// If columns are missing or ambiguous, hold no numbers, or too few rows have a loss.
pub(super) fn assemble(
    path: &Path,
    table: &LogTable,
    options: &LogOptions,
) -> Result<ExternalLog, ExternalLogError> {
    let chosen = ChosenColumns::of(path, table, &options.choices)?;
    let timeline = Timeline::of(path, table, &chosen)?;
    let columns = Columns {
        path,
        table,
        chosen: &chosen,
    };
    let steps = step_rows(&columns, &timeline, options)?;
    let evals = eval_rows(&columns, &timeline)?;
    refuse_impossible(path, &steps, &evals, options)?;
    let notes: Vec<String> = table.notes.iter().chain(&timeline.notes).cloned().collect();
    if steps.len() < MIN_ROWS {
        return Err(ExternalLogError::TooFew {
            path: path.to_path_buf(),
            rows: steps.len(),
            notes,
        });
    }
    let step_name = timeline
        .column
        .map_or("the row's number".to_string(), |at| {
            table.columns[at].name.clone()
        });
    let mut read = vec![("step".to_string(), step_name)];
    read.extend(chosen.pairs(table));
    let is_read = |index: &usize| Some(*index) == timeline.column || chosen.reads(*index);
    let ignored = (0..table.columns.len()).filter(|index| !is_read(index));
    let ignored = ignored
        .map(|index| table.columns[index].name.clone())
        .collect();
    Ok(ExternalLog {
        steps,
        evals,
        columns: read,
        ignored,
        notes,
    })
}

/// Refuses values that what they are taken for cannot have: they were logged in another unit, or
/// are something else.
fn refuse_impossible(
    path: &Path,
    steps: &[StepRow],
    evals: &[EvalRow],
    options: &LogOptions,
) -> Result<(), ExternalLogError> {
    let refuse = |column: &str, reason: String| {
        Err(ExternalLogError::Column {
            path: path.to_path_buf(),
            column: column.to_string(),
            reason,
        })
    };
    let losses = || steps.iter().filter_map(|row| row.d_loss);
    if 2 * losses()
        .filter(|loss| options.scale.is_impossible(*loss))
        .count()
        > losses().count()
    {
        let reason = "is negative, which the loss of D cannot be but in `--loss wasserstein`; was its sign turned, or is it another loss?";
        return refuse("d_loss", reason.to_string());
    }
    let not_a_share = |value: f64| value.is_finite() && !(0.0..=1.0 + 1e-6).contains(&value);
    let percent =
        |value: f64| format!("holds {value}, and shares go from 0 to 1; is it in per cent?");
    if let Some(value) = steps
        .iter()
        .filter_map(|row| row.d_acc)
        .find(|value| not_a_share(*value))
    {
        return refuse("d_acc", percent(value));
    }
    for metric in TABLE.iter().filter(|metric| metric.unit.is_share()) {
        let values = evals
            .iter()
            .filter_map(|row| row.measured.get(metric.metric));
        if let Some(value) = values.into_iter().find(|value| not_a_share(*value)) {
            return refuse(metric.name, percent(value));
        }
    }
    Ok(())
}

struct Columns<'a> {
    path: &'a Path,
    table: &'a LogTable,
    chosen: &'a ChosenColumns,
}

/// What a column holds of some rows.
type Reader<'a> = Box<dyn Fn(&Range<usize>) -> Option<f64> + 'a>;

impl<'a> Columns<'a> {
    /// A column by seesaw's name: the last value of some rows; without the column, none.
    fn reader(&self, known: &str) -> Result<Reader<'a>, ExternalLogError> {
        let values = self.chosen.values(self.path, self.table, known)?;
        Ok(Box::new(move |rows| {
            values.and_then(|values| values[rows.clone()].iter().rev().flatten().next().copied())
        }))
    }
}

fn step_rows(
    columns: &Columns,
    timeline: &Timeline,
    options: &LogOptions,
) -> Result<Vec<StepRow>, ExternalLogError> {
    let [real, fake] = [
        columns.reader("d_loss_real")?,
        columns.reader("d_loss_fake")?,
    ];
    let readers: Vec<(StepColumn, Reader)> = STEP_COLUMNS
        .iter()
        .copied()
        .filter(|column| !column.only_in_seesaw)
        .map(|column| Ok((column, columns.reader(column.name)?)))
        .collect::<Result<_, ExternalLogError>>()?;
    let row = |(step, rows): &(u64, Range<usize>)| {
        let mut row = StepRow {
            step: *step,
            ..StepRow::default()
        };
        for (column, read) in &readers {
            (column.set)(&mut row, read(rows).or(column.kind.absent()));
        }
        let of_terms = || Some(options.scale.of_terms(real(rows)?, fake(rows)?));
        row.d_loss = row
            .d_loss
            .map(|loss| options.scale.whole(loss))
            .or_else(of_terms);
        row
    };
    let has_loss = |row: &StepRow| row.d_loss.is_some() || row.g_loss.is_some();
    Ok(timeline.steps.iter().map(row).filter(has_loss).collect())
}

fn eval_rows(columns: &Columns, timeline: &Timeline) -> Result<Vec<EvalRow>, ExternalLogError> {
    let readers: Vec<Reader> = TABLE
        .iter()
        .map(|metric| columns.reader(metric.name))
        .collect::<Result<_, _>>()?;
    let row = |(step, rows): &(u64, Range<usize>)| {
        let measured = MetricValues::from_fn(|metric| readers[metric as usize](rows));
        EvalRow {
            step: *step,
            measured,
        }
    };
    let is_measured = |row: &EvalRow| row.measured.iter().any(|(_, value)| value.is_some());
    Ok(timeline.steps.iter().map(row).filter(is_measured).collect())
}
