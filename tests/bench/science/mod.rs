//! Published tables beside our own runs: `just science --budget 2h`.
//!
//! `RESULTS` names the results folder (results), `REFERENCE` where the tables are written
//! (results/reference).

mod comparison;
mod drawing;
mod measure;
mod packing;
mod page;
mod published;
mod settings;
mod training;

use std::path::PathBuf;

use page::with_error;

fn folder(variable: &str, default: &str) -> PathBuf {
    std::env::var_os(variable).map_or(PathBuf::from(default), PathBuf::from)
}

/// Trains for a time such as `2h`, and writes what there is then.
pub fn run(budget: &str) {
    let tables = published::tables();
    let mut studies: Vec<&str> = tables.iter().map(|table| table.study).collect();
    // Six hundred short runs: before the longest table.
    studies.insert(studies.len() - 1, settings::STUDY);
    training::train(&studies, &results(), training::budget_of(budget));
    write();
}

/// Writes what there is.
pub fn write() {
    let reference = folder("REFERENCE", "results/reference");
    page::write(&published::tables(), &results(), &reference);
}

fn results() -> PathBuf {
    folder("RESULTS", "results")
}
