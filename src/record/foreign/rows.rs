//! From columns to the rows that the rules look at.

use std::ops::Range;
use std::path::Path;

use super::columns::Chosen;
use super::error::LEAST_ROWS;
use super::sheet::Sheet;
use super::steps::Timeline;
use super::{ColumnMap, ForeignError, ForeignLog};
use crate::metrics::{Measured, TABLE};
use crate::train::{EvalRow, StepRow};

/// Makes rows of a log's columns.
///
/// # Errors
/// If columns are missing or ambiguous, hold no numbers, or too few rows have a loss.
pub(super) fn assemble(
    path: &Path,
    sheet: &Sheet,
    map: &ColumnMap,
) -> Result<ForeignLog, ForeignError> {
    let chosen = Chosen::of(path, sheet, &map.choices)?;
    let timeline = Timeline::of(path, sheet, &chosen)?;
    let columns = Columns {
        path,
        sheet,
        chosen: &chosen,
    };
    let steps = step_rows(&columns, &timeline, map)?;
    let evals = eval_rows(&columns, &timeline)?;
    refuse_impossible(path, &steps, &evals, map)?;
    let notes: Vec<String> = sheet.notes.iter().chain(&timeline.notes).cloned().collect();
    if steps.len() < LEAST_ROWS {
        return Err(ForeignError::TooFew {
            path: path.to_path_buf(),
            rows: steps.len(),
            notes,
        });
    }
    let step_name = timeline
        .column
        .map_or("the row's number".to_string(), |at| {
            sheet.columns[at].name.clone()
        });
    let mut read = vec![("step".to_string(), step_name)];
    read.extend(chosen.pairs(sheet));
    let is_read = |index: &usize| Some(*index) == timeline.column || chosen.reads(*index);
    let ignored = (0..sheet.columns.len()).filter(|index| !is_read(index));
    let ignored = ignored
        .map(|index| sheet.columns[index].name.clone())
        .collect();
    Ok(ForeignLog {
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
    map: &ColumnMap,
) -> Result<(), ForeignError> {
    let refuse = |column: &str, reason: String| {
        Err(ForeignError::Column {
            path: path.to_path_buf(),
            column: column.to_string(),
            reason,
        })
    };
    let losses = || steps.iter().filter_map(|row| row.d_loss);
    if 2 * losses()
        .filter(|loss| map.scale.is_impossible(*loss))
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
            .filter_map(|row| metric.metric.of(&row.measured));
        if let Some(value) = values.into_iter().find(|value| not_a_share(*value)) {
            return refuse(metric.name, percent(value));
        }
    }
    Ok(())
}

struct Columns<'a> {
    path: &'a Path,
    sheet: &'a Sheet,
    chosen: &'a Chosen,
}

/// What a column holds of some rows.
type Reader<'a> = Box<dyn Fn(&Range<usize>) -> Option<f64> + 'a>;

impl<'a> Columns<'a> {
    /// A column by seesaw's name: the last value of some rows; without the column, none.
    fn reader(&self, ours: &str) -> Result<Reader<'a>, ForeignError> {
        let values = self.chosen.values(self.path, self.sheet, ours)?;
        Ok(Box::new(move |rows| {
            values.and_then(|values| values[rows.clone()].iter().rev().flatten().next().copied())
        }))
    }
}

fn step_rows(
    columns: &Columns,
    timeline: &Timeline,
    map: &ColumnMap,
) -> Result<Vec<StepRow>, ForeignError> {
    let read = |ours| columns.reader(ours);
    let [whole, real, fake] = [read("d_loss")?, read("d_loss_real")?, read("d_loss_fake")?];
    let [g_loss, d_real, d_fake, d_acc] = [
        read("g_loss")?,
        read("d_real")?,
        read("d_fake")?,
        read("d_acc")?,
    ];
    let [d_grad_norm, g_grad_norm, fake_grad_norm] = [
        read("d_grad_norm")?,
        read("g_grad_norm")?,
        read("fake_grad_norm")?,
    ];
    let [lr_d, lr_g] = [read("lr_d")?, read("lr_g")?];
    let [penalty, d_stepped, g_stepped] =
        [read("penalty")?, read("d_stepped")?, read("g_stepped")?];
    let d_loss = |rows: &Range<usize>| {
        let of_terms = || Some(map.scale.of_terms(real(rows)?, fake(rows)?));
        whole(rows)
            .map(|loss| map.scale.whole(loss))
            .or_else(of_terms)
    };
    // A log that does not count updates is of one update a row.
    let updates = |count: Option<f64>| count.map_or(1, |count| count as u16);
    let row = |(step, rows): &(u64, Range<usize>)| StepRow {
        step: *step,
        d_loss: d_loss(rows),
        g_loss: g_loss(rows),
        d_real: d_real(rows),
        d_fake: d_fake(rows),
        d_acc: d_acc(rows),
        d_grad_norm: d_grad_norm(rows),
        g_grad_norm: g_grad_norm(rows),
        fake_grad_norm: fake_grad_norm(rows),
        d_stepped: updates(d_stepped(rows)),
        g_stepped: updates(g_stepped(rows)),
        lr_d: lr_d(rows).unwrap_or(f64::NAN),
        lr_g: lr_g(rows).unwrap_or(f64::NAN),
        penalty: penalty(rows),
        balance_state: None,
        adapted_strength: None,
    };
    let has_loss = |row: &StepRow| row.d_loss.is_some() || row.g_loss.is_some();
    Ok(timeline.steps.iter().map(row).filter(has_loss).collect())
}

fn eval_rows(columns: &Columns, timeline: &Timeline) -> Result<Vec<EvalRow>, ForeignError> {
    let readers: Vec<Reader> = TABLE
        .iter()
        .map(|metric| columns.reader(metric.name))
        .collect::<Result<_, _>>()?;
    let row = |(step, rows): &(u64, Range<usize>)| {
        let measured: Measured = std::array::from_fn(|metric| readers[metric](rows));
        EvalRow {
            step: *step,
            measured,
        }
    };
    let is_measured = |row: &EvalRow| row.measured.iter().any(Option::is_some);
    Ok(timeline.steps.iter().map(row).filter(is_measured).collect())
}
