//! The error of a log in which no loss is recognised, with what to say instead.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::ExternalLogError;
use super::alias_table::{is_of_loss, is_validation};
use super::column_aliases::step_rank;
use super::log_table::{LogColumn, LogTable};
use super::normalized::normalized;

/// The error, with a choice of columns that can be made as it stands.
pub(super) fn no_loss(path: &Path, table: &LogTable) -> ExternalLogError {
    let path = path.to_path_buf();
    let counts = |at: &usize| table.step == Some(*at) || is_count(&table.columns[*at], table);
    let all = 0..table.columns.len();
    let step = all
        .clone()
        .find(counts)
        .filter(|_| table.is_headless && table.step.is_none());
    let is_of_tensorboard = table.columns.iter().any(|column| column.name == WALL_TIME);
    let losses = all.clone().filter(|at| {
        let column = &table.columns[*at];
        let is_called = table.is_headless || is_of_tensorboard || is_called_loss(&column.name);
        !counts(at) && may_be_loss(column) && is_called && column.name != WALL_TIME
    });
    // A name with a counter in it is another one in every line.
    let folded = folded_names(table);
    let is_counted = |at: &usize| folded[*at].contains(ANY_NUMBER);
    let mut losses = losses.filter(|at| table.is_headless || !is_counted(at));
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
        false => folded[at].clone(),
    });
    let mut shown = HashSet::new();
    let columns = columns.filter(|name| shown.insert(name.clone()));
    let columns: Vec<String> = columns.collect();
    let is_of_stylegan = |column: &LogColumn| column.name == "sec/kimg";
    ExternalLogError::NoLoss {
        path,
        is_headless: table.is_headless,
        columns,
        has_losses_elsewhere: table.columns.iter().any(is_of_stylegan),
        example,
    }
}

/// A column of TensorBoard's exports, beside which the curve is named by the file alone.
const WALL_TIME: &str = "Wall time";

/// What stands for the numbers of a name that is in many columns.
const ANY_NUMBER: &str = "<number>";

/// The names of the columns, those that only a number tells from each other as one.
fn folded_names(table: &LogTable) -> Vec<String> {
    let folded = |name: &str| {
        let mut folded = String::new();
        for letter in name.chars() {
            match letter.is_ascii_digit() {
                true if folded.ends_with(ANY_NUMBER) => {}
                true => folded.push_str(ANY_NUMBER),
                false => folded.push(letter),
            }
        }
        folded
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    let all: Vec<String> = table.names().iter().map(|name| folded(name)).collect();
    all.iter()
        .for_each(|name| *counts.entry(name.clone()).or_default() += 1);
    let shown = |(name, folded): (String, String)| match counts[&folded] {
        many if many >= SEVERAL => folded,
        _ => name,
    };
    table.names().into_iter().zip(all).map(shown).collect()
}

/// Columns whose names differ by a number alone, from which on the number counts something.
const SEVERAL: usize = 6;

/// Whether a name says that it is a loss, of one player: `loss` alone is a classifier's.
fn is_called_loss(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    is_of_loss(name) && normalized(name) != "loss" && !words.any(is_validation)
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
