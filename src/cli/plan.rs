//! `check` and `plan`.

use std::path::PathBuf;

use super::args::PlanArguments;
use super::exit::{Exit, Failure};
use super::study;
use super::table::Rows;
use crate::spec::{self, Override};

/// `seesaw check`: every file is read, and the first mistake of each is shown.
pub fn check(files: &[PathBuf], set: &[Override]) -> Result<Exit, Failure> {
    let mut exit = Exit::Ok;
    for file in files {
        match spec::load(file, set) {
            Ok(study) => {
                println!("{}: ok, {} runs", file.display(), study.runs.len());
                study.notes.iter().for_each(|note| eprintln!("note: {note}"));
            }
            Err(error) => {
                eprintln!("error: {error}");
                exit = Exit::SpecInvalid;
            }
        }
    }
    Ok(exit)
}

/// `seesaw plan`: every run and what varies.
pub fn plan(arguments: &PlanArguments) -> Result<Exit, Failure> {
    let study = study::load(arguments.file.as_deref(), &arguments.set)?;
    let axes = study.axes.iter().map(|axis| axis.name.as_str());
    let heads: Vec<&str> = std::iter::once("run").chain(axes).chain(["seed", "steps", "batch"]).collect();
    let mut table = Rows::new(&heads);
    for planned in &study.runs {
        let mut row = vec![planned.id.clone()];
        row.extend(planned.cell.iter().map(ToString::to_string));
        row.extend([planned.seed.to_string(), planned.run.steps.to_string(), planned.run.batch.to_string()]);
        table.rows.push(row);
    }
    table.print(arguments.format);
    let steps: usize = study.runs.iter().map(|planned| planned.run.steps).sum();
    eprintln!("{} runs, {steps} steps in all", study.runs.len());
    study.notes.iter().for_each(|note| eprintln!("note: {note}"));
    Ok(Exit::Ok)
}
