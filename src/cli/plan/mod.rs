//! `seesaw plan`: every run of a study, what varies, and what it costs.

mod estimate;

use std::path::{Path, PathBuf};

use self::estimate::{Parameters, sentences};
use super::exit::{CliError, Exit};
use super::lookup::studies::load_any_study;
use super::terminal::output::{print_message, print_notes};
use super::terminal::table::TextTable;
use super::terminal::table_printing::TableFormat;
use super::terminal::value::Value;
use crate::config::{AnyStudy, Override, PlannedRun, Run, Study, Transfer};
use crate::search::{StepsOfSearch, steps_of};
use crate::statistics::plural;

/// Print every run of a study, what varies, its size, and what it will cost, without training
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    file: Option<PathBuf>,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Override>,
    /// Folder of earlier runs, by which the time is estimated
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Prints one row per planned run.
///
/// # Errors
/// If the study is invalid.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    match load_any_study(arguments.file.as_deref(), &arguments.set)? {
        AnyStudy::Games(study) => print(&study, arguments),
        AnyStudy::Transfers(study) => print(&study, arguments),
    }
}

fn print<S: Shown>(study: &Study<S>, arguments: &Arguments) -> Result<Exit, CliError> {
    table(study).print(arguments.format)?;
    let steps: usize = study
        .runs
        .iter()
        .map(|planned| planned.run.size("steps"))
        .sum();
    print_message(format_args!(
        "{}, {} in all",
        plural(study.runs.len(), "run"),
        plural(steps, "step")
    ));
    if let Some(words) = search_words(study) {
        print_message(words);
    }
    S::cost(study, &arguments.results)
        .into_iter()
        .for_each(print_message);
    print_notes(&study.notes);
    Ok(Exit::Ok)
}

/// The least and the most steps of the study's search.
fn search_words<S: Shown>(study: &Study<S>) -> Option<String> {
    let search = study.search.as_ref()?;
    let seeds = study.seeds.len();
    let (settings, steps) = (
        study.runs.len() / seeds.max(1),
        study.runs[0].run.size("steps"),
    );
    let StepsOfSearch { least, most } = steps_of(search, settings, seeds, steps);
    let rungs: Vec<String> = search.rungs(steps).iter().map(u64::to_string).collect();
    Some(format!(
        "{} on {}: {least} to {most} steps ({} % to all), decided at steps {}",
        search.name(),
        search.metric(),
        (100.0 * least as f64 / most as f64).round(),
        rungs.join(", ")
    ))
}

/// A run whose size can be shown.
trait Shown {
    /// What every run has in numbers.
    const COLUMNS: &'static [&'static str];
    /// One of these numbers.
    fn size(&self, column: &str) -> usize;
    /// What the networks are.
    const NETWORKS: &'static [&'static str];
    /// The networks of a run in these columns.
    fn networks(&self, known: &mut Parameters) -> Vec<Value>;
    /// Sentences about the cost of all runs.
    fn cost(study: &Study<Self>, results: &Path) -> Vec<String>
    where
        Self: Sized;
}

impl Shown for Run {
    const COLUMNS: &'static [&'static str] = &["seed", "steps", "batch"];

    fn size(&self, column: &str) -> usize {
        match column {
            "steps" => self.steps,
            _ => self.batch,
        }
    }

    const NETWORKS: &'static [&'static str] = &["model", "parameters"];

    fn networks(&self, known: &mut Parameters) -> Vec<Value> {
        let count = known.of(self) as u64;
        vec![Value::text(self.model.to_string()), Value::Integer(count)]
    }

    fn cost(study: &Study<Self>, results: &Path) -> Vec<String> {
        sentences(study, results, &mut Parameters::default())
    }
}

impl Shown for Transfer {
    const COLUMNS: &'static [&'static str] = &["seed", "steps", "side"];

    fn size(&self, column: &str) -> usize {
        match column {
            "steps" => self.steps,
            _ => self.side,
        }
    }

    const NETWORKS: &'static [&'static str] = &[];

    fn networks(&self, _: &mut Parameters) -> Vec<Value> {
        Vec::new()
    }

    fn cost(_: &Study<Self>, _: &Path) -> Vec<String> {
        Vec::new()
    }
}

/// One row per run.
fn table<S: Shown>(study: &Study<S>) -> TextTable {
    let axes: Vec<&str> = study.axes.iter().map(|axis| axis.name.as_str()).collect();
    let mut headers = vec!["run"];
    headers.extend(&axes);
    headers.extend(fixed_columns(study));
    headers.extend(networks_shown(study));
    // `--only` takes the names, which say what the other columns say: these go first.
    let mut table = TextTable::new(headers)
        .with_optional_together(&axes)
        .with_optional(&["model", "parameters", "seed", "batch", "side", "steps"]);
    let mut known = Parameters::default();
    for planned in &study.runs {
        table.push(row(study, planned, &mut known));
    }
    table
}

/// The columns of networks, except what has a column as an axis.
fn networks_shown<S: Shown>(study: &Study<S>) -> Vec<&'static str> {
    let is_axis = |header: &&str| study.axes.iter().any(|axis| axis.name == *header);
    let shown = S::NETWORKS
        .iter()
        .copied()
        .filter(|header| !is_axis(header));
    shown.collect()
}

fn row<S: Shown>(study: &Study<S>, planned: &PlannedRun<S>, known: &mut Parameters) -> Vec<Value> {
    let axes = Value::axes(study, &planned.cell);
    let fixed = fixed_columns(study).map(|header| match header {
        "seed" => planned.seed,
        column => planned.run.size(column) as u64,
    });
    let shown = networks_shown(study);
    let networks = S::NETWORKS.iter().zip(planned.run.networks(known));
    let networks = networks
        .filter(|(header, _)| shown.contains(header))
        .map(|(_, value)| value);
    std::iter::once(Value::text(&planned.id))
        .chain(axes)
        .chain(fixed.map(Value::Integer))
        .chain(networks)
        .collect()
}

/// What every run has, except what has a column as an axis.
fn fixed_columns<S: Shown>(study: &Study<S>) -> impl Iterator<Item = &str> {
    let is_axis = |header: &&str| study.axes.iter().any(|axis| axis.name == *header);
    S::COLUMNS
        .iter()
        .copied()
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
        assert_eq!(
            table.headers(),
            [
                "run",
                "batch",
                "lr_d",
                "seed",
                "steps",
                "model",
                "parameters"
            ]
        );
        assert_eq!(table.json_rows()[0]["parameters"], 42_115);
        let row = &table.json_rows()[0];
        assert_eq!((&row["batch"], &row["lr_d"]), (&64.0.into(), &0.01.into()));
    }
}
