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
    let axes: Vec<&str> = study.axes.iter().map(|axis| axis.name.as_str()).collect();
    let mut headers = vec!["run"];
    headers.extend(&axes);
    headers.extend(fixed_columns(study));
    // `--only` takes the names, which say what the other columns say: these go first.
    let mut table = TextTable::new(headers)
        .with_optional_together(&axes)
        .with_optional(&["seed", "batch", "steps"]);
    study
        .runs
        .iter()
        .for_each(|planned| table.push(row(study, planned)));
    table
}

fn row(study: &Study, planned: &PlannedRun) -> Vec<Value> {
    let run = &planned.run;
    let axes = Value::axes(study, &planned.cell);
    let fixed = fixed_columns(study).map(|header| match header {
        "seed" => planned.seed,
        "steps" => run.steps as u64,
        _ => run.batch as u64,
    });
    std::iter::once(Value::text(&planned.id))
        .chain(axes)
        .chain(fixed.map(Value::Integer))
        .collect()
}

/// What every run has, except what has a column as an axis.
fn fixed_columns(study: &Study) -> impl Iterator<Item = &str> {
    let is_axis = |header: &&str| study.axes.iter().any(|axis| axis.name == *header);
    ["seed", "steps", "batch"]
        .into_iter()
        .filter(move |header| !is_axis(header))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    #[test]
    fn a_swept_key_has_one_column_in_the_spelling_of_the_study() {
        let text = "study: s\nquestion: q\nsweep: {grid: {batch: [64, 128], lr_d: [1e-2, 1e-3]}}\n";
        let table = table(&parse("s.yaml", text, &[]).unwrap());
        assert_eq!(table.headers(), ["run", "batch", "lr_d", "seed", "steps"]);
        let row = &table.json_rows()[0];
        assert_eq!((&row["batch"], &row["lr_d"]), (&64.0.into(), &0.01.into()));
    }
}
