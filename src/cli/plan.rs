//! `seesaw plan`: every run of a study and what varies.

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::studies::load_study;
use super::terminal::output::{print_message, print_notes};
use super::terminal::table::TextTable;
use super::terminal::table_printing::TableFormat;
use super::terminal::value::Value;
use crate::config::{Override, PlannedRun, Study};
use crate::statistics::plural;

/// Print every run of a study, what varies and how many steps it takes, without training
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    file: Option<PathBuf>,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Override>,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Prints one row per planned run.
///
/// # Errors
/// If the study is invalid.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let study = load_study(arguments.file.as_deref(), &arguments.set)?;
    table(&study).print(arguments.format)?;
    let steps: usize = study.runs.iter().map(|planned| planned.run.steps).sum();
    print_message(format_args!(
        "{}, {} in all",
        plural(study.runs.len(), "run"),
        plural(steps, "step")
    ));
    print_notes(&study.notes);
    Ok(Exit::Ok)
}

/// One row per run.
fn table(study: &Study) -> TextTable {
    let axes = study.axes.iter().map(|axis| axis.name.as_str());
    let headers = std::iter::once("run")
        .chain(axes)
        .chain(["seed", "steps", "batch"]);
    let mut table = TextTable::new(headers).with_optional_first();
    study
        .runs
        .iter()
        .for_each(|planned| table.push(row(planned)));
    table
}

fn row(planned: &PlannedRun) -> Vec<Value> {
    let run = &planned.run;
    let axes = planned.cell.iter().cloned().map(Value::Axis);
    let numbers = [planned.seed, run.steps as u64, run.batch as u64].map(Value::Integer);
    std::iter::once(Value::text(&planned.id))
        .chain(axes)
        .chain(numbers)
        .collect()
}
