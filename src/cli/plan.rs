//! `check` and `plan`.

use std::path::PathBuf;

use super::args::PlanArguments;
use super::exit::{Exit, Failure};
use super::table::{Cell, Rows};
use super::{out, study};
use crate::config::{self, Override};

/// `seesaw check`: every file is read, and the first mistake of each is shown.
pub fn check(files: &[PathBuf], set: &[Override]) -> Result<Exit, Failure> {
    let mut exit = Exit::Ok;
    for file in files {
        match config::load(file, set) {
            Ok(study) => {
                out::result(format_args!(
                    "{}: ok, {} runs",
                    file.display(),
                    study.runs.len()
                ))?;
                study
                    .notes
                    .iter()
                    .for_each(|note| out::message(format_args!("note: {note}")));
            }
            Err(error) => {
                out::message(format_args!("error: {error}"));
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
    let mut table = Rows::new(
        std::iter::once("run")
            .chain(axes)
            .chain(["seed", "steps", "batch"]),
    )
    .with_optional_first();
    for planned in &study.runs {
        let run = &planned.run;
        let numbers = [planned.seed, run.steps as u64, run.batch as u64].map(Cell::Whole);
        let axes = planned.cell.iter().cloned().map(Cell::Axis);
        table.push(
            std::iter::once(Cell::text(&planned.id))
                .chain(axes)
                .chain(numbers)
                .collect(),
        );
    }
    table.print(arguments.format)?;
    let steps: usize = study.runs.iter().map(|planned| planned.run.steps).sum();
    out::message(format_args!(
        "{} runs, {steps} steps in all",
        study.runs.len()
    ));
    study
        .notes
        .iter()
        .for_each(|note| out::message(format_args!("note: {note}")));
    Ok(Exit::Ok)
}
