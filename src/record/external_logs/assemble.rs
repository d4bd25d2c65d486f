//! From the columns of a log to the rows that the rules look at.

use std::ops::Range;
use std::path::Path;

use super::chosen_columns::ChosenColumns;
use super::convention::Evidence;
use super::games::{Game, games};
use super::log_table::LogTable;
use super::plausible::make_plausible;
use super::timeline::Timeline;
use super::{ExternalLog, ExternalLogError, LogOptions, LossScale, ScaleOrigin};
use crate::metrics::{MetricValues, TABLE};
use crate::train::{EvalRow, STEP_COLUMNS, StepColumn, StepRow};

/// Steps that are kept, at most: the rules look at medians, and a row takes 200 bytes.
const MOST_STEPS: usize = 1_000_000;

/// Makes rows of a log's columns, for each of its games.
///
/// # Errors
/// If columns are missing or ambiguous, hold no numbers, or no row has a loss.
pub(super) fn assemble(
    path: &Path,
    table: &LogTable,
    options: &LogOptions,
) -> Result<Vec<ExternalLog>, ExternalLogError> {
    let named = ChosenColumns::named(path, table, &options.choices)?;
    let games = games(table, named.has_d_loss());
    games
        .into_iter()
        .map(|game| game_of(path, table, named.clone(), options, game))
        .collect()
}

fn game_of(
    path: &Path,
    table: &LogTable,
    named: ChosenColumns,
    options: &LogOptions,
    game: Game,
) -> Result<ExternalLog, ExternalLogError> {
    let chosen = named.with_recognised(path, table, &game)?;
    let timeline = Timeline::of(path, table, &chosen)?;
    let columns = Columns {
        path,
        table,
        chosen: &chosen,
    };
    let (scale, origin) = columns.scale(options.scale)?;
    let mut steps = step_rows(&columns, &timeline, scale)?;
    let evals = eval_rows(&columns, &timeline)?;
    let turned = make_plausible(path, &mut steps, &evals, scale)?;
    let mut notes: Vec<String> = [&table.notes, &chosen.notes, &timeline.notes, &turned]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if steps.is_empty() {
        return Err(ExternalLogError::NoRows {
            path: path.to_path_buf(),
            notes,
        });
    }
    if timeline.steps.len() > MOST_STEPS {
        notes.push(format!(
            "of {} steps {} are kept, evenly, and every step whose loss is not finite before others",
            timeline.steps.len(),
            steps.len()
        ));
    }
    if table.halvings > 0 {
        notes.push(format!(
            "the log is long: of every {} neighbouring rows one is made, each value the last of its column",
            1_u64 << table.halvings
        ));
    }
    let step_name = timeline
        .column
        .map_or("the row's number".to_string(), |at| {
            table.columns[at].name.clone()
        });
    let mut read = vec![("step".to_string(), step_name)];
    read.extend(chosen.pairs(table));
    let is_read = |index: &usize| {
        Some(*index) == timeline.column || chosen.reads(*index) || game.is_of_other[*index]
    };
    let has_name = |index: &usize| !table.columns[*index].name.trim().is_empty();
    let ignored = (0..table.columns.len()).filter(|index| !is_read(index) && has_name(index));
    let ignored = ignored
        .map(|index| table.columns[index].name.clone())
        .collect();
    Ok(ExternalLog {
        first_row: timeline.begins,
        game: game.name,
        steps,
        evals,
        columns: read,
        scale: origin,
        factor: scale.factor(),
        ignored,
        notes,
    })
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

    /// The scale of D's loss: what the user says, else what the log shows.
    fn scale(&self, given: LossScale) -> Result<(LossScale, ScaleOrigin), ExternalLogError> {
        let values = |known: &str| self.chosen.values(self.path, self.table, known);
        let whole = values("d_loss")?.filter(|_| !given.is_said());
        let Some(whole) = whole else {
            return Ok((given, ScaleOrigin::Known));
        };
        let evidence = Evidence {
            whole,
            terms: self.chosen.terms(self.table),
            outputs: values("d_real")?.zip(values("d_fake")?),
        };
        Ok(match evidence.convention(given.loss()) {
            Some(found) => {
                let origin = match found.is_certain {
                    true => ScaleOrigin::WorkedOut,
                    false => ScaleOrigin::Likely,
                };
                (
                    given.with(found.convention),
                    origin(found.convention, found.from),
                )
            }
            None => (given, ScaleOrigin::Assumed),
        })
    }
}

fn step_rows(
    columns: &Columns,
    timeline: &Timeline,
    scale: LossScale,
) -> Result<Vec<StepRow>, ExternalLogError> {
    let [
        loss_real,
        loss_fake,
        acc_real,
        acc_fake,
        sign_real,
        sign_fake,
    ] = [
        columns.reader("d_loss_real")?,
        columns.reader("d_loss_fake")?,
        columns.reader("d_acc_real")?,
        columns.reader("d_acc_fake")?,
        columns.reader("d_sign_real")?,
        columns.reader("d_sign_fake")?,
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
        let of_terms = || Some(scale.of_terms(loss_real(rows)?, loss_fake(rows)?));
        row.d_loss = row.d_loss.map(|loss| scale.whole(loss)).or_else(of_terms);
        let of_both = || Some(0.5 * (acc_real(rows)? + acc_fake(rows)?));
        // A mean sign s over reals is a share (1 + s) / 2 of them above 0.
        let of_signs = || Some(0.5 + 0.25 * (sign_real(rows)? - sign_fake(rows)?));
        row.d_acc = row.d_acc.or_else(of_both).or_else(of_signs);
        row
    };
    let has_loss = |row: &StepRow| row.d_loss.is_some() || row.g_loss.is_some();
    let is_finite = |loss: Option<f64>| loss.is_none_or(f64::is_finite);
    let some = timeline.steps.len().div_ceil(MOST_STEPS).max(1);
    let kept = |steps: &[(u64, Range<usize>)]| {
        let mut last = None;
        for row in steps.iter().map(row).filter(has_loss) {
            if !(is_finite(row.d_loss) && is_finite(row.g_loss)) {
                return Some(row);
            }
            last = Some(row);
        }
        last
    };
    Ok(timeline.steps.chunks(some).filter_map(kept).collect())
}

fn eval_rows(columns: &Columns, timeline: &Timeline) -> Result<Vec<EvalRow>, ExternalLogError> {
    if TABLE
        .iter()
        .all(|metric| columns.chosen.get(metric.name).is_none())
    {
        return Ok(Vec::new());
    }
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
