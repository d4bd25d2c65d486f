//! Logs of every format, good and bad.

mod columns;
mod csv;
mod events;
mod parquet;
mod properties;
mod steps;

use super::*;
use crate::config::Loss;

fn map(choices: &[&str]) -> ColumnMap {
    let choices = choices
        .iter()
        .map(|choice| choice.parse().unwrap())
        .collect();
    ColumnMap {
        choices,
        scale: Scale::new(Loss::Hinge, Convention::Mean, None).unwrap(),
    }
}

/// Reads a file of this name with these bytes.
fn read_as(name: &str, bytes: &[u8], map: &ColumnMap) -> Result<ForeignLog, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let place = format!("{}/", folder.path().display());
    read_foreign(&path, map).map_err(|error| error.to_string().replace(&place, ""))
}

fn read(text: &str, choices: &[&str]) -> Result<ForeignLog, String> {
    read_as("log.csv", text.as_bytes(), &map(choices))
}

/// A table of ten lines below a header, made from the line's number.
fn table(header: &str, line: impl Fn(u32) -> String) -> String {
    let lines: Vec<String> = (1..=10).map(line).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

fn column(log: &ForeignLog, of: fn(&StepRow) -> Option<f64>) -> Vec<f64> {
    log.steps.iter().filter_map(of).collect()
}

/// The file's name of a column that was read.
fn theirs<'a>(log: &'a ForeignLog, ours: &str) -> Option<&'a str> {
    log.columns
        .iter()
        .find(|(name, _)| name == ours)
        .map(|(_, theirs)| theirs.as_str())
}
