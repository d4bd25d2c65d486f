//! `seesaw list`: the studies in a results folder, or where each run of a study stands.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::lookup::queue::{queue_if_it_answers, queue_words};
use super::lookup::runs::{warn_of_notes, warn_of_problems};
use super::lookup::selection::{Found, SelectionFlags, value};
use super::lookup::studies::{no_study_in, open_any_study, require_folder, study_names};
use super::run_explanation::explanation;
use super::terminal::output::print_message;
use super::terminal::sparkline::sparkline_top;
use super::terminal::styled_text::{GAP, width};
use super::terminal::table::TextTable;
use super::terminal::table_printing::TableFormat;
use super::terminal::terminal_size::stdout_width;
use super::terminal::value::Value;
use super::transfer_table::transfer_table;
use crate::config::{AnyStudy, Study, Transfer};
use crate::diagnose::{TransferVerdict, Verdict};
use crate::launch::QueuedJob;
use crate::metrics::Metric;
use crate::plot;
use crate::record::StudyPaths;
use crate::report::{RunOnDisk, key_metrics, read_runs_with, read_transfers};

/// List studies, or the runs of one: state, steps done, attempts, verdict, key metric over
/// time, and why; or the runs of all studies of which an expression holds
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Name of a study below the results folder, or its directory
    study: Option<PathBuf>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    #[command(flatten)]
    selection: SelectionFlags,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// The column of tags and notes, where there are any.
const NOTED: &str = "noted";

/// Prints one row per study, or one per run of the study; with a selection one per run that is meant, of
/// all studies where none is named.
///
/// # Errors
/// If there is no such study, or the selection is wrong.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    match &arguments.study {
        Some(study) => list_runs(study, arguments),
        None if arguments.selection.is_given() => list_found(arguments),
        None => list_studies(arguments),
    }
}

fn list_runs(study: &Path, arguments: &Arguments) -> Result<Exit, CliError> {
    let (study, paths) = open_any_study(study, &arguments.results)?;
    let study = match study {
        AnyStudy::Games(study) => study,
        AnyStudy::Transfers(study) => {
            let runs = read_transfers(&study, &paths);
            transfer_table(&study, &runs).print(arguments.format)?;
            return Ok(Exit::Ok);
        }
    };
    let selection = arguments.selection.read(&[&study])?;
    // What the column of the metric over time shows.
    let shown = [key_metrics(&study)[0], Metric::ModesTotal];
    let wanted = [&shown[..], &selection.metrics()].concat();
    let runs = read_runs_with(&study, &paths, &|metric| wanted.contains(&metric));
    let queue = queue_if_it_answers(&study.name, &paths);
    let exit = warn_of_problems(&runs).worse(warn_of_notes(&paths));
    let found = selection.apply(runs.into_iter().map(|run| (&*study, run)).collect());
    let runs: Vec<RunOnDisk> = found.into_iter().map(|(_, run)| run).collect();
    run_table(&study, &runs, &queue, &selection.columns()).print(arguments.format)?;
    if let Some(words) = queue_words(&queue) {
        print_message(words);
    }
    Ok(exit)
}

/// One row per run that is meant, of all studies that can be read.
fn list_found(arguments: &Arguments) -> Result<Exit, CliError> {
    let mut exit = Exit::Ok;
    let mut studies = Vec::new();
    require_folder(&arguments.results)?;
    for name in study_names(&arguments.results)? {
        match open_any_study(Path::new(&name), &arguments.results) {
            Ok((AnyStudy::Games(study), paths)) => studies.push((study, paths)),
            // A style transfer has other columns.
            Ok((AnyStudy::Transfers(_), _)) => {}
            Err(error) => exit = exit.worse(error.report()),
        }
    }
    let all: Vec<&Study> = studies.iter().map(|(study, _)| &**study).collect();
    let selection = arguments.selection.read(&all)?;
    let asked = selection.metrics();
    let mut runs = Vec::new();
    for (study, paths) in &studies {
        let of_study = read_runs_with(study, paths, &|metric| asked.contains(&metric));
        let of_runs = warn_of_problems(&of_study);
        exit = exit.worse(of_runs).worse(warn_of_notes(paths));
        runs.extend(of_study.into_iter().map(|run| (&**study, run)));
    }
    let runs = selection.apply(runs);
    if runs.is_empty() {
        print_message("no run is meant");
    }
    found_table(&runs, &selection.columns()).print(arguments.format)?;
    Ok(exit)
}

/// Runs of several studies, with the columns that are asked about.
fn found_table(runs: &[Found], asked: &[String]) -> TextTable {
    let fixed = ["study", "run", "status", "verdict"];
    let more: Vec<&str> = asked
        .iter()
        .map(String::as_str)
        .filter(|column| !fixed.contains(column))
        .collect();
    let any_noted = runs.iter().any(|(_, run)| run.annotation.words().is_some());
    let noted: &[&str] = if any_noted { &[NOTED] } else { &[] };
    let headers: Vec<&str> = [&fixed[..], &more, noted].concat();
    let mut table = TextTable::new(headers);
    for (study, run) in runs {
        let mut row = vec![
            Value::text(&study.name),
            Value::text(&run.planned.id),
            Value::text(run.status.name()),
            Value::judged(run.diagnosis.as_ref()),
        ];
        row.extend(more.iter().map(|column| value(study, run, column)));
        row.extend(
            noted
                .iter()
                .map(|_| Value::optional_text(run.annotation.words())),
        );
        table.push(row);
    }
    table
}

/// One row per run, with the columns that are asked about where it has not got them.
fn run_table(
    study: &Study,
    runs: &[RunOnDisk],
    queue: &[QueuedJob],
    asked: &[String],
) -> TextTable {
    let axes = study.axes.iter().map(|axis| axis.name.clone());
    let metric = key_metrics(study)[0];
    let over_time = format!("{}_over_time", metric.description().name);
    let fixed = [
        "seed", "status", "steps", "of", "attempts", "verdict", "form", "onset", &over_time, "why",
    ]
    .map(String::from);
    let headers = std::iter::once("run".to_string()).chain(axes).chain(fixed);
    let mut headers: Vec<String> = headers.collect();
    let more = asked.iter().filter(|column| !headers.contains(column));
    let mut more: Vec<String> = more.cloned().collect();
    if runs.iter().any(|run| run.annotation.words().is_some()) {
        more.push(NOTED.to_string());
    }
    headers.extend(more.iter().cloned());
    let mut table = TextTable::new(headers)
        .with_digits_first()
        .with_optional(&["of", "attempts", &over_time, "onset", "why"])
        .with_columns_for_programs(&["form"])
        .with_titles([(
            over_time.as_str(),
            over_time.replace("_over_time", " over time").as_str(),
        )]);
    for run in runs {
        let mut row = run_row(study, run, metric, queue);
        row.extend(more.iter().map(|column| match column.as_str() {
            NOTED => Value::optional_text(run.annotation.words()),
            column => value(study, run, column),
        }));
        table.push(row);
    }
    table
}

fn run_row(study: &Study, run: &RunOnDisk, metric: Metric, queue: &[QueuedJob]) -> Vec<Value> {
    let row = run.row();
    let file = run.file.as_ref();
    let live_step = run.heartbeat.as_ref().map(|heartbeat| heartbeat.step);
    let steps = live_step.or_else(|| Some(file?.steps)).unwrap_or(0);
    let attempts = file.map_or(0, |file| file.attempts.len() as u64);
    let mut values = vec![Value::text(row.run)];
    values.extend(Value::axes(study, &row.cell));
    values.extend([
        Value::Integer(row.seed),
        Value::text(row.status.name()),
        Value::Integer(steps),
        Value::Integer(run.planned.run.steps as u64),
        Value::Integer(attempts),
        Value::judged(run.diagnosis.as_ref()),
        Value::form(run.diagnosis.as_ref()),
        Value::optional_integer(row.onset),
        over_time(run, metric),
        Value::optional_text(explanation(run, queue)),
    ]);
    values
}

/// A metric over the evaluations of a finished run, or of a running one up to its last sign of
/// life.
fn over_time(run: &RunOnDisk, metric: Metric) -> Value {
    let heartbeat = run
        .heartbeat
        .as_ref()
        .filter(|heartbeat| heartbeat.metric == metric);
    let last = run
        .evals
        .last()
        .or_else(|| heartbeat?.evaluated.as_ref())
        .map(|row| row.measured);
    let values = match heartbeat {
        Some(heartbeat) => heartbeat.metrics.clone(),
        None => run
            .evals
            .iter()
            .map(|row| row.measured.get(metric))
            .collect(),
    };
    last.map_or(Value::Missing, |measured| Value::Series {
        values,
        top: sparkline_top(metric, &measured),
    })
}

/// One row per study. A study that cannot be read is named and does not hide the others.
fn list_studies(arguments: &Arguments) -> Result<Exit, CliError> {
    let results = &arguments.results;
    require_folder(results)?;
    let verdicts = Verdict::ALL.map(Verdict::name);
    let transfers = TransferVerdict::ALL.map(TransferVerdict::name);
    let fixed = ["study", "runs", "complete"];
    let headers = [&fixed, &verdicts[..], &transfers, &["question"]].concat();
    let counts = [&verdicts[..], &transfers].concat();
    let mut table = TextTable::new(headers).with_columns_where_used(&counts);
    let mut exit = Exit::Ok;
    for name in study_names(results)? {
        match study_row(&name, results) {
            Ok((row, of_runs)) => {
                table.push(row);
                exit = exit.worse(of_runs);
            }
            Err(error) => exit = exit.worse(error.report()),
        }
    }
    if table.is_empty() && exit == Exit::Ok {
        print_message(no_study_in(results));
    }
    table.print(arguments.format)?;
    if arguments.format == TableFormat::Table && std::io::stdout().is_terminal() {
        print_legend(&table);
    }
    Ok(exit)
}

/// The row of a study, and the exit code of those of its runs that cannot be used.
fn study_row(name: &str, results: &Path) -> Result<(Vec<Value>, Exit), CliError> {
    let (study, paths) = open_any_study(Path::new(name), results)?;
    let study = match study {
        AnyStudy::Games(study) => study,
        AnyStudy::Transfers(study) => return Ok((transfers_row(name, &study, &paths), Exit::Ok)),
    };
    let runs = read_runs_with(&study, &paths, &|_| false);
    let exit = warn_of_problems(&runs);
    let verdicts: Vec<Verdict> = runs
        .iter()
        .filter_map(|run| Some(run.diagnosis.as_ref()?.verdict))
        .collect();
    let count_of = |verdict| {
        let count = verdicts.iter().filter(|found| **found == verdict).count();
        Value::VerdictCount(verdict, count)
    };
    let totals = [study.runs.len(), verdicts.len()].map(|count| Value::Integer(count as u64));
    let mut row = vec![Value::text(name)];
    row.extend(totals);
    row.extend(Verdict::ALL.map(count_of));
    row.extend(TransferVerdict::ALL.map(|_| Value::Missing));
    row.push(Value::text(study.question));
    Ok((row, exit))
}

/// The row of a study of style transfers, which have verdicts of their own.
fn transfers_row(name: &str, study: &Study<Transfer>, paths: &StudyPaths) -> Vec<Value> {
    let runs = read_transfers(study, paths);
    let finished = runs.iter().filter_map(|run| run.finished.as_ref());
    let verdicts: Vec<TransferVerdict> = finished.map(|run| run.diagnosis.verdict).collect();
    let count_of = |verdict| {
        let count = verdicts.iter().filter(|found| **found == verdict).count();
        Value::Integer(count as u64)
    };
    let totals = [runs.len(), verdicts.len()].map(|count| Value::Integer(count as u64));
    std::iter::once(Value::text(name))
        .chain(totals)
        .chain(Verdict::ALL.map(|_| Value::Missing))
        .chain(TransferVerdict::ALL.map(count_of))
        .chain([Value::text(&study.question)])
        .collect()
}

/// What the letters in the header stand for.
fn print_legend(table: &TextTable) {
    let verdicts = table.counted_verdicts();
    let legend: Vec<String> = verdicts
        .map(|verdict| format!("{} {}", plot::verdict_letter(verdict), verdict.name()))
        .collect();
    for line in legend_lines(&legend, stdout_width().unwrap_or(usize::MAX)) {
        print_message(line);
    }
}

/// As many explanations on a line as fit, none of them broken.
fn legend_lines(explanations: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for explanation in explanations {
        match lines.last_mut() {
            Some(line) if width(line) + GAP + width(explanation) <= columns => {
                line.push_str(&" ".repeat(GAP));
                line.push_str(explanation);
            }
            _ => lines.push(explanation.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legend_is_broken_between_its_explanations() {
        let legend = ["H healthy", "C mode_collapse", "F frozen"].map(String::from);
        assert_eq!(legend_lines(&legend, 80), [legend.join("  ")]);
        assert_eq!(
            legend_lines(&legend, 26),
            ["H healthy  C mode_collapse", "F frozen"]
        );
        assert!(legend_lines(&[], 80).is_empty());
    }
}
