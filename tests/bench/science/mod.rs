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
mod run_table;
mod settings;
mod training;

use std::path::PathBuf;

use seesaw::config::Study;

use measure::Measure;
use page::with_error;
use run_table::RunTable;

fn folder(variable: &str, default: &str) -> PathBuf {
    std::env::var_os(variable).map_or(PathBuf::from(default), PathBuf::from)
}

/// The studies by their file names, those whose runs say the most for their time first.
fn studies() -> Vec<(&'static str, Study)> {
    let tables = published::tables();
    let mut names: Vec<&str> = tables.iter().map(|table| table.study).collect();
    // Six hundred short runs: before the longest table.
    names.insert(names.len() - 1, settings::STUDY);
    let study = |name| (name, training::study_of(name));
    names.into_iter().map(study).collect()
}

/// What is measured of every run of a study.
fn measures_of(study: &str) -> Vec<Measure> {
    let tables = published::tables();
    let cells = tables.iter().filter(|table| table.study == study);
    let mut measures: Vec<Measure> = Vec::new();
    for cell in cells.flat_map(|table| &table.cells) {
        if !measures.contains(&cell.measure) {
            measures.push(cell.measure);
        }
    }
    match study {
        settings::STUDY => vec![settings::DISTANCE],
        _ => measures,
    }
}

/// Trains for a time such as `2h`, and writes what there is then.
pub fn run(budget: &str) {
    let known = RunTable::read(&reference());
    let budget = training::budget_of(budget);
    training::train(&studies(), &known, &results(), budget);
    write();
}

/// Writes what there is: here, and in the committed table.
pub fn write() {
    let (studies, reference) = (studies(), reference());
    std::fs::create_dir_all(&reference).expect("a folder for the reference results");
    let mut runs = RunTable::read(&reference);
    for (name, study) in &studies {
        runs.measure(name, study, &results(), &measures_of(name));
    }
    runs.write(&studies, &reference);
    page::write(&published::tables(), &studies, &runs, &reference);
}

fn reference() -> PathBuf {
    folder("REFERENCE", "results/reference")
}

fn results() -> PathBuf {
    folder("RESULTS", "results")
}
