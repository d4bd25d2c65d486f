//! The error of a log in which no loss is recognised, with what to say instead.

use std::path::Path;

use super::ExternalLogError;
use super::column_aliases::step_rank;
use super::log_table::{LogColumn, LogTable};

/// The error, with a choice of columns that can be made as it stands.
pub(super) fn no_loss(path: &Path, table: &LogTable) -> ExternalLogError {
    let path = path.to_path_buf();
    let counts = |at: &usize| table.step == Some(*at) || is_count(&table.columns[*at], table);
    let all = 0..table.columns.len();
    let step = all
        .clone()
        .find(counts)
        .filter(|_| table.is_headless && table.step.is_none());
    let mut losses = all
        .clone()
        .filter(|at| !counts(at) && may_be_loss(&table.columns[*at]));
    let chosen = [
        ("step", step),
        ("d_loss", losses.next()),
        ("g_loss", losses.next()),
    ];
    let name = |at: usize| table.columns[at].name.clone();
    let example: Vec<(&str, String)> = chosen
        .into_iter()
        .filter_map(|(known, at)| Some((known, name(at?))))
        .collect();
    let columns = all.filter(|at| table.step != Some(*at));
    let columns = columns.map(|at| match table.is_headless {
        true => format!("{} ({})", name(at), first(&table.columns[at])),
        false => name(at),
    });
    ExternalLogError::NoLoss {
        path,
        is_headless: table.is_headless,
        columns: columns.collect(),
        example,
    }
}

fn first(column: &LogColumn) -> f64 {
    let values = column.values.as_deref().unwrap_or_default();
    values.iter().flatten().next().copied().unwrap_or(f64::NAN)
}

/// Whether a column counts rows.
fn is_count(column: &LogColumn, table: &LogTable) -> bool {
    let values = column.values.as_deref().unwrap_or_default();
    let whole =
        |value: &Option<f64>| value.is_some_and(|value| value.fract() == 0.0 && value >= 0.0);
    let grows =
        values.len() > 1 && values.iter().all(whole) && values.is_sorted_by(|one, next| one < next);
    grows || (!table.is_headless && step_rank(&column.name).is_some())
}

/// Whether a column can be chosen as a loss: one of D below 0 would be refused.
fn may_be_loss(column: &LogColumn) -> bool {
    let values = column.values.as_deref().unwrap_or_default();
    let all = values.iter().flatten().count();
    let below = values
        .iter()
        .flatten()
        .filter(|value| **value < 0.0)
        .count();
    all > 0 && 2 * below <= all
}
