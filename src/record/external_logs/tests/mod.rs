//! Logs of every format, good and bad.

mod columns;
mod csv;
mod event_files;
mod growing;
mod growing_with_faults;
mod json;
mod lines;
mod parquet;
mod pattern;
mod properties;
mod remedies;
mod timeline;

use super::*;
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

fn map(choices: &[&str]) -> LogOptions {
    let choices = choices
        .iter()
        .map(|choice| choice.parse().unwrap())
        .collect();
    LogOptions {
        choices,
        scale: LossScale::new(Loss::Hinge, Some(LossConvention::Mean), None).unwrap(),
        pattern: None,
    }
}

/// Reads all games of a file of this name with these bytes.
fn read_games(name: &str, bytes: &[u8], map: &LogOptions) -> Result<Vec<ExternalLog>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let place = format!("{}/", folder.path().display());
    read_external_log(&path, map).map_err(|error| error.to_string().replace(&place, ""))
}

/// Reads a file of one game.
fn read_as(name: &str, bytes: &[u8], map: &LogOptions) -> Result<ExternalLog, String> {
    let mut games = read_games(name, bytes, map)?;
    assert_eq!(games.len(), 1, "one game");
    Ok(games.remove(0))
}

fn read(text: &str, choices: &[&str]) -> Result<ExternalLog, String> {
    read_as("log.csv", text.as_bytes(), &map(choices))
}

/// A table of ten lines below a header, made from the line's number.
fn table(header: &str, line: impl Fn(u32) -> String) -> String {
    let lines: Vec<String> = (1..=10).map(line).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

fn column(log: &ExternalLog, of: fn(&StepRow) -> Option<f64>) -> Vec<f64> {
    log.steps.iter().filter_map(of).collect()
}

/// The file's name of a column that was read.
fn theirs<'a>(log: &'a ExternalLog, ours: &str) -> Option<&'a str> {
    log.columns
        .iter()
        .find(|(name, _)| name == ours)
        .map(|(_, theirs)| theirs.as_str())
}

/// The pairs of what was read, in one line: `step = iter, d_loss = errD`.
fn pairs(log: &ExternalLog) -> String {
    let pair = |(ours, theirs): &(String, String)| format!("{ours} = {theirs}");
    log.columns.iter().map(pair).collect::<Vec<_>>().join(", ")
}

fn steps(log: &ExternalLog) -> Vec<u64> {
    log.steps.iter().map(|row| row.step).collect()
}
